package junit

import (
	"time"

	"syncd/internal/model"
)

// document is the file as it stands there, texts cut to size and nothing judged.
type document struct {
	root   element
	suites []*suite
	cases  []*testcase // in document order
	faults []model.Fault
}

// element is the part that all elements share: attributes by local name.
type element struct {
	line int
	attr map[string]string
}

// suite is one testsuite, or the testsuites element for what stands directly in it.
type suite struct {
	element
	parent *suite
	path   []string // names from the outside in; the testsuites element has none
	props  []property
	run    model.Context // what the properties say of the run
	// What is really there, to hold against the counters in the header.
	own, cases, failing, todos int
}

// testcase is one testcase element: one execution, or several with reruns inside.
type testcase struct {
	element
	suite    *suite
	props    []property
	findings []finding
	output   string
	ended    time.Time // set by timeline
	todo     bool      // set by markTodos
}

// finding is a child that says how a testcase ended.
type finding struct {
	kind    string // failure error skipped, or one of the rerun and flaky four
	message string
	typ     string
	body    string
	output  string
}

type property struct{ name, value string }

// The children of a testcase that are findings. Rerun elements stand beside a
// failure and repeat it; flaky ones stand alone and say that a later attempt passed.
const (
	failure = "failure"
	errored = "error"
	skipped = "skipped"
)

func rerun(kind string) bool { return kind == "rerunFailure" || kind == "rerunError" }
func flaky(kind string) bool { return kind == "flakyFailure" || kind == "flakyError" }

// find returns the first finding of a kind that ok accepts.
func (t *testcase) find(ok func(kind string) bool) *finding {
	for i := range t.findings {
		if ok(t.findings[i].kind) {
			return &t.findings[i]
		}
	}
	return nil
}

// count returns how many findings ok accepts.
func (t *testcase) count(ok func(kind string) bool) int {
	n := 0
	for _, f := range t.findings {
		if ok(f.kind) {
			n++
		}
	}
	return n
}

func failed(kind string) bool { return kind == failure || kind == errored }

// property returns the value of the suite's property of that name, from the
// nearest suite that has it.
func (s *suite) property(name string) (string, bool) {
	for ; s != nil; s = s.parent {
		for _, p := range s.props {
			if p.name == name {
				return p.value, true
			}
		}
	}
	return "", false
}
