package zephyrcloud

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back, in seconds: what was changed is found
	// by an index, which may lag behind.
	overlap = 5 * 60
	// part is how many results or cases one batch should hold.
	part = 10_000
	// rereads is how many cycles are read whole in one collection although nothing seems to
	// have happened in them: all of them at once would use up the budget of a minute.
	rereads = 10
)

// Fetch reads what is new since the cursor.
func (p *Project) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	c := p.collection(old)
	c.req = req
	if old.Phase == atEnd {
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
	req      source.Request
	batch    model.Batch
	statuses *tool.Statuses
	asked    map[string]bool      // lists of names that were read again
	cases    map[model.CaseID]int // where in the batch each case stands
	results  map[place]int        // likewise each result
	touched  map[string]bool      // cycles of which the batch tells something
	fresh    map[string]bool      // that had told nothing before the batch
	ended    map[item]time.Time   // when the executions of an item ended last, as far as the batch knows
	steps    int
}

// place is where a result stands: an execution's key in a run.
type place struct {
	run       model.RunID
	execution string
}

// item is a case that is to be tested in a cycle, in an environment. Its executions follow
// each other.
type item struct{ cycle, testCase, environment string }

// collection begins one.
func (p *Project) collection(next cursor) *collection {
	return &collection{Project: p, next: next, batch: model.Batch{Source: p.env.Name, Complete: true}, statuses: tool.NewStatuses(usual, p.cfg.Maps),
		asked: map[string]bool{}, cases: map[model.CaseID]int{}, results: map[place]int{}, touched: map[string]bool{}, fresh: map[string]bool{}, ended: map[item]time.Time{}}
}

// look decides what the pull reads. A look at the project comes first: its answer tells
// Zephyr's clock, of which we know nothing after a restart.
func (c *collection) look(ctx context.Context) error {
	if err := c.there(ctx); err != nil {
		return err
	}
	now := c.api.Now().Unix()
	if c.next.Swept == 0 || now-c.next.Swept >= seconds(c.cfg.Sweep) {
		if err := c.sweep(ctx); err != nil {
			return err
		}
	}
	if c.next.Whole {
		c.next.aim(now, seconds(c.cfg.Since))
	}
	c.next.Begun = now
	c.next.Again = c.next.Whole || now-c.next.Listed >= seconds(c.cfg.Reread)
	if c.next.Phase = atCases; c.next.Again {
		c.next.Census.Begin()
	}
	if c.next.Classic && !c.next.Again {
		c.next.Phase = atExecutions // nothing tells which cases and cycles are new
	}
	c.next.Todo = c.stale(now)
	return nil
}

// aim sets since when executions are to be known. It stays where it is for as long again as
// the first pull looked back: as it moves, what is gone cannot be told from what is only
// old.
func (n *cursor) aim(now, since int64) {
	switch edge := now - since; {
	case n.From == 0 || n.From > edge:
		n.From = edge
	case n.From < edge-since:
		n.From, n.Rebase = edge, true
	}
}

// sweep prepares a pull that lists everything: the first one, and one a day.
func (c *collection) sweep(ctx context.Context) error {
	if err := c.name(ctx); err != nil {
		return err
	}
	if err := c.probe(ctx); err != nil {
		return err
	}
	total, err := c.api.count(ctx, c.doing("count the executions"), "testexecutions", c.inProject())
	if err != nil {
		return err
	}
	c.next.Whole, c.next.Total = true, total
	for id, cy := range c.next.Cycles {
		cy.Finished, cy.Seen = 0, nil
		c.next.Cycles[id] = cy
	}
	return nil
}

// probe asks whether lists tell what has changed: a tenant without NextGen takes the word
// for a key, and one with an early form of it does not know updatedAfter.
func (c *collection) probe(ctx context.Context) error {
	err := c.api.get(ctx, c.doing("ask for the changed executions"), "testexecutions/nextgen", "testexecutions/nextgen",
		c.inProject("limit", "1", "updatedAfter", c.api.Now().Format(moment)), &page[wireExecution]{})
	switch source.KindOf(err) {
	case source.Refused, source.NotFound:
		c.next.Classic = true
		return nil
	}
	c.next.Classic = false
	return err
}

// stale are open cycles that have not been read whole for long, the longest first. A pull
// that lists everything reads them anyway.
func (c *collection) stale(now int64) []string {
	if c.next.Whole {
		return nil
	}
	var out []string
	for id, cy := range c.next.Cycles {
		if !cy.Closed && len(cy.IDs) > 0 && now-cy.Read >= seconds(c.cfg.Reread) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	slices.SortStableFunc(out, func(a, b string) int { return int(c.next.Cycles[a].Read - c.next.Cycles[b].Read) })
	return out[:min(rereads, len(out))]
}

// read goes on until there is enough for one batch.
func (c *collection) read(ctx context.Context) error {
	for c.next.Phase != atEnd && !c.enough() {
		step := map[phase]func(context.Context) error{atCases: c.readCases, atCycles: c.readCycles, atExecutions: c.readExecutions, atTodo: c.readTodo}[c.next.Phase]
		if err := step(ctx); err != nil {
			return c.fault(ctx, err)
		}
		c.steps++
	}
	return nil
}

// enough reports whether the batch holds as much as it should, or has taken long enough.
func (c *collection) enough() bool {
	return len(c.batch.Results) >= part || len(c.batch.Cases) >= part || c.steps > 0 && c.req.Late(c.env.Now())
}

// fault takes in that the rest has to wait. Where nothing was read at all there is nothing
// to keep.
func (c *collection) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil || c.steps == 0 {
		return err
	}
	c.batch.Complete = false
	c.batch.Faults = append(c.batch.Faults, model.Fault{Origin: "project " + c.cfg.Project, Lost: true,
		Text: fmt.Sprintf("%v; the rest is read with the next cycle", err)})
	return nil
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.batch
	for _, id := range slices.Sorted(maps.Keys(c.touched)) {
		if run, ok := c.told(id); ok {
			b.Runs = append(b.Runs, run)
		}
	}
	if n := &c.next; n.Phase != atEnd {
		// A part that was cut short by a fault is not gone on with at once.
		b.More = b.Complete
		b.Complete = false
		b.Progress = model.Progress{Done: n.Done, Total: max(n.Total, n.Done, 1), Of: "executions"}
	} else {
		n.At = n.Begun
		if n.Whole {
			n.Swept = n.Begun
		}
		if n.Again {
			n.Listed = n.Begun
		}
		n.Whole, n.Rebase, n.Again, n.Begun, n.Done, n.Total = false, false, false, 0, 0, 0
	}
	for _, s := range c.next.Names.Statuses {
		if !s.Retired {
			c.statuses.Outcome(s.Name)
		}
	}
	b.Unmapped = c.statuses.Unmapped()
	var err error
	b.Cursor, err = c.next.bytes()
	return *b, err
}

// seconds is a duration in whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }
