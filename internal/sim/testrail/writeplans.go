package testrail

import "cmp"

func addPlan(c *call) (any, error) {
	p, err := c.project(c.path[0])
	if err != nil {
		return nil, err
	}
	name := textIn(c.body, "name")
	if name == "" {
		return nil, required("name")
	}
	entries, err := c.objects(c.body, "entries", entryRow)
	if err != nil {
		return nil, err
	}
	plan := &Plan{ID: c.world.id("run", 0), Project: p.ID, Name: name, Text: textIn(c.body, "description"), Refs: textIn(c.body, "refs"),
		Milestone: idIn(c.body, "milestone_id"), CreatedBy: c.user.ID, Created: c.now}
	for _, e := range entries {
		if _, err := c.entry(plan, e); err != nil {
			for _, made := range plan.Entries {
				c.discard(made)
			}
			return nil, err
		}
	}
	c.world.plans[plan.ID] = plan
	c.tell("plan R%d added: %s", plan.ID, plan.Name)
	return showPlanWhole(c, plan), nil
}

func addPlanEntry(c *call) (any, error) {
	p, err := c.plan(c.path[0])
	if err != nil {
		return nil, err
	}
	if p.Completed != 0 {
		return nil, bad("Field :plan_id is not a valid or active test plan (the plan is completed).")
	}
	e, err := c.entry(p, c.body)
	if err != nil {
		return nil, err
	}
	c.tell("entry %q added to plan R%d", e.Name, p.ID)
	return showEntry(c, *e), nil
}

// entry puts an entry into a plan: a run for each of "runs", or one.
func (c *call) entry(p *Plan, body map[string]any) (*Entry, error) {
	if _, given := body["suite_id"]; !given {
		return nil, required("suite_id")
	}
	suite, err := c.suiteIn(c.world.projects[p.Project], idIn(body, "suite_id"))
	if err != nil {
		return nil, err
	}
	rows, err := c.objects(body, "runs", entryRow)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		rows = []map[string]any{body}
	}
	e := Entry{ID: entryID(p.ID, len(p.Entries)), Suite: suite.ID, Name: cmp.Or(textIn(body, "name"), suite.Name), Refs: textIn(body, "refs"), All: chosen(body) == nil}
	for _, row := range rows {
		run, err := c.entryRun(p, &e, body, row)
		if err != nil {
			c.discard(e)
			return nil, err
		}
		e.Runs = append(e.Runs, run.ID)
	}
	p.Entries = append(p.Entries, e)
	return &p.Entries[len(p.Entries)-1], nil
}

// entryRun adds a run of an entry; what it does not say of its cases, the entry says.
func (c *call) entryRun(p *Plan, e *Entry, body, row map[string]any) (*Run, error) {
	r, err := c.draft(row, p.Project, e.Suite)
	if err != nil {
		return nil, err
	}
	r.Plan, r.Entry, r.Name, r.Milestone = p.ID, e.ID, e.Name, cmp.Or(r.Milestone, p.Milestone)
	cases := chosen(row)
	if _, given := row["include_all"]; !given {
		cases = chosen(body)
	}
	return c.world.addRun(r, cases)
}

// discard takes the runs of an entry away that could not be added whole.
func (c *call) discard(e Entry) {
	for _, id := range e.Runs {
		c.world.deleteRun(c.world.runs[id])
	}
}

func closePlan(c *call) (any, error) {
	p, err := c.plan(c.path[0])
	if err != nil {
		return nil, err
	}
	c.world.closePlan(p, c.now)
	c.tell("plan R%d closed", p.ID)
	return showPlanWhole(c, p), nil
}

// closePlan completes a plan with its runs.
func (w *world) closePlan(p *Plan, now int64) {
	p.Completed = now
	for _, e := range p.Entries {
		for _, id := range e.Runs {
			w.closeRun(w.runs[id], now)
		}
	}
}
