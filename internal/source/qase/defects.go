package qase

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"syncd/internal/model"
)

// readDefects lists Qase's own defects, and finds the runs whose results name other issues
// than before: a result does not tell of its defect, so it is told anew.
func (c *collection) readDefects(ctx context.Context) error {
	list, err := c.listDefects(ctx)
	if err != nil {
		return err
	}
	ties := map[string]tie{}
	for _, w := range list {
		if t := w.tie(); len(t.Keys) > 0 && slices.ContainsFunc(t.Runs, c.follows) {
			ties[string(w.ID)] = t
		}
	}
	for _, some := range []map[string]tie{c.next.Ties, ties} {
		for id := range maps.Keys(some) {
			if was, is := c.next.Ties[id], ties[id]; !reflect.DeepEqual(was, is) {
				c.retie(was.Runs)
				c.retie(is.Runs)
			}
		}
	}
	c.next.Ties = ties
	return nil
}

// follows reports whether a run is known, or has been listed.
func (c *collection) follows(run int64) bool {
	_, known := c.next.Runs[run]
	_, listed := c.runs[run]
	return known || listed
}

// retie notes that results of runs name other issues than before.
func (c *collection) retie(runs []int64) {
	for _, id := range runs {
		if c.follows(id) {
			c.retied[id] = true
		}
	}
}

// tie is a defect as the cursor keeps it. Which issue it is in Jira stands in its external
// data, for which no form is documented, or in its title.
func (w wireDefect) tie() tie {
	t := tie{Keys: union(model.Keys(string(w.External)), model.Keys(string(w.Title)))}
	for _, id := range w.Runs {
		t.Runs = append(t.Runs, id.Int())
	}
	for _, hash := range w.Results {
		t.Results = append(t.Results, string(hash))
	}
	slices.Sort(t.Runs)
	slices.Sort(t.Results)
	return t
}

// tie turns the defects round: by the results that they are of.
func (c *collection) tie() {
	for _, id := range slices.Sorted(maps.Keys(c.next.Ties)) {
		for _, hash := range c.next.Ties[id].Results {
			c.defects[hash] = union(c.defects[hash], c.next.Ties[id].Keys)
		}
	}
}

// union appends what a list lacks.
func union(a, b []string) []string {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}
