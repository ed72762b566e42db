package xraycloud

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

const (
	// overlap is how far windows of time reach back, in seconds: what Xray says was changed
	// may show a little later.
	overlap = 5 * 60
	// halves is how often a request may be cut in two in one collection, to find what in it is
	// refused.
	halves = 20
)

// Fetch reads what is new since the cursor.
func (p *Project) Fetch(ctx context.Context, req source.Request) (model.Batch, error) {
	old, err := parseCursor(req.Cursor)
	if err != nil {
		return model.Batch{}, err
	}
	c := p.collect(old)
	c.End(req, p.env.Now)
	if len(old.Todo) == 0 && old.Tests == nil {
		if err := c.look(ctx); err != nil {
			return model.Batch{}, err
		}
	}
	if c.next.Tests != nil {
		if err := c.readCases(ctx); err != nil {
			if err := c.Halt(ctx, "tests", 0, err); err != nil {
				return model.Batch{}, err
			}
			return c.finish()
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
	asked  map[string]bool // tests of other projects that were looked up
	halved int
	hidden unshown // as an earlier batch has said
}

// collect begins a collection.
func (p *Project) collect(next cursor) *collection {
	return &collection{Project: p, next: next, asked: map[string]bool{}, hidden: next.Unshown.clone(),
		Harvest: tool.NewHarvest(p.env.Name, usual, p.cfg.Maps)}
}

// general is what there is in general.
type general struct {
	Settings *struct {
		ID       tool.ID `json:"projectId"`
		Coverage tool.Object[struct {
			Link tool.ID `json:"issueLinkTypeId"`
		}] `json:"testCoverageSettings"`
	} `json:"settings"`
	Statuses tool.List[named] `json:"statuses"`
	Links    tool.List[struct {
		ID   tool.ID   `json:"id"`
		Name tool.Text `json:"name"`
	}] `json:"links"`
}

// look finds out what there is to read. The settings come first: any answer tells the time
// of Xray, from which windows are counted.
func (c *collection) look(ctx context.Context) error {
	doing := "read the settings of " + c.cfg.Project
	var g general
	if err := c.api.ask(ctx, question{doing: doing, name: "getProjectSettings", text: lookText, vars: map[string]any{"project": c.cfg.Project}}, &g); err != nil {
		return err
	}
	if g.Settings == nil || g.Settings.ID == "" || !g.Statuses.There || len(g.Statuses.Items) == 0 {
		return strange(doing, "settings of the project")
	}
	setup, err := c.cfg.setup()
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	now := c.api.Now().Unix()
	c.next.Statuses, c.next.Begun = names(g.Statuses.Items), now
	c.next.Whole = c.next.Swept == 0 || now-c.next.Swept >= tool.Seconds(c.cfg.Sweep) || c.next.Setup != setup || c.next.Project != string(g.Settings.ID)
	c.next.Project, c.next.Setup = string(g.Settings.ID), setup
	if c.next.Whole {
		c.next.Census.Begin()
		c.next.Unshown.afresh()
	}
	c.next.Tests = &mark{}
	return nil
}

// read reads what is to be done, until there is enough for one batch.
func (c *collection) read(ctx context.Context) error {
	for len(c.next.Todo) > 0 && !c.Full() {
		s := c.next.Todo[0]
		if err := c.readRuns(ctx, s); err != nil {
			switch kind := source.KindOf(err); {
			case kind != source.Refused && kind != source.NotFound:
				return c.Halt(ctx, c.next.Runs[s.IDs[0]].Key, c.left()-1, err)
			case len(s.IDs) > 1 && c.halved < halves:
				c.halve(s)
				continue
			case len(s.IDs) > 1:
				return c.Halt(ctx, c.next.Runs[s.IDs[0]].Key, c.left()-1, err)
			}
			if err := c.skip(ctx, s.IDs[0], err); err != nil {
				return err
			}
		}
		c.next.Todo = c.next.Todo[1:]
		c.Did++
	}
	return nil
}

// halve cuts a step in two: one execution of which something cannot be shown has the whole
// request refused.
func (c *collection) halve(s step) {
	c.halved++
	half := len(s.IDs) / 2
	c.next.Todo = append([]step{{s.IDs[:half], s.Whole}, {s.IDs[half:], s.Whole}}, c.next.Todo[1:]...)
}

// skip takes in that one execution cannot be read: it is gone, or what is in it is missing
// and asked for again with the next cycle.
func (c *collection) skip(ctx context.Context, id string, why error) error {
	there, err := c.find(ctx, []string{id})
	if err != nil {
		return err
	}
	s := c.next.Runs[id]
	if !there[id] {
		c.withdraw(id)
		return nil
	}
	s.Unread = true
	c.next.Runs[id] = s
	c.Miss(s.Key, why)
	return nil
}

// left is how many executions are to be read.
func (c *collection) left() int {
	n := 0
	for _, s := range c.next.Todo {
		n += len(s.IDs)
	}
	return n
}

// withdraw takes back an execution that is no more.
func (c *collection) withdraw(id string) {
	delete(c.next.Runs, id)
	c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(id))
}

// finish closes the batch.
func (c *collection) finish() (model.Batch, error) {
	b, left := &c.Batch, c.left()
	if at := c.next.Tests; at != nil || left > 0 {
		b.More, b.Complete = !b.Cut, false
		b.Progress = model.Progress{Done: max(0, c.next.Total-left), Total: c.next.Total, Of: "executions"}
		if at != nil {
			b.Progress = model.Progress{Done: at.Start, Total: max(at.Total, at.Start, 1), Of: "tests"}
		}
	} else {
		c.forget()
		c.next.At = c.next.Begun
		if c.next.Whole {
			c.next.Swept = c.next.Begun
		}
		c.next.Todo, c.next.Total, c.next.Whole, c.next.Begun = nil, 0, false, 0
	}
	b.Faults = append(c.remarks(), b.Faults...)
	b.Complete = b.Complete && len(c.next.Unshown.Missing) == 0 // what failed in those may have passed elsewhere
	for _, name := range c.next.Statuses {
		c.Statuses.Outcome(name)
	}
	return c.Seal(c.next)
}

// forget drops executions that are Done and lie further back than the first pull would look.
func (c *collection) forget() {
	for id, s := range c.next.Runs {
		if s.old(c.edge()) {
			delete(c.next.Runs, id)
		}
	}
}

// old reports whether an execution is done with, and has been since before a time. Xray does
// not say of each when it was changed.
func (s seen) old(edge int64) bool {
	last := max(s.Modified, s.Active, s.Created)
	return s.Done && last != 0 && last < edge
}

// edge is how far the first pull would look back.
func (c *collection) edge() int64 { return c.next.Begun - tool.Seconds(c.cfg.Since) }

// instantOf writes a time as Xray reads it.
func instantOf(at int64) string { return time.Unix(at, 0).UTC().Format(time.RFC3339) }
