package zephyrcloud

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// readCycles reads a page of the cycles that are new or have changed.
func (c *collection) readCycles(ctx context.Context) error {
	list, next, err := turn[wireCycle](ctx, c.api, listing{doing: c.doing("list the cycles"), path: "testcycles", query: c.inProject(c.since(0)...), classic: c.next.Classic}, c.next.Next)
	if err != nil {
		return err
	}
	for _, w := range list {
		if err := c.meet(ctx, w); err != nil {
			return err
		}
	}
	c.proceed(next, atExecutions)
	return nil
}

// meet keeps what a cycle says of itself, and tells it anew if it is known and says
// something else.
func (c *collection) meet(ctx context.Context, w wireCycle) error {
	c.learn(siteOf(w.Links.addresses(w.Version, w.Owner)...))
	id := string(w.ID)
	if id == "" || w.Key == "" {
		return nil
	}
	closed, err := c.closed(ctx, w.Status)
	if err != nil {
		return err
	}
	old, known := c.next.Cycles[id]
	cy := old
	cy.Key, cy.Name, cy.Version, cy.Closed = w.Key, cmp.Or(string(w.Name), w.Key), string(w.Version.ID), closed
	// A cycle that is planned for later has no time yet but that at which we saw it.
	if start := tool.Time(string(w.Start), time.UTC); !start.IsZero() && start.Unix() <= c.next.Begun {
		cy.Start = start.Unix()
	} else if !known {
		cy.Start = c.next.Begun
	}
	c.next.Cycles[id] = cy
	if len(cy.IDs) > 0 && (cy.Name != old.Name || cy.Version != old.Version || cy.Start != old.Start) {
		c.touched[id] = true
	}
	return nil
}

// cycle is the cycle of an execution, asked for where no list has shown it; false where it
// is gone.
func (c *collection) cycle(ctx context.Context, id string) (bool, error) {
	if _, known := c.next.Cycles[id]; known {
		return true, nil
	}
	if id == adHoc {
		c.next.Cycles[id] = cycle{Start: c.next.From}
		return true, nil
	}
	w, err := c.oneCycle(ctx, id)
	if source.KindOf(err) == source.NotFound {
		return false, nil
	}
	if err == nil {
		err = c.meet(ctx, w)
	}
	_, known := c.next.Cycles[id]
	if err == nil && !known {
		err = &source.Error{Kind: source.Unavailable, Doing: "read cycle " + id, Message: "the answer is no cycle"}
	}
	return known, err
}

// oneCycle reads a cycle.
func (p *Project) oneCycle(ctx context.Context, id string) (wireCycle, error) {
	var w wireCycle
	err := p.api.get(ctx, "read cycle "+id, "testcycles/"+url.PathEscape(id), "testcycles/{id}", nil, &w)
	return w, err
}

// settle compares what a pull that listed everything has seen with what was told before:
// cycles that lack something are read whole.
func (c *collection) settle() {
	if !c.next.Whole {
		return
	}
	for _, id := range slices.Sorted(maps.Keys(c.next.Cycles)) {
		cy := c.next.Cycles[id]
		if c.next.Rebase || cy.Seen.Holds(cy.IDs) {
			cy.IDs = cy.Seen
		} else {
			for _, e := range cy.Seen {
				cy.IDs = cy.IDs.With(e)
			}
			c.queue(id)
		}
		cy.Seen, cy.Read = nil, c.next.Begun
		c.next.Cycles[id] = cy
		if len(cy.IDs) == 0 {
			delete(c.next.Cycles, id)
		}
	}
}

// queue has a cycle be read whole.
func (c *collection) queue(id string) {
	if !slices.Contains(c.next.Todo, id) {
		c.next.Todo = append(c.next.Todo, id)
	}
}

// readTodo reads a cycle whole. What was told of it and is no more makes us take the run
// back before it is told anew: the store only adds.
func (c *collection) readTodo(ctx context.Context) error {
	if len(c.next.Todo) == 0 {
		c.proceed("", atEnd)
		return nil
	}
	id := c.next.Todo[0]
	cy := c.next.Cycles[id]
	list, err := c.executionsOf(ctx, id, cy)
	if err != nil && !c.gone(ctx, id, err) {
		return err
	}
	var there tool.Numbers
	for _, e := range list {
		there = there.With(e.ID.Int())
	}
	if !there.Holds(cy.IDs) {
		c.withdraw(id)
	}
	cy.IDs, cy.Finished, cy.Read = nil, 0, c.next.Begun
	c.next.Cycles[id] = cy
	c.ended = map[item]time.Time{}
	for _, e := range list {
		if err := c.take(ctx, e); err != nil {
			return err
		}
	}
	if len(c.next.Cycles[id].IDs) == 0 {
		delete(c.next.Cycles, id)
	}
	c.next.Todo = c.next.Todo[1:]
	return nil
}

// gone reports whether a cycle could not be read because it was deleted: it must say so
// itself, lest a project that is hidden from us passes for an empty one.
func (c *collection) gone(ctx context.Context, id string, err error) bool {
	if source.KindOf(err) != source.NotFound || id == adHoc {
		return false
	}
	_, err = c.oneCycle(ctx, id)
	return source.KindOf(err) == source.NotFound
}

// withdraw takes a run back, with what the batch has told of it already.
func (c *collection) withdraw(id string) {
	run := c.runID(id)
	c.Batch.Withdrawn = append(c.Batch.Withdrawn, run)
	c.Batch.Results = slices.DeleteFunc(c.Batch.Results, func(r model.Result) bool { return r.Run == run })
	c.results = map[place]int{}
	for i, r := range c.Batch.Results {
		c.results[place{r.Run, r.Execution}] = i
	}
	delete(c.touched, id)
}

// told is a cycle in our words, false if there is nothing in it.
func (c *collection) told(id string) (model.Run, bool) {
	cy, ok := c.next.Cycles[id]
	if !ok || len(cy.IDs)+len(cy.Seen) == 0 {
		return model.Run{}, false
	}
	run := model.Run{ID: c.runID(id), Source: c.env.Name, Name: cy.Name, Origin: cy.Key, Context: model.Context{Version: model.IDRef(cy.Version)}}
	if id == adHoc {
		run.Name, run.Origin = "Executions ad hoc in "+c.cfg.Project, adHoc
		run.Finished = time.Unix(max(cy.Start, cy.Finished), 0).UTC()
		return run, true
	}
	run.Started, run.Finished = time.Unix(cy.Start, 0).UTC(), time.Unix(max(cy.Start, cy.Finished), 0).UTC()
	run.Context.URL = c.page("testCycle", cy.Key)
	return run, true
}

// runID is the id of a cycle's run; ids of cycles are unique in all of Zephyr, and stay.
func (p *Project) runID(cycle string) model.RunID {
	if cycle == adHoc {
		return model.RunOf(p.env.Namespace, "zephyr-cloud", fmt.Sprintf("%s of %s", adHoc, p.cfg.Project))
	}
	return model.RunOf(p.env.Namespace, "zephyr-cloud", cycle)
}
