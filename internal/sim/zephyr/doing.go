package zephyr

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// deedTable is what people can do, by the names that Deed.Do has.
func deedTable() map[string]func(*Site, Deed) (string, error) {
	return map[string]func(*Site, Deed) (string, error){
		"add_case": (*Site).makeCase, "add_cycle": (*Site).makeCycle, "add_item": (*Site).makeItem, "add_plan": (*Site).makePlan,
		"add_status": (*Site).makeStatus, "add_environment": (*Site).makeEnvironment,
		"execute": (*Site).execute, "edit": (*Site).edit, "relink": (*Site).relink, "edit_case": (*Site).editCase,
		"delete_execution": (*Site).deleteExecution, "delete_case": (*Site).deleteCase, "delete_cycle": (*Site).deleteCycle,
		"archive_case": (*Site).archiveCase, "restore_case": (*Site).restoreCase,
		"close_cycle":  func(s *Site, d Deed) (string, error) { return s.moveCycle(d, done) },
		"reopen_cycle": func(s *Site, d Deed) (string, error) { return s.moveCycle(d, inProgress) },
	}
}

// outcome is what a deed says of an execution.
func (s *Site) outcome(d Deed) (Edit, error) {
	if d.Status != "" && (View{s}).Status(TestExecution, d.Status) == nil {
		return Edit{}, missing("status", d.Status)
	}
	took, err := duration(d.Took)
	if err != nil {
		return Edit{}, err
	}
	end, user := s.now().Truncate(time.Second), d.user()
	out := Edit{Executed: &user}
	if d.Status != "" {
		out.Status = &d.Status
	}
	if over(d.Status) {
		out.End = &end
	}
	if d.Comment != "" {
		out.Comment = &d.Comment
	}
	if took > 0 {
		out.Took = &took
	}
	return out, nil
}

// execute runs a case of a cycle, or one ad hoc. What nobody has executed yet is filled in; else there is a new
// execution, as "Start a new test execution" makes one. Its issues are added.
func (s *Site) execute(d Deed) (string, error) {
	v, how := View{s}, Edit{}
	c := v.Case(d.Case)
	if c == nil {
		return "", missing("test case", d.Case)
	}
	how, err := s.outcome(d)
	if err != nil {
		return "", err
	}
	var e *Execution
	if d.Cycle == "" {
		if err := s.testable(d.Case, d.Environment); err != nil {
			return "", err
		}
		if d.Environment != "" {
			how.Environment = &d.Environment
		}
		e = v.Execute(Person, c, nil, nil, how)
	} else if e, err = s.executeItem(c, d, how); err != nil {
		return "", err
	}
	e.Automated = d.Automated
	for _, issue := range s.ids(d.StepIssues) {
		e.StepLinks = append(slices.Clone(e.StepLinks), Link{s.next("link", 50), issue, "RELATED"})
	}
	for _, issue := range s.ids(d.Issues) {
		if _, err := v.Link(Person, TestExecution, e.Key, issue); err != nil {
			return "", err
		}
	}
	return e.Key, nil
}

func (s *Site) executeItem(c *Case, d Deed, how Edit) (*Execution, error) {
	v := View{s}
	cycle := v.Cycle(d.Cycle)
	if cycle == nil {
		return nil, missing("test cycle", d.Cycle)
	}
	item := v.Item(cycle, c.Key, d.Environment, "")
	if item == nil {
		return nil, fmt.Errorf("%s is not in %s for environment %q: use add_item", c.Key, cycle.Key, d.Environment)
	}
	if last := v.Last(item.ID); last != nil && last.Status == notExecuted {
		return last, v.Edit(Person, last, how)
	}
	return v.Execute(Person, c, cycle, item, how), nil
}

// edit changes an execution in place.
func (s *Site) edit(d Deed) (string, error) {
	e := View{s}.Execution(d.Execution)
	if e == nil {
		return "", missing("execution", d.Execution)
	}
	how, err := s.outcome(d)
	if err != nil {
		return "", err
	}
	how.Executed = nil
	return e.Key, View{s}.Edit(Person, e, how)
}

// relink has a case or an execution name exactly the issues given, which may be none.
func (s *Site) relink(d Deed) (string, error) {
	switch {
	case d.Case != "":
		return d.Case, View{s}.Relink(Person, TestCase, d.Case, s.ids(d.Issues))
	case d.Execution != "":
		return d.Execution, View{s}.Relink(Person, TestExecution, d.Execution, s.ids(d.Issues))
	}
	return "", errNothing
}

