package qase

import (
	"context"
	"fmt"
	"maps"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back, in seconds: clocks of a cluster
	// differ, reporters send what ended a while ago, and bounds are not included.
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
	if len(old.Todo) == 0 {
		if err := c.look(ctx); err != nil {
			return model.Batch{}, err
		}
	}
	c.tie()
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
	runs    map[int64]wireRun   // that lists have shown
	touched map[int64]bool      // runs in which something happened that their lists do not show
	retied  map[int64]bool      // runs of which a result has got a defect, or lost it
	defects map[string][]string // keys that Qase's defects name, by the hash of a result
	told    bool                // an earlier batch has said that there are no external issues
	named   bool                // the system fields have been read in this collection
	lacked  tool.Lacks          // what earlier batches have said that Qase does not show
}

// collect begins a collection.
func (p *Project) collect(from cursor) *collection {
	return &collection{Project: p, next: from, Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps), runs: map[int64]wireRun{},
		told: from.Unpaid, lacked: maps.Clone(from.Lacks), touched: map[int64]bool{}, retied: map[int64]bool{}, defects: map[string][]string{}}
}

// look finds out what there is to read. The project counts its cases and defects: when a
// counter moves they are listed, and with `reread`, for edits move none.
func (c *collection) look(ctx context.Context) error {
	p, err := c.project(ctx)
	if err != nil {
		return err
	}
	now := c.api.Now().Unix()
	c.next.Begun = now
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep)
	aged := c.next.Whole || now-c.next.Listed >= tool.Seconds(c.cfg.Reread)
	if err := c.listRuns(ctx); err != nil {
		return err
	}
	if counted := string(p.Counts.Cases); aged || counted != c.next.Cases {
		if err := c.readCases(ctx); err != nil {
			return err
		}
		c.next.Cases = counted
	}
	if counted := fmt.Sprint(p.Counts.Defects); aged || counted != c.next.Defects {
		if err := c.readDefects(ctx); err != nil {
			return err
		}
		c.next.Defects = counted
	}
	if aged {
		c.next.Listed = now
	}
	if err := c.readWindow(ctx); err != nil {
		return err
	}
	if err := c.missed(ctx); err != nil {
		return err
	}
	c.plan()
	return nil
}

// project reads the project with its counters.
func (c *collection) project(ctx context.Context) (wireProject, error) {
	p, err := get[wireProject](ctx, c.api, "read project "+c.cfg.Project, "project/"+c.code, "project/{code}", nil)
	if err == nil && p.Code == "" {
		err = &source.Error{Kind: source.Unavailable, Doing: "read project " + c.cfg.Project, Message: "the answer is of no project"}
	}
	return p, err
}

// read reads what is to be done, until there is enough for one batch.
func (c *collection) read(ctx context.Context) error {
	for len(c.next.Todo) > 0 && !c.Full() {
		t := c.next.Todo[0]
		if err := c.readRun(ctx, t); err != nil {
			if stop := c.fault(ctx, t.Run, err); stop != nil {
				return stop
			}
			if source.KindOf(err) != source.NotFound {
				return nil // the rest is read with the next cycle
			}
		}
		c.next.Todo = c.next.Todo[1:]
		c.Did++
	}
	return nil
}

// fault takes in that a run could not be read: it is gone, or the rest has to wait.
func (c *collection) fault(ctx context.Context, run int64, err error) error {
	if source.KindOf(err) == source.NotFound {
		c.withdraw(run)
		return nil
	}
	return c.Halt(ctx, fmt.Sprintf("run %d", run), len(c.next.Todo)-1, err)
}

// withdraw takes back a run that is no more.
func (c *collection) withdraw(run int64) {
	delete(c.next.Runs, run)
	c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(run))
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.Batch
	if left := len(c.next.Todo); left > 0 {
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: c.next.Total - left, Total: c.next.Total, Of: "runs"}
	} else {
		c.forget()
		c.next.At = c.next.Begun
		if c.next.Whole {
			c.next.Swept = c.next.Begun
		}
		c.next.Total, c.next.Whole, c.next.Begun = 0, false, 0
	}
	if c.next.Unpaid {
		b.Faults = append([]model.Fault{{Origin: "external issues", Text: unpaidText, Standing: c.told}}, b.Faults...)
	}
	b.Faults = append(c.next.Lacks.Remarks(c.lacked), b.Faults...)
	for _, s := range c.next.Statuses {
		c.Statuses.Outcome(s.Title, s.Slug)
	}
	return c.Seal(c.next)
}

// forget drops closed runs that lie further back than the first pull would look.
func (c *collection) forget() {
	edge := c.next.Begun - tool.Seconds(c.cfg.Since)
	for id, s := range c.next.Runs {
		if s.Closed && s.Started < edge {
			delete(c.next.Runs, id)
		}
	}
}

// doing is what is done, of the project.
func (c *collection) doing(what string) string { return what + " of project " + c.cfg.Project }
