package testrail

// What a path names, found and open to the user; the words of the refusals are TestRail's.

func (c *call) project(id int64) (*Project, error) {
	p := c.world.projects[id]
	if p == nil {
		return nil, bad("Field :project_id is not a valid or accessible project.")
	}
	return p, c.enter(id)
}

// enter refuses users who may not look into a project, and those who may not write where something is to be written.
func (c *call) enter(project int64) error {
	if !c.user.sees(project) {
		return noProject
	}
	if c.method.verb == "POST" && c.user.ReadOnly {
		return &Refusal{403, "You do not have the permissions to do this (insufficient role)."}
	}
	return nil
}

func (c *call) suite(id int64) (*Suite, error) {
	s := c.world.suites[id]
	if s == nil {
		return nil, invalid("suite_id", "test suite")
	}
	return s, c.enter(s.Project)
}

func (c *call) section(id int64) (*Section, error) {
	s := c.world.sections[id]
	if s == nil {
		return nil, invalid("section_id", "section")
	}
	return s, c.enter(c.world.suites[s.Suite].Project)
}

func (c *call) testCase(id int64) (*Case, error) {
	found := c.world.cases[id]
	if found == nil {
		return nil, invalid("case_id", "test case")
	}
	return found, c.enter(found.Project)
}

func (c *call) milestone(id int64) (*Milestone, error) {
	m := c.world.milestones[id]
	if m == nil {
		return nil, invalid("milestone_id", "milestone")
	}
	return m, c.enter(m.Project)
}

func (c *call) plan(id int64) (*Plan, error) {
	p := c.world.plans[id]
	if p == nil {
		return nil, invalid("plan_id", "test plan")
	}
	return p, c.enter(p.Project)
}

// run finds a run; one that was deleted is no valid one, and a plan is none either.
func (c *call) run(id int64) (*Run, error) {
	r := c.world.runs[id]
	if r == nil {
		return nil, invalid("run_id", "test run")
	}
	return r, c.enter(r.Project)
}

func (c *call) test(id int64) (*Test, *Run, error) {
	t := c.world.tests[id]
	if t == nil {
		return nil, nil, invalid("test_id", "test")
	}
	r := c.world.runs[t.Run]
	return t, r, c.enter(r.Project)
}

// open refuses writes to a completed run.
func open(r *Run) error {
	if r.Completed != 0 {
		return bad("Field :run_id is not a valid or active test run (the run is completed).")
	}
	return nil
}

// suiteIn finds the suite that a list of cases or sections needs: only a project with one suite may do without.
func (c *call) suiteIn(p *Project, id int64) (*Suite, error) {
	if id == 0 {
		if p.SuiteMode != 1 {
			return nil, required("suite_id")
		}
		return sorted(c.world.suites, func(s *Suite) bool { return s.Project == p.ID })[0], nil
	}
	s := c.world.suites[id]
	if s == nil || s.Project != p.ID {
		return nil, invalid("suite_id", "test suite")
	}
	return s, nil
}
