package zephyrdc

import (
	"context"
	"fmt"
	"slices"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// most is how many runs are read for one batch: old ones bring few results, or none.
	most = 200
	// badly is how many runs in a row may go wrong before it is not the runs that are not well.
	badly = 3
)

// Fetch reads what is new since the cursor.
func (p *Project) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	c := p.collect(old)
	c.End(req, p.env.Now)
	if !old.atWork() {
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
	known  map[string]wireCase // that Zephyr has shown, by key
	hidden map[string]bool     // cases that were looked up in vain
}

// collect begins a collection.
func (p *Project) collect(next cursor) *collection {
	c := &collection{Project: p, next: next, known: map[string]wireCase{}, hidden: map[string]bool{},
		Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps)}
	for _, name := range next.Statuses {
		c.Statuses.Outcome(name)
	}
	return c
}

// look finds out what there is to read.
func (c *collection) look(ctx context.Context) error {
	list, err := all[wireRun](ctx, c.api, c.doing("list the runs"), "testrun", c.inProject(), runFields)
	if err != nil {
		return err
	}
	// The first answer has told Jira's clock.
	now := c.api.Now().Unix()
	c.next.Begun = now
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep)
	if c.next.Whole {
		c.next.NoPages = false
	}
	if err := c.missed(ctx, list); err != nil {
		return err
	}
	c.plan(list)
	c.next.Total = len(c.next.Todo)
	c.next.Again = c.next.Whole || now-c.next.Listed >= tool.Seconds(c.cfg.Reread)
	if c.next.At, c.next.First = 0, ""; c.next.Again {
		c.next.Census.Begin()
	}
	return nil
}

// read reads what is to be done, until there is enough for one batch. Cases come first: a
// failure names its stories. A run that cannot be read keeps nobody from the others.
func (c *collection) read(ctx context.Context) error {
	for c.next.Again && !c.Full() {
		if err := c.readCases(ctx); err != nil {
			return c.Halt(ctx, "cases", 0, err)
		}
		c.Did++
	}
	for bad, n := 0, 0; !c.next.Again && len(c.next.Todo) > 0 && !c.Full() && n < most; n++ {
		t := c.next.Todo[0]
		err := c.readRun(ctx, t)
		switch kind := source.KindOf(err); {
		case err == nil:
			bad = 0
			c.Did++
		case kind == source.Unavailable, kind == source.Refused:
			if bad++; bad == badly {
				return c.Halt(ctx, t.Key, 0, err)
			}
			c.Miss(t.Key, err)
			c.next.Missed = append(c.next.Missed, t.Key)
		default:
			return c.Halt(ctx, t.Key, 0, err)
		}
		c.next.Todo = c.next.Todo[1:]
	}
	return nil
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.Batch
	if c.next.atWork() {
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: c.next.Total - len(c.next.Todo), Total: c.next.Total, Of: "runs"}
	} else {
		c.close()
	}
	return c.Seal(c.next)
}

// close ends a pull. Runs that an earlier part could not read are listed and read with the
// next one.
func (c *collection) close() {
	if len(c.next.Missed) > 0 && c.Batch.Complete {
		c.Miss(c.next.Missed[0], fmt.Errorf("%d runs could not be read when it was their turn", len(c.next.Missed)))
	}
	if c.next.Whole && len(c.next.Missed) == 0 {
		c.next.Swept = c.next.Begun
	}
	c.next.Total, c.next.Whole, c.next.Begun, c.next.Missed = 0, false, 0, nil
}

// outcome is what a status counts as. It is remembered: Zephyr does not list statuses.
func (c *collection) outcome(status tool.Text) model.Outcome {
	if at, there := slices.BinarySearch(c.next.Statuses, string(status)); !there && status != "" {
		c.next.Statuses = slices.Insert(c.next.Statuses, at, string(status))
	}
	return c.Statuses.Outcome(string(status))
}

// doing is what is done, of the project.
func (p *Project) doing(what string) string { return what + " of project " + p.cfg.Project }

// edge is how far the first pull looks back.
func (c *collection) edge() int64 { return c.next.Begun - tool.Seconds(c.cfg.Since) }
