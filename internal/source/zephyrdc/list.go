package zephyrdc

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// missed looks for known runs that the list does not show, and takes those back that were
// deleted. Pages may shift while they are read: a run must say itself that it is gone.
func (c *collection) missed(ctx context.Context, list []wireRun) error {
	there := map[string]bool{}
	for _, r := range list {
		there[r.key()] = true
	}
	for _, key := range slices.Sorted(maps.Keys(c.next.Runs)) {
		s := c.next.Runs[key]
		switch {
		case there[key]:
			continue
		case s.Old, s.over(c.edge()):
			delete(c.next.Runs, key)
			continue
		}
		_, err := c.api.run(ctx, key)
		if source.KindOf(err) == source.NotFound {
			if err = c.alive(ctx); err == nil {
				c.withdraw(key)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// alive asks whether Zephyr is still there: one that was just switched off would say of every
// run that it is no more.
func (p *Project) alive(ctx context.Context) error {
	_, err := page[wireRun](ctx, p.api, "see whether Zephyr Scale is still there", "testrun", p.inProject(), "key", 0)
	return err
}

// withdraw takes back a run that is no more.
func (c *collection) withdraw(key string) {
	if s, known := c.next.Runs[key]; known && !s.Old {
		c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(key))
	}
	delete(c.next.Runs, key)
}

// runID is the id of a run.
func (p *Project) runID(key string) model.RunID {
	return model.RunOf(p.env.Namespace, "zephyr-datacenter", key)
}

// probes is how many open runs are looked into in one collection because something happened
// in them last, and how many are read whole because they have not been for long: all of them
// at once would use up the budget of a minute.
const probes = 20

// plan decides which runs are read: those that are new or of which the list says something
// else; open ones in which something happened last, and those that have not been read for
// long; those that are Done as well where everything is looked at.
func (c *collection) plan(list []wireRun) {
	slices.SortFunc(list, func(a, b wireRun) int { return cmp.Or(cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Key, b.Key)) })
	at := map[string]int{}
	add := func(key, mark string, whole bool) {
		i, planned := at[key]
		if !planned {
			i, at[key] = len(c.next.Todo), len(c.next.Todo)
			c.next.Todo = append(c.next.Todo, todo{Key: key, Mark: mark})
		}
		c.next.Todo[i].Whole = c.next.Todo[i].Whole || whole
	}
	var open []string
	for _, r := range list {
		now := mark(r)
		was, known := c.next.Runs[r.key()]
		switch {
		case !known, was.Listed != now, c.next.Whole && was.Closed && !was.Old && !was.over(c.edge()):
			add(r.key(), now, true)
		case !was.Closed:
			open = append(open, r.key())
		}
	}
	slices.SortStableFunc(open, func(a, b string) int { return cmp.Compare(c.next.Runs[b].Active, c.next.Runs[a].Active) })
	for _, key := range open[:min(probes, len(open))] {
		add(key, c.next.Runs[key].Listed, false)
	}
	slices.SortStableFunc(open, func(a, b string) int { return cmp.Compare(c.next.Runs[a].Read, c.next.Runs[b].Read) })
	for _, key := range open[:min(probes, len(open))] {
		if c.next.Runs[key].Read <= c.next.Begun-tool.Seconds(c.cfg.Reread) {
			add(key, c.next.Runs[key].Listed, true)
		}
	}
}
