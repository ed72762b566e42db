package testrail

import "strings"

func getProjects(c *call) (any, error) {
	return list(c, sorted(c.world.projects, func(p *Project) bool { return c.user.sees(p.ID) && c.flag("is_completed", p.Completed != 0) }), showProject)
}

func getProject(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	return showProject(c, p), nil
}

func getSuites(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	return list(c, sorted(c.world.suites, func(s *Suite) bool { return s.Project == p.ID }), showSuite)
}

func getSuite(c *call) (any, error) {
	s, err := c.suite(c.path[0])
	if err != nil {
		return nil, err
	}
	return showSuite(c, s), nil
}

func getSections(c *call) (any, error) {
	s, err := c.suiteOfProject()
	if err != nil {
		return nil, err
	}
	return list(c, sorted(c.world.sections, func(sec *Section) bool { return sec.Suite == s.ID }), showSection)
}

// suiteOfProject is the suite that the filter names, of the project in the path.
func (c *call) suiteOfProject() (*Suite, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	return c.suiteIn(p, c.number("suite_id"))
}

func getSection(c *call) (any, error) {
	s, err := c.section(c.path[0])
	if err != nil {
		return nil, err
	}
	return showSection(c, s), nil
}

func getCases(c *call) (any, error) {
	s, err := c.suiteOfProject()
	if err != nil {
		return nil, err
	}
	return list(c, sorted(c.world.cases, func(one *Case) bool { return one.Suite == s.ID && c.fits(one) }), showCase)
}

// fits holds a case against the filters.
func (c *call) fits(one *Case) bool {
	return c.within("created", one.Created) && c.within("updated", one.Updated) && c.among("created_by", one.CreatedBy) && c.among("updated_by", one.UpdatedBy) &&
		c.among("milestone_id", one.Milestone) && c.among("priority_id", one.Priority) && c.among("type_id", one.Type) && c.among("template_id", one.Template) &&
		(!c.has("section_id") || c.number("section_id") == one.Section) &&
		strings.Contains(strings.ToLower(one.Title), strings.ToLower(c.params["filter"])) && (!c.has("refs") || names(one.Refs, c.params["refs"]))
}

func getCase(c *call) (any, error) {
	one, err := c.testCase(c.path[0])
	if err != nil {
		return nil, err
	}
	return showCase(c, one), nil
}

func getMilestones(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	return list(c, sorted(c.world.milestones, func(m *Milestone) bool {
		return m.Project == p.ID && m.Parent == 0 && c.flag("is_completed", m.Completed != 0) && c.flag("is_started", m.Started != 0)
	}), listMilestone)
}

func getMilestone(c *call) (any, error) {
	m, err := c.milestone(c.path[0])
	if err != nil {
		return nil, err
	}
	return showMilestone(c, m), nil
}

func getConfigs(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	return whole(c, sorted(c.world.groups, func(g *ConfigGroup) bool { return g.Project == p.ID }), showConfigGroup)
}
