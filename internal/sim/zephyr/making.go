package zephyr

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// found makes a project of Jira known, with the statuses, priorities and environments that Zephyr begins with.
func (s *Site) found(key string, enabled bool) error {
	p, ok := s.jira.Project(key)
	if !ok && !enabled {
		return nil // a Jira of the caller's need not have it
	}
	if !ok {
		return fmt.Errorf("no project %s in the simulated Jira", key)
	}
	s.projects = append(s.projects, &Project{s.next("project", 100), number(p.ID), p.Key, enabled})
	if !enabled {
		return nil
	}
	for _, kind := range []struct {
		kind  string
		names []string
	}{{TestCase, []string{"Draft", "Approved", "Deprecated"}}, {TestPlan, []string{"Draft", "Approved", "Deprecated"}},
		{TestCycle, []string{notExecuted, inProgress, done}}, {TestExecution, []string{notExecuted, inProgress, "Pass", "Fail", "Blocked"}}} {
		for n, name := range kind.names {
			s.addStatus(kind.kind, name, n == 0)
		}
	}
	for n, name := range []string{"High", "Normal", "Low"} {
		s.priority = append(s.priority, &Option{ID: s.next("priority", 400), Name: name, Index: n, Default: n == 1})
	}
	return nil
}

// colors of statuses, as Zephyr has them by name.
var colors = map[string]string{"Pass": "#3abb4b", "Fail": "#df2f36", "Blocked": "#4b88e7", inProgress: "#f0ad4e", done: "#3abb4b"}

func (s *Site) addStatus(kind, name string, first bool) {
	index := 0
	for _, t := range s.statuses {
		if t.Kind == kind {
			index++
		}
	}
	s.statuses = append(s.statuses, &Status{Option: Option{ID: s.next("status", 500), Name: name, Index: index, Default: first}, Kind: kind,
		Color: cmp.Or(colors[name], "#afafaf")})
}

// makeCase adds a test case and its coverage.
func (s *Site) makeCase(d Deed) (string, error) {
	switch {
	case strings.TrimSpace(d.Name) == "":
		return "", errors.New("a test case needs a name")
	case (View{s}).Priority(cmp.Or(d.Priority, "Normal")) == nil:
		return "", missing("priority", d.Priority)
	}
	key, err := s.key("T", d.Key, func(k string) bool { return find(s.cases, func(c *Case) bool { return c.Key == k }) != nil })
	status, err2 := s.status(TestCase, d.Status)
	folder, err3 := s.folder(TestCase, d.Folder)
	if err := errors.Join(err, err2, err3); err != nil {
		return "", err
	}
	now := s.now()
	s.cases = append(s.cases, &Case{ID: s.next("case", 7000), Key: key, Name: d.Name, Objective: d.Objective, Folder: folder, Status: status,
		Priority: cmp.Or(d.Priority, "Normal"), Owner: d.user(), Labels: append([]string{}, d.Labels...), Version: 1, Links: []Link{}, Created: now, Updated: now})
	s.note(Mutation{By: Person, Verb: VerbCreate, Key: key, What: d.Name})
	return key, View{s}.Relink(Person, TestCase, key, s.ids(d.Issues))
}

// makeCycle adds a cycle with its items.
func (s *Site) makeCycle(d Deed) (string, error) {
	key, err := s.key("R", d.Key, func(k string) bool { return (View{s}).Cycle(k) != nil })
	status, err2 := s.status(TestCycle, d.Status)
	folder, err3 := s.folder(TestCycle, d.Folder)
	for _, one := range d.Cases {
		testCase, environment, _ := strings.Cut(one, " ")
		err3 = errors.Join(err3, s.testable(testCase, environment))
	}
	if err := errors.Join(err, err2, err3, s.release(d.Version)); err != nil {
		return "", err
	}
	now := s.now()
	c := &Cycle{ID: s.next("cycle", 8000), Key: key, Name: cmp.Or(d.Name, key), Folder: folder, Status: status, Release: d.Version, Owner: d.user(),
		Description: d.Objective, Start: now.Truncate(time.Second), End: now.AddDate(0, 0, 14).Truncate(time.Second), Items: []*Item{}, Links: []Link{}, Created: now, Updated: now}
	s.cycles = append(s.cycles, c)
	s.note(Mutation{By: Person, Verb: VerbCreate, Key: key, What: c.Name})
	for _, one := range d.Cases {
		testCase, environment, _ := strings.Cut(one, " ")
		s.putInto(c, testCase, environment)
	}
	return key, View{s}.Relink(Person, TestCycle, key, s.ids(d.Issues))
}

