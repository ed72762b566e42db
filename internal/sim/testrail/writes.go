package testrail

import "cmp"

func addSuite(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	name := textIn(c.body, "name")
	switch {
	case name == "":
		return nil, required("name")
	case p.SuiteMode == 1:
		return nil, bad("Suites cannot be added to a project in single suite mode.")
	}
	s := &Suite{ID: c.world.id("suite", 0), Project: p.ID, Name: name}
	c.world.suites[s.ID] = s
	c.tell("suite S%d added: %s", s.ID, s.Name)
	return showSuite(c, s), nil
}

func addSection(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	suite, err := c.suiteIn(p, idIn(c.body, "suite_id"))
	if err != nil {
		return nil, err
	}
	name, parent := textIn(c.body, "name"), idIn(c.body, "parent_id")
	if name == "" {
		return nil, required("name")
	}
	if up := c.world.sections[parent]; parent != 0 && (up == nil || up.Suite != suite.ID) {
		return nil, invalid("parent_id", "section")
	}
	s := &Section{ID: c.world.id("section", 0), Suite: suite.ID, Parent: parent, Name: name, Text: textIn(c.body, "description")}
	c.world.sections[s.ID] = s
	c.tell("section %d added: %s", s.ID, s.Name)
	return showSection(c, s), nil
}

func addCase(c *call) (any, error) {
	s, err := c.section(c.path[0])
	if err != nil {
		return nil, err
	}
	if textIn(c.body, "title") == "" {
		return nil, required("title")
	}
	suite := c.world.suites[s.Suite]
	one := &Case{Project: suite.Project, Suite: suite.ID, Section: s.ID, Template: 1, Type: 7, Priority: 2, CreatedBy: c.user.ID, Created: c.now}
	if err := c.fillCase(one); err != nil {
		return nil, err
	}
	one.ID = c.world.id("case", 0)
	c.world.cases[one.ID] = one
	for _, r := range c.world.runs { // runs of all cases grow with their suite
		if r.All && r.Suite == one.Suite && r.Completed == 0 {
			c.world.addTest(r, one.ID)
		}
	}
	c.tell("case C%d added: %s", one.ID, one.Title)
	return showCase(c, one), nil
}

func updateCase(c *call) (any, error) {
	one, err := c.testCase(c.path[0])
	if err != nil {
		return nil, err
	}
	if _, given := c.body["title"]; given && textIn(c.body, "title") == "" {
		return nil, required("title")
	}
	changed := *one
	if err := c.fillCase(&changed); err != nil {
		return nil, err
	}
	one = c.world.edit(one.ID, func(into *Case) { *into = changed })
	c.tell("case C%d updated: refs %q", one.ID, one.Refs)
	return showCase(c, one), nil
}

// fillCase puts the members of a body into a case.
func (c *call) fillCase(one *Case) error {
	one.Title, one.Type = cmp.Or(textIn(c.body, "title"), one.Title), cmp.Or(idIn(c.body, "type_id"), one.Type)
	one.Priority, one.Template = cmp.Or(idIn(c.body, "priority_id"), one.Priority), cmp.Or(idIn(c.body, "template_id"), one.Template)
	if _, given := c.body["refs"]; given {
		one.Refs = textIn(c.body, "refs")
	}
	if _, given := c.body["milestone_id"]; given {
		one.Milestone = idIn(c.body, "milestone_id")
	}
	if _, given := c.body["estimate"]; given {
		one.Estimate = textIn(c.body, "estimate")
	}
	one.UpdatedBy, one.Updated = c.user.ID, c.now
	merged := map[string]any{}
	for _, values := range []map[string]any{one.Custom, customOf(c.body)} {
		for name, v := range values {
			merged[name] = v
		}
	}
	one.Custom = merged
	switch m := c.world.milestones[one.Milestone]; {
	case !there(caseTypes, one.Type):
		return invalid("type_id", "case type")
	case !there(priorities, one.Priority):
		return invalid("priority_id", "priority")
	case !there(templates, one.Template):
		return invalid("template_id", "template")
	case one.Milestone != 0 && (m == nil || m.Project != one.Project):
		return invalid("milestone_id", "milestone")
	}
	return checkRefs(one.Refs)
}

func addMilestone(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	name, parent := textIn(c.body, "name"), idIn(c.body, "parent_id")
	if name == "" {
		return nil, required("name")
	}
	if up := c.world.milestones[parent]; parent != 0 && (up == nil || up.Project != p.ID) {
		return nil, invalid("parent_id", "milestone")
	}
	m := &Milestone{ID: c.world.id("milestone", 0), Project: p.ID, Parent: parent, Name: name, Refs: textIn(c.body, "refs"),
		Start: idIn(c.body, "start_on"), Due: idIn(c.body, "due_on")}
	if err := checkRefs(m.Refs); err != nil {
		return nil, err
	}
	c.world.milestones[m.ID] = m
	c.tell("milestone M%d added: %s", m.ID, m.Name)
	return showMilestone(c, m), nil
}
