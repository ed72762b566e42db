package junit

import (
	"slices"
	"strings"

	"syncd/internal/model"
)

// judge says how one testcase element ended: error or failure, else skipped, else
// flaky elements alone (passed at last), else what a status attribute says, else
// passed. Of several failures the first is told: the later ones follow from it.
func judge(t *testcase, d dialect) model.Result {
	reruns := t.count(rerun) + t.count(flaky)
	r := model.Result{Outcome: model.Passed, Attempts: 1 + reruns, Duration: duration(t.attr["time"])}
	skip := t.find(func(kind string) bool { return kind == skipped })
	switch bad, again, alone := t.find(failed), t.find(flaky), t.find(rerun); {
	case bad != nil:
		r.Outcome, r.Failure = model.Failed, failureOf(bad, t.output, d)
	case skip != nil:
		r.Outcome, r.Reason = model.Skipped, reason(t, skip, d)
	case again != nil:
		r.Flaky, r.Failure = true, failureOf(again, t.output, d)
	case alone != nil:
		// A rerun belongs beside a failure. Without one it still says that it failed.
		r.Outcome, r.Failure, r.Attempts = model.Failed, failureOf(alone, t.output, d), reruns
	case t.todo:
		r.Outcome, r.Reason = model.Pending, "todo"
	default:
		r.Outcome, r.Reason = byStatus(t)
	}
	if r.Outcome == model.Failed && r.Failure == nil { // by status: all there is to tell
		r.Failure, r.Reason = &model.Failure{Message: r.Reason}, ""
	}
	if r.Failure != nil {
		r.Signature = r.Failure.Sign()
	}
	return r
}

// reason says why a test was skipped. pytest writes an expected failure as a skip:
// the test ran and failed as foretold, which says nothing new about the product.
func reason(t *testcase, f *finding, d dialect) string {
	why := strings.TrimSpace(f.message)
	if why == "" {
		why = firstLine(f.body)
	} else if d.subtests {
		why = goSays(why)
	}
	for _, p := range t.props {
		if why == "" && slices.Contains(d.reasons, p.name) {
			why = p.value
		}
	}
	if f.typ == "pytest.xfail" {
		why = strings.TrimSuffix("expected failure: "+why, ": ")
	}
	return why
}

// What writers put into the attributes status and result (GoogleTest, CTest, Karma
// and others) of a testcase that has no child to say how it ended.
var statuses = map[string]model.Outcome{
	"run": model.Passed, "completed": model.Passed, "passed": model.Passed, "pass": model.Passed,
	"ok": model.Passed, "success": model.Passed, "successful": model.Passed, "executed": model.Passed,
	"notrun": model.Skipped, "disabled": model.Skipped, "skipped": model.Skipped, "skip": model.Skipped,
	"ignored": model.Skipped, "suppressed": model.Skipped, "excluded": model.Skipped,
	"pending": model.Pending, "todo": model.Pending,
	"blocked": model.Blocked,
	"failed":  model.Failed, "fail": model.Failed, "failure": model.Failed, "error": model.Failed,
}

// byStatus reads the attributes. A word that is not in the table is no pass.
func byStatus(t *testcase) (model.Outcome, string) {
	worst, why := model.Passed, ""
	for _, name := range []string{"status", "result"} {
		value := strings.TrimSpace(t.attr[name])
		if value == "" {
			continue
		}
		outcome, known := statuses[strings.ToLower(strings.ReplaceAll(value, "_", ""))]
		if !known {
			outcome = model.Unknown
		}
		if badness(outcome) > badness(worst) {
			worst, why = outcome, name+": "+value
		}
	}
	return worst, why
}

// badness orders outcomes for "the worst wins". A pass is the weakest claim: it
// stands only where nothing else is said.
func badness(o model.Outcome) int {
	return slices.Index([]model.Outcome{model.Passed, model.Skipped, model.Pending, model.Unknown, model.Blocked, model.Failed}, o)
}
