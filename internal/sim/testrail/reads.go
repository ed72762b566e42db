package testrail

import (
	"slices"
	"strings"
)

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
	}), showMilestone)
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

// getPlans lists plans, newest first, without their entries.
func getPlans(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	found := sorted(c.world.plans, func(plan *Plan) bool {
		return plan.Project == p.ID && c.within("created", plan.Created) && c.among("created_by", plan.CreatedBy) &&
			c.flag("is_completed", plan.Completed != 0) && c.among("milestone_id", plan.Milestone)
	})
	slices.Reverse(found)
	return list(c, found, showPlan)
}

func getPlan(c *call) (any, error) {
	p, err := c.plan(c.path[0])
	if err != nil {
		return nil, err
	}
	return showPlanWhole(c, p), nil
}

// getRuns lists runs, newest first; those of plans are not among them.
func getRuns(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	found := sorted(c.world.runs, func(r *Run) bool {
		return r.Project == p.ID && r.Plan == 0 && c.within("created", r.Created) && c.among("created_by", r.CreatedBy) &&
			c.flag("is_completed", r.Completed != 0) && c.among("milestone_id", r.Milestone) && c.among("suite_id", r.Suite) &&
			(!c.has("refs_filter") || names(r.Refs, c.params["refs_filter"]))
	})
	slices.Reverse(found)
	return list(c, found, showRun)
}

func getRun(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	return showRun(c, r), nil
}

func getTests(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	var found []*Test
	for _, t := range r.tests {
		if c.among("status_id", t.Status) {
			found = append(found, t)
		}
	}
	return list(c, found, showTest)
}

func getTest(c *call) (any, error) {
	t, _, err := c.test(c.path[0])
	if err != nil {
		return nil, err
	}
	return showTest(c, t), nil
}

func getResults(c *call) (any, error) {
	t, _, err := c.test(c.path[0])
	if err != nil {
		return nil, err
	}
	return list(c, c.newest(t.results), showResult)
}

func getResultsForCase(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	t := r.byCase[c.path[1]]
	if t == nil {
		return nil, noTest
	}
	return list(c, c.newest(t.results), showResult)
}

func getResultsForRun(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	return list(c, c.newest(r.results), showResult)
}

// newest lists the results that fit the filters, newest first. A comment has no status, and fits no filter by one.
func (c *call) newest(all []*Result) []*Result {
	var out []*Result
	for _, res := range slices.Backward(all) {
		if c.within("created", res.Created) && c.among("created_by", res.CreatedBy) && c.among("status_id", res.Status) &&
			(!c.has("defects_filter") || names(res.Defects, c.params["defects_filter"])) {
			out = append(out, res)
		}
	}
	return out
}
