package xray

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"syncd/internal/sim/jira/site"
)

// someone is who does what nobody is named for.
const someone = "ada@example.com"

// Result is what a person or a machine says of a test in an execution. A test that is not in the execution yet joins it.
type Result struct {
	User      string // default ada@example.com
	Execution string // keys of issues
	Test      string
	Status    string // in the words of either product
	Comment   string
	Defects   []string  // keys of issues; nil leaves those that are there
	Evidence  []string  // names of files
	Assignee  string    // default: as it was
	Started   time.Time // default: now, unless it has been started
	Finished  time.Time // default: now where the status is final
}

// actor is a person at this moment.
func (b *Book) actor(user string) (site.Actor, error) {
	u := b.site.User(cmp.Or(user, someone))
	if u == nil {
		return site.Actor{}, fmt.Errorf("there is no user %q", user)
	}
	return site.Actor{User: u, At: b.jira.Now()}, nil
}

// Execute records a result, as a person on the execution screen or a CI job does. The former result is gone, as in Xray.
func (b *Book) Execute(e Result) (Run, error) {
	defer b.settled()()
	a, err := b.actor(e.User)
	if err != nil {
		return Run{}, err
	}
	r, err := b.join(e.Execution, e.Test, a.At)
	if err != nil {
		return Run{}, err
	}
	st, known := pick(b.statuses, e.Status)
	if !known {
		return Run{}, fmt.Errorf("there is no status %q; it is one of those that the settings list", e.Status)
	}
	defects := b.anyIDs(e.Defects)
	if len(defects) < len(e.Defects) {
		return Run{}, fmt.Errorf("not all of %v are issues", e.Defects)
	}
	c := Change{Status: &st.Name, Comment: &e.Comment, AddDefects: defects}
	for _, name := range e.Evidence {
		c.AddEvidence = append(c.AddEvidence, Evidence{Name: name, Size: 2048})
	}
	if e.Assignee != "" {
		c.Assignee = new(b.account(e.Assignee))
	}
	if !e.Started.IsZero() {
		c.Started = &e.Started
	}
	if !e.Finished.IsZero() {
		c.Finished = &e.Finished
	}
	_, err = b.change(a, r, c, false)
	r.Modified = a.At
	return r.copied(), err
}

// join finds the run of a test in an execution, or makes it.
func (b *Book) join(execution, test string, at time.Time) (*Run, error) {
	e, err := b.typed(TypeExecution, execution)
	if err != nil {
		return nil, err
	}
	t, err := b.typed(TypeTest, test)
	if err != nil {
		return nil, err
	}
	return b.add(t.ID, e.ID, at), nil
}

// AddRun puts a test into an execution; nobody has run it yet.
func (b *Book) AddRun(execution, test string) (Run, error) {
	defer b.settled()()
	r, err := b.join(execution, test, b.jira.Now())
	if err != nil {
		return Run{}, err
	}
	return r.copied(), nil
}

// RemoveRun takes a test out of an execution, and with it what became of it there.
func (b *Book) RemoveRun(execution, test string) error {
	defer b.settled()()
	r, err := b.named(execution, test)
	if err != nil {
		return err
	}
	b.runs = slices.DeleteFunc(b.runs, func(other *Run) bool { return other == r })
	delete(b.at, place{r.Test, r.Execution})
	b.touched[r.Execution] = b.jira.Now()
	return nil
}

// ResetRun forgets what became of a run: it waits to be run again.
func (b *Book) ResetRun(execution, test string) error {
	defer b.settled()()
	r, err := b.named(execution, test)
	if err != nil {
		return err
	}
	todo, _ := pick(b.statuses, "TODO")
	*r = Run{ID: r.ID, ObjectID: r.ObjectID, Test: r.Test, Execution: r.Execution, Status: todo.Name, Assignee: r.Assignee, Created: r.Created, Modified: b.jira.Now()}
	return nil
}

// AddDefect makes a run name an issue, as a person does on the execution screen.
func (b *Book) AddDefect(execution, test, issue string) error {
	return b.defect(execution, test, issue, func(c *Change, ids []string) { c.AddDefects = ids })
}

// RemoveDefect makes a run name an issue no more.
func (b *Book) RemoveDefect(execution, test, issue string) error {
	return b.defect(execution, test, issue, func(c *Change, ids []string) { c.RemoveDefects = ids })
}

func (b *Book) defect(execution, test, issue string, into func(*Change, []string)) error {
	defer b.settled()()
	r, err := b.named(execution, test)
	if err != nil {
		return err
	}
	ids := b.anyIDs([]string{issue})
	if len(ids) == 0 {
		return fmt.Errorf("there is no issue %q", issue)
	}
	a, err := b.actor("")
	if err != nil {
		return err
	}
	var c Change
	into(&c, ids)
	_, err = b.change(a, r, c, false)
	return err
}

// SetEnvironments replaces the environments of an execution; without names it has none.
func (b *Book) SetEnvironments(execution string, names ...string) error {
	defer b.settled()()
	e, err := b.typed(TypeExecution, execution)
	if err != nil {
		return err
	}
	b.envs[e.ID], b.touched[e.ID] = names, b.jira.Now()
	return nil
}

// AddToPlan puts tests and executions into a plan, by keys.
func (b *Book) AddToPlan(planKey string, keys ...string) error {
	defer b.settled()()
	i, err := b.typed(TypePlan, planKey)
	if err != nil {
		return err
	}
	p := b.plans[i.ID]
	if p == nil {
		p = &plan{}
		b.plans[i.ID] = p
	}
	for _, k := range keys {
		held, found := b.site.Snapshot(k)
		switch {
		case found && held.Type == TypeTest && !slices.Contains(p.tests, held.ID):
			p.tests = append(p.tests, held.ID)
		case found && held.Type == TypeExecution && !slices.Contains(p.executions, held.ID):
			p.executions = append(p.executions, held.ID)
		case !found || held.Type != TypeTest && held.Type != TypeExecution:
			return fmt.Errorf("%q is neither a test nor a test execution", k)
		}
	}
	b.touched[i.ID] = b.jira.Now()
	return nil
}

// AddFilter saves a filter and returns its id. The seed's, 10100, finds all executions.
func (b *Book) AddFilter(jql string) int64 {
	defer b.settled()()
	return b.addFilter(jql)
}
