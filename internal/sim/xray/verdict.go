package xray

import (
	"slices"

	simjira "syncd/internal/sim/jira"
)

// Scope says which runs count for the status of a test; the zero value counts the latest of all.
type Scope struct {
	Environment string // "" is all of them
	Version     string // fix version of the execution, by name
	Plan        string // id of a test plan
	AnyLatest   bool   // a later run that is not final counts more than an earlier one that is
}

// TestStatus is how a test stands: for each environment its latest run, final before not final; then a failure beats
// everything, anything beats a pass, and otherwise the greater rank stands. Without a run it is TODO.
func (v *View) TestStatus(testID string, s Scope) Status {
	latest := map[string]Run{}
	for _, r := range v.Runs(func(r *Run) bool { return r.Test == testID }) {
		if !v.counts(r, s) {
			continue
		}
		envs := v.Environments(r.Execution)
		if len(envs) == 0 {
			envs = []string{""} // no environment is one of its own
		}
		for _, env := range envs {
			if old, seen := latest[env]; (s.Environment == "" || env == s.Environment) && (!seen || v.book.later(r, old, s)) {
				latest[env] = r
			}
		}
	}
	defer v.book.lock()()
	joint, _ := pick(v.book.statuses, "TODO")
	first := true
	for _, r := range latest {
		if st, _ := v.book.status(r.Status); first || beats(st, joint) {
			joint, first = st, false
		}
	}
	return joint
}

func (v *View) counts(r Run, s Scope) bool {
	if s.Version != "" && !slices.Contains(v.Issue(r.Execution).FixVersions, s.Version) {
		return false
	}
	if s.Plan == "" {
		return true
	}
	_, executions := v.Plan(s.Plan)
	return slices.ContainsFunc(executions, func(e *simjira.Issue) bool { return e.ID == r.Execution })
}

// later reports whether a run counts more than another one in the same environment.
func (b *Book) later(r, old Run, s Scope) bool {
	if s.AnyLatest {
		return r.Created.After(old.Created) || r.Created.Equal(old.Created) && r.ID > old.ID
	}
	now, _ := b.Status(r.Status)
	was, _ := b.Status(old.Status)
	switch {
	case now.Final != was.Final:
		return now.Final
	case now.Final:
		return !r.Finished.Before(old.Finished)
	}
	return !r.Created.Before(old.Created)
}

func beats(s, other Status) bool {
	switch {
	case other.Coverage == NOK:
		return false
	case s.Coverage == NOK:
		return true
	case (s.Coverage == OK) != (other.Coverage == OK):
		return other.Coverage == OK
	}
	return s.Rank > other.Rank
}

// Covered is how an issue stands by the tests that are linked to it: OK, NOK, NOTRUN, UNKNOWN or UNCOVERED.
func (v *View) Covered(story *simjira.Issue, s Scope) string {
	tests := v.TestsOf(story)
	if len(tests) == 0 {
		return Uncovered
	}
	joint := v.TestStatus(tests[0].ID, s)
	for _, t := range tests[1:] {
		if st := v.TestStatus(t.ID, s); beats(st, joint) {
			joint = st
		}
	}
	return joint.Coverage
}
