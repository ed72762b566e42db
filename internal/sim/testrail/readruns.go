package testrail

import "slices"

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
