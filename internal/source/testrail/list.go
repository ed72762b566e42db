package testrail

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// list lists runs that are alone, and plans. Lists of plans come without their runs.
func (c *collection) list(ctx context.Context, filter string) ([]wireRun, []wirePlan, error) {
	runs, err := all[wireRun](ctx, c.api, c.doing("list the runs"), c.method("get_runs", filter), "get_runs/{project}", "runs")
	if err != nil {
		return nil, nil, err
	}
	plans, err := all[wirePlan](ctx, c.api, c.doing("list the plans"), c.method("get_plans", filter), "get_plans/{project}", "plans")
	return runs, plans, err
}

const (
	whatIsOpen = "&is_completed=0"
	completed  = "&is_completed=1&created_after=%d"
)

// since is from when on completed runs are listed: those that are new, or all.
func (c *collection) since() int64 {
	if c.next.Whole {
		return c.next.Begun - tool.Seconds(c.cfg.Since)
	}
	return c.next.At - overlap
}

// queue lists what there is besides, and decides which plans are opened. Opening each of them in
// every collection would use up the budget of a minute.
func (c *collection) queue(ctx context.Context, open []wireRun, plans []wirePlan) error {
	closed, old, err := c.list(ctx, fmt.Sprintf(completed, c.since()))
	if err != nil {
		return err
	}
	c.next.Looking, c.next.Found, c.next.Open, c.next.Shut = true, append(open, closed...), nil, nil
	stale, marks := c.stale(), map[int64]string{}
	for _, p := range append(plans, old...) {
		id, mark := p.ID.Int(), p.mark()
		switch {
		case bool(p.Completed) && c.knowsPlan(id): // completed plans do not change
			c.next.Shut = append(c.next.Shut, id)
			continue
		case bool(p.Completed):
			mark = ""
		case !c.next.Whole && !stale[id] && p.tests() > 0 && c.next.Plans[id] == mark:
			marks[id] = mark
			c.next.Shut = append(c.next.Shut, id)
			continue
		}
		c.next.Open = append(c.next.Open, opening{Plan: id, Mark: mark})
	}
	c.next.Plans = marks
	slices.Sort(c.next.Shut)
	c.next.Total = len(c.next.Open)
	return nil
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

// stale are the plans of open runs that have not been read whole for long, the longest
// first, as many as are read in one collection.
func (c *collection) stale() map[int64]bool {
	edge := c.next.Begun - tool.Seconds(c.cfg.Reread)
	var runs []seen
	for _, s := range c.next.Runs {
		if !s.Closed && s.Read <= edge {
			runs = append(runs, s)
		}
	}
	slices.SortFunc(runs, func(a, b seen) int { return cmp.Or(cmp.Compare(a.Read, b.Read), cmp.Compare(a.Plan, b.Plan)) })
	out := map[int64]bool{}
	for _, s := range runs[:min(rereads, len(runs))] {
		if s.Plan != 0 {
			out[s.Plan] = true
		}
	}
	return out
}

// open opens the next plan. One that is no more has no runs.
func (c *collection) open(ctx context.Context) error {
	next := c.next.Open[0]
	runs, err := c.plannedRuns(ctx, next.Plan)
	if err != nil && source.KindOf(err) != source.NotFound {
		return err
	}
	c.next.Found = append(c.next.Found, runs...)
	if next.Mark != "" {
		c.next.Plans[next.Plan] = next.Mark
	}
	c.next.Open = c.next.Open[1:]
	return nil
}

// pass leaves out a plan that cannot be opened, and what is known of its runs as it is.
func (c *collection) pass() {
	plan := c.next.Open[0].Plan
	c.next.Open = c.next.Open[1:]
	at, _ := slices.BinarySearch(c.next.Shut, plan)
	c.next.Shut = slices.Insert(c.next.Shut, at, plan)
	c.next.Skipped = append(c.next.Skipped, plan)
}

// reopen tries once more to open the plans that were left out. Nothing is remembered of them, so
// the next collection opens them again.
func (c *collection) reopen(ctx context.Context) error {
	if c.left() > 0 || len(c.next.Skipped) == 0 || c.Batch.Cut || c.Full() {
		return nil
	}
	var left []int64
	for i, plan := range c.next.Skipped {
		runs, err := c.plannedRuns(ctx, plan)
		origin := fmt.Sprintf("plan R%d", plan)
		switch kind := source.KindOf(err); {
		case err == nil:
			c.plan(c.wanted(runs))
			c.Did++
		case kind == source.NotFound:
		case kind == source.Unavailable, kind == source.Refused:
			c.Miss(origin, err)
			left = append(left, plan)
		default:
			c.next.Skipped = append(left, c.next.Skipped[i:]...)
			return c.Halt(ctx, origin, 0, err)
		}
	}
	c.next.Skipped, c.retried = left, true
	return nil
}

// plannedRuns reads the runs of a plan. A run that names no milestone has that of its plan.
func (c *collection) plannedRuns(ctx context.Context, plan int64) ([]wireRun, error) {
	var p wirePlan
	doing := fmt.Sprintf("read plan R%d", plan)
	if err := c.api.get(ctx, doing, fmt.Sprintf("get_plan/%d", plan), "get_plan/{id}", &p); err != nil {
		return nil, err
	}
	if p.ID.Int() != plan {
		return nil, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer is of no plan"}
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

// found is all runs that may have to be read, the oldest first: the open ones, those that
// were open and are not any more, and completed ones that are new, or all since.
func (c *collection) found(ctx context.Context) ([]wireRun, error) {
	by := map[int64]wireRun{}
	for _, r := range c.next.Found {
		by[r.ID.Int()] = r
	}
	if err := c.missed(ctx, by); err != nil {
		return nil, err
	}
	out := c.wanted(slices.Collect(maps.Values(by)))
	slices.SortFunc(out, func(a, b wireRun) int {
		return cmp.Or(cmp.Compare(a.Created.Int(), b.Created.Int()), cmp.Compare(a.ID.Int(), b.ID.Int()))
	})
	return out, nil
}

// wanted are the runs of the suites that are read.
func (c *collection) wanted(runs []wireRun) []wireRun {
	return slices.DeleteFunc(runs, func(r wireRun) bool { return r.SuiteID != "" && !c.cfg.reads(r.SuiteID.Int()) })
}

// missed looks for known runs that no list shows: those that were completed meanwhile, and
// those that were deleted. A sweep looks for completed ones, too. Runs of plans that were
// not opened are as they were.
func (c *collection) missed(ctx context.Context, by map[int64]wireRun) error {
	var gone []int64
	for id, s := range c.next.Runs {
		_, there := by[id]
		_, shut := slices.BinarySearch(c.next.Shut, s.Plan)
		if there || shut || s.Closed && (!c.next.Whole || s.Created < c.since()+overlap) {
			continue
		}
		gone = append(gone, id)
	}
	slices.Sort(gone)
	for _, id := range gone {
		var r wireRun
		doing := fmt.Sprintf("read run R%d", id)
		err := c.api.get(ctx, doing, fmt.Sprintf("get_run/%d", id), "get_run/{id}", &r)
		switch {
		case source.KindOf(err) == source.NotFound:
			c.withdraw(id)
		case err != nil:
			return err
		case r.ID.Int() != id:
			return &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer is of no run"}
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
