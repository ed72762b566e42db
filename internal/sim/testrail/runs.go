package testrail

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// maxRefs is how many characters a list of references may have.
const maxRefs = 250

// addRun puts a run with its tests into the world; cases nil means all of the suite. It checks that the cases belong to
// the suite.
func (w *world) addRun(r Run, cases []int64) (*Run, error) {
	suite := w.suites[r.Suite]
	if suite == nil || suite.Project != r.Project {
		return nil, bad("Field :suite_id is not a valid test suite.")
	}
	r.All = cases == nil
	if r.All {
		for _, c := range w.casesOf(r.Suite) {
			cases = append(cases, c.ID)
		}
	}
	for _, id := range cases {
		if c := w.cases[id]; c == nil || c.Suite != r.Suite || c.Deleted {
			return nil, bad("Field :case_ids contains one or more invalid IDs (case C%d unknown or not part of the test suite).", id)
		}
	}
	r.ID = w.id("run", r.ID)
	if w.runs[r.ID] != nil || w.plans[r.ID] != nil {
		return nil, fmt.Errorf("run or plan %d is there twice", r.ID)
	}
	r.Counts, r.byCase, r.Updated = map[int64]int{}, map[int64]*Test{}, r.Created
	run := &r
	w.runs[r.ID] = run
	for _, id := range cases {
		w.addTest(run, id)
	}
	return run, nil
}

// addTest puts a case into a run, once.
func (w *world) addTest(r *Run, caseID int64) {
	if r.byCase[caseID] != nil {
		return
	}
	t := &Test{ID: w.id("test", 0), Run: r.ID, Case: caseID, Status: Untested, Assigned: r.Assigned}
	w.tests[t.ID], r.byCase[caseID] = t, t
	r.tests = append(r.tests, t)
	r.Counts[Untested]++
}

// removeTest takes a test out of an open run, and its results with it.
func (w *world) removeTest(r *Run, t *Test) {
	r.Counts[t.Status]--
	delete(r.byCase, t.Case)
	delete(w.tests, t.ID)
	r.tests = slices.DeleteFunc(r.tests, func(other *Test) bool { return other == t })
	r.results = slices.DeleteFunc(r.results, func(res *Result) bool { return res.Test == t.ID })
	for _, res := range t.results {
		delete(w.results, res.ID)
	}
}

// closeRun completes a run, once: its tests keep their cases as they are now.
func (w *world) closeRun(r *Run, now int64) {
	if r.Completed != 0 {
		return
	}
	r.Completed, r.Updated = now, now
	for _, t := range r.tests {
		t.frozen = w.cases[t.Case]
	}
}

// deleteRun forgets a run with all that is in it.
func (w *world) deleteRun(r *Run) {
	for _, t := range slices.Clone(r.tests) {
		w.removeTest(r, t)
	}
	delete(w.runs, r.ID)
	if p := w.plans[r.Plan]; p != nil {
		for n := range p.Entries {
			p.Entries[n].Runs = slices.DeleteFunc(p.Entries[n].Runs, func(id int64) bool { return id == r.ID })
		}
		p.Entries = slices.DeleteFunc(p.Entries, func(e Entry) bool { return len(e.Runs) == 0 })
	}
}

// deleteCase takes a case away. A softly deleted one stays, marked, and so do its tests; otherwise open runs lose their
// tests of it, and closed ones keep what they froze.
func (w *world) deleteCase(c *Case, soft bool, now int64) {
	if soft {
		w.edit(c.ID, func(c *Case) { c.Deleted, c.Updated = true, now })
		return
	}
	delete(w.cases, c.ID)
	for _, r := range w.runs {
		if t := r.byCase[c.ID]; t != nil && r.Completed == 0 {
			w.removeTest(r, t)
		}
	}
}

// edit changes a case. What a closed run froze is left alone: a case is never changed in place.
func (w *world) edit(id int64, change func(*Case)) *Case {
	c := *w.cases[id]
	c.Custom = maps.Clone(c.Custom)
	change(&c)
	w.cases[id] = &c
	return &c
}

// caseOf is the case of a test, as it is or as it was when the run was closed.
func (w *world) caseOf(t *Test) *Case {
	if t.frozen != nil {
		return t.frozen
	}
	return w.cases[t.Case]
}

// configText joins the names of configurations as TestRail does, and checks that they are of the project.
func (w *world) configText(project int64, ids []int64) (string, error) {
	var names []string
	for _, id := range ids {
		name, group := w.config(id)
		if group == nil || group.Project != project {
			return "", bad("Field :config_ids contains one or more invalid IDs (configuration %d unknown).", id)
		}
		names = append(names, name)
	}
	return strings.Join(names, ", "), nil
}

// entryID is the GUID of the nth entry of a plan, the same in every instance of a seed.
func entryID(plan int64, n int) string {
	return fmt.Sprintf("7a9c0e52-3d41-4b60-%04x-%012x", 0x8000+n, plan)
}
