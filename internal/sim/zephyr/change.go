package zephyr

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ErrImmutable refuses a change of an execution that is not the last one of its item.
var ErrImmutable = errors.New("only the last execution of a test case in a test cycle can be changed")

// Edit is a change of an execution; nil members leave what is.
type Edit struct {
	Status      *string
	Environment *string
	Comment     *string
	Executed    *string
	Assigned    *string
	Begin       *time.Time
	End         *time.Time
	Took        *time.Duration
	Custom      map[string]any
}

// Edit changes an execution unless a later one of its item has overtaken it, which is ErrImmutable. Names must have
// been checked.
func (v View) Edit(by string, e *Execution, d Edit) error {
	if !v.IsLast(e) {
		return ErrImmutable
	}
	what := e.apply(d)
	if what == "" {
		return nil
	}
	if d.Status != nil && over(*d.Status) && e.End.IsZero() {
		e.End = v.s.now()
	}
	e.Updated = v.s.now()
	v.s.progress(e.Cycle)
	v.s.note(Mutation{By: by, Verb: VerbUpdate, Key: e.Key, ID: e.ID, What: what})
	return nil
}

// apply writes an edit and says what it did.
func (e *Execution) apply(d Edit) string {
	var what []string
	for _, f := range []struct {
		name string
		from *string
		to   *string
	}{{"status", d.Status, &e.Status}, {"environment", d.Environment, &e.Environment}, {"comment", d.Comment, &e.Comment},
		{"executed", d.Executed, &e.Executed}, {"assigned", d.Assigned, &e.Assigned}} {
		if f.from != nil {
			*f.to = *f.from
			what = append(what, f.name+": "+*f.from)
		}
	}
	if d.Begin != nil {
		e.Begin = *d.Begin
		what = append(what, "begin: "+d.Begin.UTC().Format(time.RFC3339))
	}
	if d.End != nil {
		e.End = *d.End
		what = append(what, "end: "+d.End.UTC().Format(time.RFC3339))
	}
	if d.Took != nil {
		e.Took = *d.Took
		what = append(what, "took: "+d.Took.String())
	}
	if d.Custom != nil {
		e.CustomFields = d.Custom
		what = append(what, fmt.Sprint("customFields: ", d.Custom))
	}
	return strings.Join(what, ", ")
}

// The statuses that the rules know.
const (
	notExecuted = "Not Executed"
	inProgress  = "In Progress"
	done        = "Done"
)

// over reports whether a status ends an execution.
func over(status string) bool { return status != "" && status != notExecuted && status != inProgress }

// Execute adds an execution of an item, or an ad-hoc one without cycle and item.
func (v View) Execute(by string, c *Case, cycle *Cycle, i *Item, d Edit) *Execution {
	s, now := v.s, v.s.now()
	e := &Execution{ID: s.next("execution", 9000), Key: fmt.Sprint("SHOP-E", s.next("E", 0)), Case: c.Key, CaseVersion: c.Version,
		Status: notExecuted, Links: []Link{}, Created: now, Updated: now}
	if cycle != nil {
		e.Cycle, e.Release, e.Iteration = cycle.Key, cycle.Release, cycle.Iteration
	}
	if i != nil {
		e.Item, e.Environment, e.Assigned = i.ID, i.Environment, i.Assigned
	}
	what := e.apply(d)
	if over(e.Status) && e.End.IsZero() {
		e.End = now
	}
	s.runs = append(s.runs, e)
	s.progress(e.Cycle)
	s.note(Mutation{By: by, Verb: VerbCreate, Key: e.Key, ID: e.ID, What: what})
	return e
}

// progress moves a cycle on when something in it was executed; nobody but a person closes it.
func (s *Site) progress(key string) {
	c := View{s}.Cycle(key)
	if c == nil || c.Status != notExecuted {
		return
	}
	if slices.ContainsFunc(s.runs, func(e *Execution) bool { return e.Cycle == key && e.Status != notExecuted }) {
		c.Status, c.Updated = inProgress, s.now()
	}
}
