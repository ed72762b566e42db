package converge

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// testCase is one test of the suite that the stories run.
type testCase struct {
	name    string // its first word is unique: the oracle finds the case in a summary by it
	stories []string
	rows    []string // of a table-driven test; one empty row otherwise
	broken  bool     // the product is broken where this test looks
}

// newSuite makes up a suite.
func newSuite(rng *rand.Rand, m mode) []testCase {
	var suite []testCase
	size := 2 + rng.IntN(5)
	if m == flood {
		size = 4 + rng.IntN(4)
	}
	for n := range size {
		c := testCase{name: fmt.Sprintf("case%d %s", n, []string{"guest can pay", "cart keeps items", "total is right"}[n%3]), rows: []string{""}, broken: rng.IntN(3) == 0}
		for _, story := range []string{"SHOP-1", "SHOP-2", "SHOP-4"} {
			if rng.IntN(3) == 0 {
				c.stories = append(c.stories, story)
			}
		}
		if rng.IntN(4) == 0 || m == row {
			c.rows = []string{"[EUR]", "[USD]"}
		}
		suite = append(suite, c)
	}
	return suite
}

// outcome is how one test ended, in the words of the story.
type outcome string

// The outcomes.
const (
	pass  outcome = "pass"
	flaky outcome = "flaky" // passed at the second attempt
	fail  outcome = "fail"
	other outcome = "fails otherwise"
	skip  outcome = "skip"
)

// result is one result of a run.
type result struct {
	test int // index into the suite
	row  string
	outcome
}

// run is one result file, and what is in it.
type run struct {
	file        string
	branch      string
	environment string
	at          time.Time
	results     []result
	half        bool // only the first part of it is there yet
	hidden      bool // it came while the folder was away
	read        bool // a cycle has found it since the store was new
}

// newRun makes up a run of part of the suite.
func (w *world) newRun(late bool) *run {
	w.stamp = w.stamp.Add(2 * time.Second)
	if limit := time.Now().Add(-time.Minute); w.stamp.Before(limit) {
		w.stamp = limit
	}
	if ahead := time.Until(w.stamp.Add(2 * time.Second)); ahead > 0 {
		time.Sleep(ahead) // nothing has happened before it is over
	}
	r := &run{at: w.stamp.Truncate(time.Second)}
	if late {
		r.at = r.at.Add(-time.Duration(1+w.rng.IntN(100)) * time.Hour).Add(time.Duration(w.rng.IntN(50)) * time.Second)
	}
	w.runs = append(w.runs, r)
	w.count.runs++
	branch := "main"
	if w.rng.IntN(7) == 0 {
		branch = "topic-7"
	}
	w.place(r, branch, []string{"staging", "staging", "prod"}[w.rng.IntN(3)])
	for n, c := range w.suite {
		if w.rng.IntN(6) == 0 {
			continue
		}
		for _, row := range c.rows {
			r.results = append(r.results, result{n, row, w.outcome(c)})
		}
	}
	return r
}

// place says where a run ran.
func (w *world) place(r *run, branch, environment string) {
	r.branch, r.environment = branch, environment
	r.file = filepath.Join(branch, environment, fmt.Sprintf("run-%03d.xml", slices.Index(w.runs, r)+1))
}

// outcome makes up how a test ends: mostly as the product is.
func (w *world) outcome(c testCase) outcome {
	switch n := w.rng.IntN(20); {
	case n == 0:
		return skip
	case n == 1:
		return flaky
	case n == 2:
		return []outcome{pass, fail}[w.rng.IntN(2)]
	case c.broken && n == 3:
		return other
	case c.broken:
		return fail
	}
	return pass
}

// String lists a run for the story.
func (r *run) String() string {
	var parts []string
	for _, res := range r.results {
		parts = append(parts, fmt.Sprintf("%d%s %s", res.test, res.row, res.outcome))
	}
	return fmt.Sprintf("%s of %s: %s", r.file, r.at.UTC().Format("Jan 02 15:04:05"), strings.Join(parts, ", "))
}

// xml is the run as a JUnit file.
func (w *world) xml(r *run) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<testsuites>\n<testsuite name=\"shop\" timestamp=\"%s\" tests=\"%d\">\n", r.at.UTC().Format(time.RFC3339), len(r.results))
	for _, res := range r.results {
		c := w.suite[res.test]
		fmt.Fprintf(&b, "<testcase classname=\"shop.Suite\" name=\"%s%s\" time=\"0.1\">", c.name, res.row)
		if len(c.stories) > 0 {
			fmt.Fprintf(&b, "<properties><property name=\"story\" value=\"%s\"/></properties>", strings.Join(c.stories, ","))
		}
		b.WriteString(elements[res.outcome] + "</testcase>\n")
	}
	b.WriteString("</testsuite>\n</testsuites>\n")
	return b.String()
}

// elements is what JUnit writes for each outcome.
var elements = map[outcome]string{
	pass:  "",
	flaky: `<flakyFailure type="Timeout" message="took too long">at shop.Cart.wait(Cart.java:9)</flakyFailure>`,
	fail:  `<failure type="AssertionError" message="expected 1 but was 2">at shop.Cart.total(Cart.java:42)</failure><system-out>one, two</system-out>`,
	other: `<error type="NullPointerException" message="cart is null">at shop.Cart.open(Cart.java:7)</error><system-out>opening the cart</system-out>`,
	skip:  `<skipped/>`,
}
