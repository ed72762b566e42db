package testrail

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// openRuns lists the runs that are open, alone and in plans.
func (c *collection) openRuns(ctx context.Context) ([]wireRun, error) {
	return c.runsOf(ctx, "&is_completed=0")
}

// runsOf lists runs that are alone, and those of plans; lists of plans come without theirs.
func (c *collection) runsOf(ctx context.Context, filter string) ([]wireRun, error) {
	runs, err := all[wireRun](ctx, c.api, c.doing("list the runs"), c.method("get_runs", filter), "get_runs/{project}", "runs")
	if err != nil {
		return nil, err
	}
	plans, err := all[wirePlan](ctx, c.api, c.doing("list the plans"), c.method("get_plans", filter), "get_plans/{project}", "plans")
	if err != nil {
		return nil, err
	}
	for _, p := range plans {
		c.plans[p.ID.Int()] = true
		if bool(p.Completed) && c.knowsPlan(p.ID.Int()) {
			continue // completed plans do not change
		}
		of, err := c.plannedRuns(ctx, p.ID.Int())
		if err != nil {
			return nil, err
		}
		runs = append(runs, of...)
	}
	return runs, nil
}

// knowsPlan reports whether all runs of a plan are known as completed.
func (c *collection) knowsPlan(plan int64) bool {
	known := false
	for _, s := range c.next.Runs {
		if s.Plan == plan {
			if !s.Closed {
				return false
			}
			known = true
		}
	}
	return known
}

// plannedRuns reads the runs of a plan. A run that names no milestone has that of its plan.
func (c *collection) plannedRuns(ctx context.Context, plan int64) ([]wireRun, error) {
	var p wirePlan
	if err := c.api.get(ctx, fmt.Sprintf("read plan R%d", plan), fmt.Sprintf("get_plan/%d", plan), "get_plan/{id}", &p); err != nil {
		return nil, err
	}
	var out []wireRun
	for _, e := range p.Entries {
		for _, r := range e.Runs {
			r.PlanID, r.Milestone = p.ID, cmp.Or(r.Milestone, p.Milestone)
			r.Completed = r.Completed || p.Completed
			out = append(out, r)
		}
	}
	return out, nil
}

// listed lists all runs that may have to be read, the oldest first: the open ones, those
// that were open and are not any more, and completed ones that are new, or all since.
func (c *collection) listed(ctx context.Context, open []wireRun) ([]wireRun, error) {
	since := c.next.Begun - tool.Seconds(c.cfg.Since)
	if !c.next.Whole {
		since = c.next.At - overlap
	}
	closed, err := c.runsOf(ctx, fmt.Sprintf("&is_completed=1&created_after=%d", since))
	if err != nil {
		return nil, err
	}
	by := map[int64]wireRun{}
	for _, r := range append(open, closed...) {
		by[r.ID.Int()] = r
	}
	if err := c.missed(ctx, by, since); err != nil {
		return nil, err
	}
	var out []wireRun
	for _, r := range by {
		if len(c.cfg.Suites) == 0 || r.SuiteID == "" || slices.Contains(c.cfg.Suites, r.SuiteID.Int()) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b wireRun) int {
		return cmp.Or(cmp.Compare(a.Created.Int(), b.Created.Int()), cmp.Compare(a.ID.Int(), b.ID.Int()))
	})
	return out, nil
}

// missed looks for known runs that no list shows: those that were completed meanwhile, and
// those that were deleted. A sweep looks for completed ones, too.
func (c *collection) missed(ctx context.Context, by map[int64]wireRun, since int64) error {
	var gone []int64
	for id, s := range c.next.Runs {
		_, there := by[id]
		if there || s.Closed && (!c.next.Whole || s.Created < since+overlap || c.plans[s.Plan]) {
			continue
		}
		gone = append(gone, id)
	}
	slices.Sort(gone)
	for _, id := range gone {
		var r wireRun
		err := c.api.get(ctx, fmt.Sprintf("read run R%d", id), fmt.Sprintf("get_run/%d", id), "get_run/{id}", &r)
		switch {
		case source.KindOf(err) == source.NotFound:
			c.withdraw(id)
		case err != nil:
			return err
		default:
			by[id] = r
		}
	}
	return nil
}

// method is a method of the project with its filter.
func (c *collection) method(name, filter string) string {
	return fmt.Sprintf("%s/%d%s", name, c.cfg.Project, filter)
}

// doing is what is done, of the project.
func (c *collection) doing(what string) string {
	return fmt.Sprintf("%s of project %d", what, c.cfg.Project)
}