// testable checks what is to become an item.
func (s *Site) testable(testCase, environment string) error {
	v := View{s}
	switch {
	case v.Case(testCase) == nil:
		return missing("test case", testCase)
	case environment != "" && v.Environment(environment) == nil:
		return missing("environment", environment)
	}
	return nil
}

// putInto makes a case an item of a cycle, which begins with one execution that nobody has done yet.
func (s *Site) putInto(c *Cycle, testCase, environment string) *Execution {
	i := &Item{ID: s.next("item", 20000), Case: testCase, Environment: environment}
	c.Items = append(slices.Clone(c.Items), i)
	c.Updated = s.now()
	return View{s}.Execute(Person, View{s}.Case(testCase), c, i, Edit{})
}

// makeItem adds a case to a cycle and returns the key of its first execution.
func (s *Site) makeItem(d Deed) (string, error) {
	c := View{s}.Cycle(d.Cycle)
	if c == nil {
		return "", missing("test cycle", d.Cycle)
	}
	if err := s.testable(d.Case, d.Environment); err != nil {
		return "", err
	}
	return s.putInto(c, d.Case, d.Environment).Key, nil
}

// makePlan adds a plan of cycles.
func (s *Site) makePlan(d Deed) (string, error) {
	key, err := s.key("P", d.Key, func(k string) bool { return (View{s}).Plan(k) != nil })
	status, err2 := s.status(TestPlan, d.Status)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	p := &Plan{ID: s.next("plan", 6000), Key: key, Name: cmp.Or(d.Name, key), Objective: d.Objective, Status: status, Owner: d.user(),
		Labels: append([]string{}, d.Labels...), Cycles: []Member{}, Links: []Link{}, Updated: s.now()}
	for _, cycle := range d.Cycles {
		if (View{s}).Cycle(cycle) == nil {
			return "", missing("test cycle", cycle)
		}
		p.Cycles = append(p.Cycles, Member{s.next("link", 50), cycle})
	}
	s.plans = append(s.plans, p)
	s.note(Mutation{By: Person, Verb: VerbCreate, Key: key, What: p.Name})
	return key, View{s}.Relink(Person, TestPlan, key, s.ids(d.Issues))
}

// makeStatus adds a status; people name the kind of thing that has it, executions by default.
func (s *Site) makeStatus(d Deed) (string, error) {
	kind := cmp.Or(d.Kind, TestExecution)
	if d.Name == "" || (View{s}).Status(kind, d.Name) != nil {
		return "", fmt.Errorf("a status needs a name of its own, not %q", d.Name)
	}
	s.addStatus(kind, d.Name, false)
	return d.Name, nil
}

// makeEnvironment adds an environment.
func (s *Site) makeEnvironment(d Deed) (string, error) {
	if d.Name == "" || (View{s}).Environment(d.Name) != nil {
		return "", fmt.Errorf("an environment needs a name of its own, not %q", d.Name)
	}
	s.environs = append(s.environs, &Option{ID: s.next("environment", 600), Name: d.Name, Index: len(s.environs)})
	return d.Name, nil
}

// AddItem makes a case an item of a cycle without executing it, as the API does when it is to add the execution.
func (v View) AddItem(c *Cycle, t *Case, environment string) *Item {
	i := &Item{ID: v.s.next("item", 20000), Case: t.Key, Environment: environment}
	c.Items, c.Updated = append(slices.Clone(c.Items), i), v.s.now()
	return i
}