// editCase changes what a case says; what the deed leaves out stays.
func (s *Site) editCase(d Deed) (string, error) {
	c := View{s}.Case(d.Case)
	if c == nil {
		return "", missing("test case", d.Case)
	}
	folder, err := s.folder(TestCase, d.Folder)
	if err != nil {
		return "", err
	}
	if d.Status != "" && (View{s}).Status(TestCase, d.Status) == nil {
		return "", missing("status", d.Status)
	}
	for _, f := range []struct {
		from string
		to   *string
	}{{d.Name, &c.Name}, {folder, &c.Folder}, {d.Status, &c.Status}, {d.Objective, &c.Objective}} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if d.Labels != nil {
		c.Labels = slices.Clone(d.Labels)
	}
	c.Updated = s.now()
	s.note(Mutation{By: Person, Verb: VerbUpdate, Key: c.Key})
	return c.Key, nil
}

// deleteExecution removes an execution for good; the one before it is then the last of its item.
func (s *Site) deleteExecution(d Deed) (string, error) {
	e := View{s}.Execution(d.Execution)
	if e == nil {
		return "", missing("execution", d.Execution)
	}
	s.runs = slices.DeleteFunc(slices.Clone(s.runs), func(o *Execution) bool { return o == e })
	s.note(Mutation{By: Person, Verb: VerbDelete, Key: e.Key, ID: e.ID})
	return e.Key, nil
}

// deleteCase removes a case with its items and executions.
func (s *Site) deleteCase(d Deed) (string, error) {
	c := View{s}.Case(d.Case)
	if c == nil {
		return "", missing("test case", d.Case)
	}
	s.cases = slices.DeleteFunc(slices.Clone(s.cases), func(o *Case) bool { return o == c })
	s.runs = slices.DeleteFunc(slices.Clone(s.runs), func(e *Execution) bool { return e.Case == c.Key })
	for _, cycle := range s.cycles {
		cycle.Items = slices.DeleteFunc(slices.Clone(cycle.Items), func(i *Item) bool { return i.Case == c.Key })
	}
	s.note(Mutation{By: Person, Verb: VerbDelete, Key: c.Key})
	return c.Key, nil
}

// deleteCycle removes a cycle with its executions.
func (s *Site) deleteCycle(d Deed) (string, error) {
	c := View{s}.Cycle(d.Cycle)
	if c == nil {
		return "", missing("test cycle", d.Cycle)
	}
	s.cycles = slices.DeleteFunc(slices.Clone(s.cycles), func(o *Cycle) bool { return o == c })
	for _, e := range s.runs {
		if e.Cycle == c.Key {
			s.lost[e.Case] = max(s.lost[e.Case], e.ID)
		}
	}
	s.runs = slices.DeleteFunc(slices.Clone(s.runs), func(e *Execution) bool { return e.Cycle == c.Key })
	for _, p := range s.plans {
		p.Cycles = slices.DeleteFunc(slices.Clone(p.Cycles), func(m Member) bool { return m.Cycle == c.Key })
	}
	s.note(Mutation{By: Person, Verb: VerbDelete, Key: c.Key})
	return c.Key, nil
}

// archiveCase hides a case from every operation; its executions stay.
func (s *Site) archiveCase(d Deed) (string, error) {
	c := View{s}.Case(d.Case)
	if c == nil {
		return "", missing("test case", d.Case)
	}
	c.Archived, c.Updated = true, s.now()
	s.note(Mutation{By: Person, Verb: VerbUpdate, Key: c.Key, What: "archived: true"})
	return c.Key, nil
}

// restoreCase undoes archiveCase.
func (s *Site) restoreCase(d Deed) (string, error) {
	c := find(s.cases, func(c *Case) bool { return c.Key == d.Case })
	if c == nil || !c.Archived {
		return "", errors.New("it is not archived")
	}
	c.Archived, c.Updated = false, s.now()
	s.note(Mutation{By: Person, Verb: VerbUpdate, Key: c.Key, What: "archived: false"})
	return c.Key, nil
}

// moveCycle sets the status of a cycle.
func (s *Site) moveCycle(d Deed, status string) (string, error) {
	c := View{s}.Cycle(d.Cycle)
	if c == nil {
		return "", missing("test cycle", d.Cycle)
	}
	c.Status, c.Updated = status, s.now()
	s.note(Mutation{By: Person, Verb: VerbUpdate, Key: c.Key, What: "status: " + status})
	return c.Key, nil
}
