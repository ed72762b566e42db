package xraydc

import (
	"context"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back, in seconds: the search index of Jira lags,
	// and JQL has minutes only.
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
	if len(old.Todo) > 0 {
		c.next.Todo, c.next.Again = append(c.next.Todo, c.next.Again...), nil
	} else {
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
	tests map[string]wireIssue // that Jira has shown, by key
}

// collect begins a collection.
func (p *Project) collect(next cursor) *collection {
	return &collection{Project: p, next: next, tests: map[string]wireIssue{},
		Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps)}
}

// look finds out what there is to read. The statuses come first: any answer tells the time
// of Jira, from which windows are counted.
func (c *collection) look(ctx context.Context) error {
	names, err := c.api.statuses(ctx)
	if err != nil {
		return err
	}
	now := c.api.Now().Unix()
	c.next.Statuses, c.next.Begun = names, now
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep)
	if err := c.readCases(ctx); err != nil {
		return err
	}
	listed, err := c.listed(ctx)
	if err != nil {
		return err
	}
	c.plan(listed)
	c.next.Total = len(c.next.Todo)
	return nil
}

// badly is how many executions in a row may go wrong before it is not the executions that
// are not well.
const badly = 3

// read reads what is to be done, until there is enough for one batch. An execution that
// cannot be read keeps nobody from the others; it is tried again with the next collection.
func (c *collection) read(ctx context.Context) error {
	for bad := 0; len(c.next.Todo) > 0 && !c.Full(); {
		e := c.next.Todo[0]
		err := c.readRuns(ctx, e)
		gone, err := c.deleted(ctx, e, err)
		switch kind := source.KindOf(err); {
		case err == nil:
			bad = 0
			c.Did++
			if gone {
				c.withdraw(e.ID)
			}
		case kind != source.Refused && kind != source.NotFound && kind != source.Unavailable:
			return c.halt(ctx, e, err)
		default:
			if bad++; bad == badly {
				return c.halt(ctx, e, err)
			}
			c.Miss(e.Key, err)
			c.next.Again = append(c.next.Again, e)
		}
		c.next.Todo = c.next.Todo[1:]
	}
	return nil
}

// deleted reports whether an execution could not be read because it is no more: then the
// error is none. Xray's answer does not prove it; Jira's does.
func (c *collection) deleted(ctx context.Context, e execution, err error) (bool, error) {
	if kind := source.KindOf(err); kind != source.Refused && kind != source.NotFound {
		return false, err
	}
	if gone, asked := c.api.gone(ctx, e.ID); gone && asked == nil {
		return true, nil
	}
	return false, err
}

// halt ends the reading: the rest waits for the next cycle.
func (c *collection) halt(ctx context.Context, e execution, err error) error {
	return c.Halt(ctx, e.Key, len(c.next.Todo)-1, err)
}

// withdraw takes back an execution that is no more.
func (c *collection) withdraw(id string) {
	delete(c.next.Runs, id)
	c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(id))
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.Batch
	b.Complete = b.Complete && len(c.next.Again) == 0
	if left := len(c.next.Todo); left > 0 {
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: c.next.Total - left, Total: c.next.Total, Of: "executions"}
	} else {
		c.forget()
		c.next.At = c.next.Begun
		if c.next.Whole {
			c.next.Swept = c.next.Begun
		}
		c.next.Total, c.next.Whole, c.next.Begun = 0, false, 0
	}
	for _, name := range c.next.Statuses {
		c.Statuses.Outcome(name)
	}
	return c.Seal(c.next)
}

// forget drops executions that are Done and lie further back than the first pull would look.
func (c *collection) forget() {
	for id, s := range c.next.Runs {
		if s.Done && s.Updated < c.edge() {
			delete(c.next.Runs, id)
		}
	}
}

// edge is how far the first pull would look back.
func (c *collection) edge() int64 { return c.next.Begun - tool.Seconds(c.cfg.Since) }
