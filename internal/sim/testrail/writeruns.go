package testrail

import "cmp"

// draft makes a run of a body's members.
func (c *call) draft(body map[string]any, project, suite int64) (Run, error) {
	r := Run{Project: project, Suite: suite, Milestone: idIn(body, "milestone_id"), Name: textIn(body, "name"), Text: textIn(body, "description"),
		Refs: textIn(body, "refs"), Configs: idsIn(body, "config_ids"), Assigned: idIn(body, "assignedto_id"), Start: idIn(body, "start_on"),
		Due: idIn(body, "due_on"), CreatedBy: c.user.ID, Created: c.now}
	if m := c.world.milestones[r.Milestone]; r.Milestone != 0 && (m == nil || m.Project != project) {
		return r, invalid("milestone_id", "milestone")
	}
	if _, err := c.world.configText(project, r.Configs); err != nil {
		return r, err
	}
	return r, checkRefs(r.Refs)
}

// chosen are the cases that a body asks for: nil is all of them, unless include_all is false.
func chosen(body map[string]any) []int64 {
	if all, ok := body["include_all"].(bool); ok && !all {
		return idsIn(body, "case_ids")
	}
	return nil
}

func addRun(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	suite, err := c.suiteIn(p, idIn(c.body, "suite_id"))
	if err != nil {
		return nil, err
	}
	r, err := c.draft(c.body, p.ID, suite.ID)
	if err != nil {
		return nil, err
	}
	r.Name = cmp.Or(r.Name, suite.Name)
	run, err := c.world.addRun(r, chosen(c.body))
	if err != nil {
		return nil, err
	}
	c.tell("run R%d added: %s", run.ID, run.Name)
	return showRun(c, run), nil
}

// updateRun changes what a run is called and refers to, and with include_all which cases it holds.
func updateRun(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err != nil {
		return nil, err
	}
	if err := open(r); err != nil {
		return nil, err
	}
	if r.Plan != 0 {
		return nil, bad("The test run is part of a test plan and cannot be updated this way (use update_plan_entry instead).")
	}
	changed, err := c.draft(c.body, r.Project, r.Suite)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name     string
		to, from *string
	}{{"name", &r.Name, &changed.Name}, {"description", &r.Text, &changed.Text}, {"refs", &r.Refs, &changed.Refs}} {
		if _, given := c.body[f.name]; given {
			*f.to = *f.from
		}
	}
	if _, given := c.body["milestone_id"]; given {
		r.Milestone = changed.Milestone
	}
	if _, given := c.body["include_all"]; given {
		if err := c.choose(r); err != nil {
			return nil, err
		}
	}
	r.Updated = c.now
	c.tell("run R%d updated", r.ID)
	return showRun(c, r), nil
}

// choose sets the cases of a run; tests of others are gone, and their results with them.
func (c *call) choose(r *Run) error {
	wanted := chosen(c.body)
	all := wanted == nil
	if all {
		for _, one := range c.world.casesOf(r.Suite) {
			wanted = append(wanted, one.ID)
		}
	}
	keep := map[int64]bool{}
	for _, id := range wanted {
		if one := c.world.cases[id]; one == nil || one.Suite != r.Suite {
			return bad("Field :case_ids contains one or more invalid IDs (case C%d unknown or not part of the test suite).", id)
		}
		keep[id] = true
	}
	for _, t := range append([]*Test{}, r.tests...) {
		if !keep[t.Case] {
			c.world.removeTest(r, t)
		}
	}
	for _, id := range wanted {
		c.world.addTest(r, id)
	}
	r.All = all
	return nil
}

func closeRun(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err == nil {
		err = open(r)
	}
	if err != nil {
		return nil, err
	}
	if r.Plan != 0 {
		return nil, bad("The test run is part of a test plan and cannot be closed (close the plan instead).")
	}
	c.world.closeRun(r, c.now)
	c.tell("run R%d closed", r.ID)
	return showRun(c, r), nil
}

// deleteRun deletes for good; with soft=1 it only says what would be lost.
func deleteRun(c *call) (any, error) {
	r, err := c.run(c.path[0])
	if err == nil {
		err = open(r)
	}
	if err != nil {
		return nil, err
	}
	if c.params["soft"] == "1" {
		return object{{"affected_tests", len(r.tests)}}, nil
	}
	c.world.deleteRun(r)
	c.tell("run R%d deleted", r.ID)
	return nil, nil
}
