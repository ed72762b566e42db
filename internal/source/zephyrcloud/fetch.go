package zephyrcloud

import (
	"context"
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
	c.End(req, p.env.Now)
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
	next cursor
	*tool.Harvest
	heard   tool.Lacks         // what people were told by the collection before
	alien   string             // likewise, of the Jira in which Zephyr lives
	asked   map[string]bool    // lists of names that were read again
	results map[place]int      // likewise each result
	touched map[string]bool    // cycles of which the batch tells something
	fresh   map[string]bool    // that had told nothing before the batch
	ended   map[item]time.Time // when the executions of an item ended last, as far as the batch knows
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
	c := &collection{Project: p, next: next, heard: maps.Clone(next.Lacks), Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps),
		asked: map[string]bool{}, results: map[place]int{}, touched: map[string]bool{}, fresh: map[string]bool{}, ended: map[item]time.Time{}}
	c.alien = c.elsewhere()
	return c
}

// look decides what the pull reads. A look at the project comes first: its answer tells
// Zephyr's clock, of which we know nothing after a restart.
func (c *collection) look(ctx context.Context) error {
	if err := c.there(ctx); err != nil {
		return err
	}
	now := c.api.Now().Unix()
	if c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep) {
		if err := c.sweep(ctx); err != nil {
			return err
		}
	}
	if c.next.Whole {
		c.next.aim(now, tool.Seconds(c.cfg.Since))
	}
	c.next.Begun = now
	c.next.Again = c.next.Whole || now-c.next.Listed >= tool.Seconds(c.cfg.Reread)
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
		if !cy.Closed && len(cy.IDs) > 0 && now-cy.Read >= tool.Seconds(c.cfg.Reread) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	slices.SortStableFunc(out, func(a, b string) int { return int(c.next.Cycles[a].Read - c.next.Cycles[b].Read) })
	return out[:min(rereads, len(out))]
}

// read goes on until there is enough for one batch.
func (c *collection) read(ctx context.Context) error {
	for c.next.Phase != atEnd && !c.Full() {
		step := map[phase]func(context.Context) error{atCases: c.readCases, atCycles: c.readCycles, atExecutions: c.readExecutions, atTodo: c.readTodo}[c.next.Phase]
		if err := step(ctx); err != nil {
			return c.Halt(ctx, "project "+c.cfg.Project, 0, err)
		}
		c.Did++
	}
	return nil
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b := &c.Batch
	for _, id := range slices.Sorted(maps.Keys(c.touched)) {
		if run, ok := c.told(id); ok {
			b.Runs = append(b.Runs, run)
		}
	}
	if n := &c.next; n.Phase != atEnd {
		b.More, b.Complete = !b.Cut, false
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
	b.Faults = append(c.next.Lacks.Remarks(c.heard), b.Faults...)
	if text := c.elsewhere(); text != "" {
		b.Faults = append([]model.Fault{{Origin: "site", Text: text + "; " + elsewhereCure, Standing: text == c.alien}}, b.Faults...)
	}
	for _, s := range c.next.Names.Statuses {
		if !s.Retired {
			c.Statuses.Outcome(s.Name)
		}
	}
	return c.Seal(c.next)
}
