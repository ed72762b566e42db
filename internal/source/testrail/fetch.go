package testrail

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back: clocks of a cluster differ, and a
	// request that was long under way is dated when it began.
	overlap = 5 * 60
)

// Fetch reads what is new since the cursor.
func (p *Project) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	c := p.collect(old)
	c.End(req, p.env.Now)
	if !old.Looking && len(old.Todo)+len(old.Suites)+len(old.Skipped) == 0 {
		if err := c.look(ctx); err != nil {
			return model.Batch{}, err
		}
	}
	if err := c.read(ctx); err != nil {
		return model.Batch{}, err
	}
	return c.finish()
}

// collection is one Fetch at work.
type collection struct {
	*Project
	next cursor
	*tool.Harvest
	told    tool.Lacks // by the collection before
	asked   bool       // for the statuses, beside those of a sweep
	retried bool       // to open the plans that were left out
}

// collect begins a collection.
func (p *Project) collect(next cursor) *collection {
	return &collection{Project: p, next: next, told: maps.Clone(next.Lacks), Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps)}
}

// look lists what there is. The first answer tells TestRail's clock.
func (c *collection) look(ctx context.Context) error {
	runs, plans, err := c.list(ctx, whatIsOpen)
	if err != nil {
		return err
	}
	now := c.api.Now().Unix()
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep)
	c.next.Begun = now
	if c.next.Whole {
		c.next.Census.Begin()
		if err := c.name(ctx); err != nil {
			return err
		}
	}
	return c.queue(ctx, runs, plans)
}

// decide finds out what there is to read, once all plans are open that have to be.
func (c *collection) decide(ctx context.Context) error {
	runs, err := c.found(ctx)
	if err != nil {
		return err
	}
	if c.next.Suites, err = c.suites(ctx); err != nil {
		return err
	}
	c.next.Looking, c.next.Found, c.next.Shut = false, nil, nil
	c.plan(runs)
	c.next.Todo = append(c.next.Todo, c.again()...)
	c.next.Total = len(c.next.Todo)
	return nil
}

// rereads is how many open runs are read whole in one collection although nothing seems
// to have happened in them: all of them at once would use up the budget of a minute.
const rereads = 10

// plan decides which runs are read, and how: those that are new or have changed, and open
// ones that have not been read whole for long.
func (c *collection) plan(runs []wireRun) {
	edge := c.next.Begun - tool.Seconds(c.cfg.Reread)
	var stale []todo
	for _, r := range runs {
		was, known := c.next.Runs[r.ID.Int()]
		switch {
		case known && was.Closed:
		case !known, bool(r.Completed), was.Size != r.tests():
			c.next.Todo = append(c.next.Todo, todo{Run: r, Whole: true})
		case was.Mark != r.mark():
			c.next.Todo = append(c.next.Todo, todo{Run: r})
		case was.Read <= edge:
			stale = append(stale, todo{Run: r, Whole: true})
		}
	}
	slices.SortStableFunc(stale, func(a, b todo) int {
		return cmp.Compare(c.next.Runs[a.Run.ID.Int()].Read, c.next.Runs[b.Run.ID.Int()].Read)
	})
	c.next.Todo = append(c.next.Todo, stale[:min(rereads, len(stale))]...)
}

// again lists the runs that could not be read last time and are not listed anyway.
func (c *collection) again() []todo {
	was := c.next.Again
	c.next.Again = nil
	return slices.DeleteFunc(was, func(t todo) bool {
		return slices.ContainsFunc(c.next.Todo, func(o todo) bool { return o.Run.ID == t.Run.ID })
	})
}

// badly is how many runs in a row may go wrong before it is not the runs that are not well.
const badly = 3

// read reads what is to be done, until there is enough for one batch. A step that a fault
// ended leaves something to do, by which those after it see that it is not their turn.
func (c *collection) read(ctx context.Context) error {
	for _, step := range []func(context.Context) error{c.openPlans, c.readSuites, c.readRuns, c.reopen, c.readRuns} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// openPlans opens the plans that have to be, and then decides what there is to read. A plan
// that cannot be opened keeps nobody from the others.
func (c *collection) openPlans(ctx context.Context) error {
	for bad := 0; c.next.Looking && !c.Full(); {
		step, origin := c.decide, "runs"
		if len(c.next.Open) > 0 {
			step, origin = c.open, fmt.Sprintf("plan R%d", c.next.Open[0].Plan)
		}
		err := step(ctx)
		if kind := source.KindOf(err); len(c.next.Open) > 0 && (kind == source.Unavailable || kind == source.Refused) && bad+1 < badly {
			bad++
			c.pass()
			continue
		}
		if err != nil {
			return c.Halt(ctx, origin, 0, err)
		}
		bad = 0
		c.Did++
	}
	return nil
}

// readSuites reads the cases, without which nothing of a suite can be told.
func (c *collection) readSuites(ctx context.Context) error {
	for !c.next.Looking && len(c.next.Suites) > 0 && !c.Full() {
		more, err := c.readCases(ctx, c.next.Suites[0])
		if err != nil {
			return c.Halt(ctx, "cases", 0, err)
		}
		c.Did++
		if more {
			continue
		}
		if c.next.Whole && len(c.next.Suites) == 1 {
			if err := c.absent(ctx); err != nil {
				return c.Halt(ctx, "cases", 0, err)
			}
		}
		c.next.Suites = c.next.Suites[1:]
	}
	return nil
}

// left is how much is still to be read.
func (c *collection) left() int {
	n := len(c.next.Todo) + len(c.next.Suites) + len(c.next.Open)
	if c.next.Looking {
		n++
	}
	return n
}

// readRuns reads the runs. One that cannot be read keeps nobody from the others; it is tried
// again with the next collection.
func (c *collection) readRuns(ctx context.Context) error {
	for bad := 0; !c.next.Looking && len(c.next.Suites) == 0 && len(c.next.Todo) > 0 && !c.Batch.Cut && !c.Full(); {
		t := c.next.Todo[0]
		switch err := c.readRun(ctx, t); source.KindOf(err) {
		case source.NotFound:
			c.withdraw(t.Run.ID.Int())
		case source.Unavailable, source.Refused:
			if bad++; bad == badly {
				return c.Halt(ctx, "run R"+string(t.Run.ID), 0, err)
			}
			c.Miss("run R"+string(t.Run.ID), err)
			c.next.Again = append(c.next.Again, t)
		case "":
			if err != nil {
				return err
			}
			bad = 0
			c.Did++
		default:
			return c.Halt(ctx, "run R"+string(t.Run.ID), 0, err)
		}
		c.next.Todo = c.next.Todo[1:]
	}
	return nil
}

// withdraw takes back a run that is no more.
func (c *collection) withdraw(run int64) {
	delete(c.next.Runs, run)
	c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(run))
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.Batch
	b.Complete = b.Complete && len(c.next.Again)+len(c.next.Skipped) == 0
	switch {
	case c.next.Looking:
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: c.next.Total - len(c.next.Open) - len(c.next.Skipped), Total: c.next.Total, Of: "plans"}
	case c.left() > 0, len(c.next.Skipped) > 0 && !c.retried:
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: c.next.Total - len(c.next.Todo), Total: c.next.Total, Of: "runs"}
	default:
		c.forget()
		c.next.At = c.next.Begun
		if c.next.Whole {
			c.next.Swept = c.next.Begun
		}
		c.next.Total, c.next.Skipped, c.next.Whole, c.next.Begun = 0, nil, false, 0
	}
	b.Faults = append(c.next.Lacks.Remarks(c.told), b.Faults...)
	for _, s := range c.next.Names.Statuses {
		c.Statuses.Outcome(string(s.Label), s.Name)
	}
	return c.Seal(c.next)
}

// forget drops completed runs that lie further back than the first pull would look.
func (c *collection) forget() {
	edge := c.next.Begun - tool.Seconds(c.cfg.Since)
	for id, s := range c.next.Runs {
		if s.Closed && s.Created < edge {
			delete(c.next.Runs, id)
		}
	}
}
