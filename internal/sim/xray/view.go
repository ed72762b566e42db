package xray

import (
	"slices"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/site"
)

// View is the book as one caller sees it during one request: runs whose test and execution he may see in Jira.
type View struct {
	book   *Book
	actor  site.Actor
	issues map[string]*simjira.Issue // by what they were asked for; nil is one that he may not see
}

// View opens the book for a caller.
func (b *Book) View(a site.Actor) *View {
	return &View{book: b, actor: a, issues: map[string]*simjira.Issue{}}
}

// Issue finds an issue by id or key; nil when there is none for this caller.
func (v *View) Issue(idOrKey string) *simjira.Issue {
	if i, known := v.issues[idOrKey]; known {
		return i
	}
	var found *simjira.Issue
	if _, err := v.book.site.Issue(v.actor, idOrKey); err == nil {
		if i, ok := v.book.site.Snapshot(idOrKey); ok {
			found = &i
		}
	}
	v.issues[idOrKey] = found
	return found
}

// Typed finds an issue of one of Xray's types.
func (v *View) Typed(kind, idOrKey string) *simjira.Issue {
	if i := v.Issue(idOrKey); i != nil && i.Type == kind {
		return i
	}
	return nil
}

// Search answers a JQL query with the issues of a type, all types for "".
func (v *View) Search(kind, jql string) ([]*simjira.Issue, error) {
	found, err := v.book.site.Search(v.actor, jql, nil)
	if err != nil {
		return nil, err
	}
	var out []*simjira.Issue
	for _, i := range found {
		if known := v.Issue(i.Key); known != nil && (kind == "" || known.Type == kind) {
			out = append(out, known)
		}
	}
	return out, nil
}

// All are the issues of a type, oldest first.
func (v *View) All(kind string) []*simjira.Issue {
	var out []*simjira.Issue
	for _, i := range v.book.site.Snapshots() {
		if i.Type == kind && !i.Archived && v.Issue(i.ID) != nil {
			out = append(out, v.Issue(i.ID))
		}
	}
	return out
}

// Runs are the runs that match, oldest first; nil matches all.
func (v *View) Runs(match func(*Run) bool) []Run {
	defer v.book.lock()()
	var out []Run
	for _, r := range v.book.runs {
		if match != nil && !match(r) {
			continue
		}
		if v.Typed(TypeTest, r.Test) != nil && v.Typed(TypeExecution, r.Execution) != nil {
			out = append(out, r.copied())
		}
	}
	return out
}

// Run finds a run by its number.
func (v *View) Run(id int64) (Run, bool) {
	found := v.Runs(func(r *Run) bool { return r.ID == id })
	if len(found) == 0 {
		return Run{}, false
	}
	return found[0], true
}

// Environments are those of an execution, by its id.
func (v *View) Environments(executionID string) []string {
	defer v.book.lock()()
	return append([]string{}, v.book.envs[executionID]...)
}

// AllEnvironments are the environments of all executions, sorted.
func (v *View) AllEnvironments() []string {
	defer v.book.lock()()
	out := []string{}
	for _, list := range v.book.envs {
		out = append(out, list...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Plan is what a plan holds, by its id: tests and executions that the caller may see.
func (v *View) Plan(planID string) (tests, executions []*simjira.Issue) {
	defer v.book.lock()()
	p := v.book.plans[planID]
	if p == nil {
		return nil, nil
	}
	return v.typedAll(TypeTest, p.tests), v.typedAll(TypeExecution, p.executions)
}

// PlansOf are the plans that hold a test or an execution, by its id.
func (v *View) PlansOf(id string) []*simjira.Issue {
	var out []*simjira.Issue
	for _, i := range v.All(TypePlan) {
		tests, executions := v.Plan(i.ID)
		if slices.ContainsFunc(slices.Concat(tests, executions), func(held *simjira.Issue) bool { return held.ID == id }) {
			out = append(out, i)
		}
	}
	return out
}

func (v *View) typedAll(kind string, ids []string) []*simjira.Issue {
	var out []*simjira.Issue
	for _, id := range ids {
		if i := v.Typed(kind, id); i != nil {
			out = append(out, i)
		}
	}
	return out
}

// Tested are the issues that a test tests, TestsOf the tests of an issue: the far ends of links of the type Test.
func (v *View) Tested(test *simjira.Issue) []*simjira.Issue { return v.linked(test, true, "") }

// TestsOf are the tests of an issue.
func (v *View) TestsOf(story *simjira.Issue) []*simjira.Issue {
	return v.linked(story, false, TypeTest)
}

func (v *View) linked(i *simjira.Issue, outward bool, kind string) []*simjira.Issue {
	var out []*simjira.Issue
	for _, l := range i.Links {
		if other := v.Issue(l.Key); l.Type == LinkTest && l.Outward == outward && other != nil && (kind == "" || other.Type == kind) {
			out = append(out, other)
		}
	}
	return out
}

// Modified is when Xray's side of an issue changed last, or Jira's, whichever is later.
func (v *View) Modified(i *simjira.Issue) time.Time {
	defer v.book.lock()()
	if at := v.book.touched[i.ID]; at.After(i.Updated) {
		return at
	}
	return i.Updated
}

// Filter is the JQL of a saved filter.
func (v *View) Filter(id int64) (string, bool) {
	defer v.book.lock()()
	jql, known := v.book.filters[id]
	return jql, known
}
