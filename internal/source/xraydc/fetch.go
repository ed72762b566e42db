package xraydc

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back, in seconds: the search index of Jira lags,
	// and JQL has minutes only.
	overlap = 5 * 60
	// part is how many results one batch should hold; an execution is not cut in two.
	part = 10_000
)

// Fetch reads what is new since the cursor.
func (p *Project) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	c := p.collect(old)
	if len(old.Todo) == 0 {
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
	next     cursor
	batch    model.Batch
	statuses *tool.Statuses
	cases    map[model.CaseID]int // where in the batch each case stands
	tests    map[string]wireIssue // that Jira has shown, by key
	did      int                  // executions that were read
}

// collect begins a collection.
func (p *Project) collect(next cursor) *collection {
	return &collection{Project: p, next: next, cases: map[model.CaseID]int{}, tests: map[string]wireIssue{},
		batch: model.Batch{Source: p.env.Name, Complete: true}, statuses: tool.NewStatuses(usual, p.cfg.Maps)}
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
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= seconds(c.cfg.Sweep)
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

// read reads what is to be done, until there is enough for one batch.
func (c *collection) read(ctx context.Context) error {
	for len(c.next.Todo) > 0 && len(c.batch.Results) < part {
		e := c.next.Todo[0]
		if err := c.readRuns(ctx, e); err != nil {
			gone, stop := c.fault(ctx, e, err)
			if stop != nil {
				return stop
			}
			if !gone {
				return nil // the rest is read with the next cycle
			}
		}
		c.next.Todo = c.next.Todo[1:]
		c.did++
	}
	return nil
}

// fault takes in that an execution could not be read: it is gone, or the rest has to wait.
// Where nothing was read at all there is nothing to keep.
func (c *collection) fault(ctx context.Context, e execution, err error) (gone bool, stop error) {
	if kind := source.KindOf(err); kind == source.Refused || kind == source.NotFound {
		if gone, asked := c.api.gone(ctx, e.ID); gone && asked == nil {
			c.withdraw(e.ID)
			return true, nil
		}
	}
	if ctx.Err() != nil || c.did == 0 && len(c.batch.Cases) == 0 {
		return false, err
	}
	c.batch.Complete = false
	c.batch.Faults = append(c.batch.Faults, model.Fault{Origin: e.Key, Lost: true,
		Text: fmt.Sprintf("%v; this execution and %d more are read with the next cycle", err, len(c.next.Todo)-1)})
	return false, nil
}

// withdraw takes back an execution that is no more.
func (c *collection) withdraw(id string) {
	delete(c.next.Runs, id)
	c.batch.Withdrawn = append(c.batch.Withdrawn, c.runID(id))
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.batch
	if left := len(c.next.Todo); left > 0 {
		// A part that was cut short by a fault is not gone on with at once.
		b.More = b.Complete
		b.Complete = false
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
		c.statuses.Outcome(name)
	}
	b.Unmapped = c.statuses.Unmapped()
	var err error
	b.Cursor, err = c.next.bytes()
	return *b, err
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
func (c *collection) edge() int64 { return c.next.Begun - seconds(c.cfg.Since) }

// seconds is a duration in whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }
