package xray

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"syncd/internal/sim/jira/site"
)

// Mutation is one thing that a client changed by the interface of its product. What people do is not among them.
type Mutation struct {
	Seq       int       `json:"seq"`
	Time      time.Time `json:"time"`
	User      string    `json:"user"` // e-mail address
	Verb      string    `json:"verb"` // status, comment, defect-add, defect-remove, assignee, executed-by, started, finished, evidence
	Run       int64     `json:"run"`
	Test      string    `json:"test"` // keys of issues, as they were
	Execution string    `json:"execution"`
	From      string    `json:"from,omitempty"`
	To        string    `json:"to,omitempty"`
	Request   string    `json:"request"`
}

// Change is what is to become of a run; nil leaves as it is. Defects are ids of issues.
type Change struct {
	Status, Comment, Assignee, Executor *string
	Started, Finished                   *time.Time
	AddDefects, RemoveDefects           []string
	AddEvidence                         []Evidence // name and size
}

// Outcome is what a change has changed: ids of issues.
type Outcome struct{ Added, Removed []string }

// Change changes a run on behalf of a request, whole or not at all.
func (b *Book) Change(a site.Actor, id int64, c Change) (Outcome, error) {
	defer b.lock()()
	r := b.byID(id)
	if r == nil {
		return Outcome{}, fmt.Errorf("there is no test run %d", id)
	}
	return b.change(a, r, c, true)
}

func (b *Book) change(a site.Actor, r *Run, c Change, told bool) (Outcome, error) {
	note := func(verb, from, to string) {
		r.Modified = a.At
		if told {
			b.note(a, r, verb, from, to)
		}
	}
	if c.Status != nil {
		to, known := b.status(*c.Status)
		if !known {
			return Outcome{}, fmt.Errorf("there is no status %q", *c.Status)
		}
		b.move(a, r, to, note)
	}
	for _, one := range []struct {
		verb string
		to   *string
		at   *string
	}{{"comment", c.Comment, &r.Comment}, {"assignee", c.Assignee, &r.Assignee}, {"executed-by", c.Executor, &r.Executor}} {
		if one.to != nil && *one.to != *one.at {
			note(one.verb, *one.at, *one.to)
			*one.at = *one.to
		}
	}
	for _, one := range []struct {
		verb string
		to   *time.Time
		at   *time.Time
	}{{"started", c.Started, &r.Started}, {"finished", c.Finished, &r.Finished}} {
		if one.to != nil && !one.to.Equal(*one.at) {
			note(one.verb, stamp(*one.at), stamp(*one.to))
			*one.at = *one.to
		}
	}
	for _, e := range c.AddEvidence {
		b.lastFile++
		r.Evidence = append(r.Evidence, Evidence{b.lastFile, e.Name, e.Size, a.User.AccountID, a.At})
		note("evidence", "", e.Name)
	}
	return b.changeDefects(r, c, note), nil
}

// move gives a run a status: leaving the first one starts it, a final one ends it.
func (b *Book) move(a site.Actor, r *Run, to Status, note func(verb, from, to string)) {
	if r.Status != to.Name {
		note("status", r.Status, to.Name)
	}
	todo, _ := pick(b.statuses, "TODO")
	r.Status = to.Name
	switch {
	case to.Name == todo.Name:
		r.Started, r.Finished, r.Executor = time.Time{}, time.Time{}, ""
		return
	case to.Final:
		r.Finished = a.At
	default:
		r.Finished = time.Time{}
	}
	if r.Started.IsZero() {
		r.Started = a.At
	}
	r.Executor, r.Modified = a.User.AccountID, a.At
}

func (b *Book) changeDefects(r *Run, c Change, note func(verb, from, to string)) Outcome {
	var out Outcome
	for _, id := range c.AddDefects {
		if !slices.Contains(r.Defects, id) {
			r.Defects, out.Added = append(r.Defects, id), append(out.Added, id)
			note("defect-add", "", b.key(id))
		}
	}
	for _, id := range c.RemoveDefects {
		if n := slices.Index(r.Defects, id); n >= 0 {
			r.Defects, out.Removed = slices.Delete(r.Defects, n, n+1), append(out.Removed, id)
			note("defect-remove", b.key(id), "")
		}
	}
	return out
}

// key is the key of an issue, or its id once it is gone.
func (b *Book) key(id string) string {
	if i, found := b.site.Snapshot(id); found {
		return i.Key
	}
	return id
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func (b *Book) note(a site.Actor, r *Run, verb, from, to string) {
	b.audit = append(b.audit, Mutation{len(b.audit) + 1, a.At, a.User.Email, verb, r.ID, b.key(r.Test), b.key(r.Execution), from, to, a.Request})
}

// Audit is every change that clients have made, in order. What changed nothing is not among them.
func (b *Book) Audit() []Mutation {
	defer b.settled()()
	return append([]Mutation{}, b.audit...)
}

// AllRuns copies all runs, oldest first, also of issues that are gone.
func (b *Book) AllRuns() []Run {
	defer b.settled()()
	out := []Run{}
	for _, r := range b.runs {
		out = append(out, r.copied())
	}
	return out
}

// Run copies the run of a test in an execution, by ids or keys of the issues.
func (b *Book) Run(execution, test string) (Run, bool) {
	defer b.settled()()
	r, err := b.named(execution, test)
	if err != nil {
		return Run{}, false
	}
	return r.copied(), true
}

// named finds a run by ids or keys of the issues.
func (b *Book) named(execution, test string) (*Run, error) {
	e, err := b.typed(TypeExecution, execution)
	if err != nil {
		return nil, err
	}
	t, err := b.typed(TypeTest, test)
	if err != nil {
		return nil, err
	}
	if r := b.find(t.ID, e.ID); r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("test %s is not in execution %s", t.Key, e.Key)
}

// Number reads the number of a run; 0 is none.
func Number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}
