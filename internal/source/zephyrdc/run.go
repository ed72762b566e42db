package zephyrdc

import (
	"context"
	"slices"
	"time"

	"syncd/internal/source"
)

// reading is one run being read.
type reading struct {
	*collection
	run     wireRun
	results []wireResult
	spots   spots
	start   time.Time
	ended   map[spot]time.Time // when the results of a test ended last, as far as was told
	next    seen
}

// readRun looks into a run, and tells of it where anything has changed.
func (c *collection) readRun(ctx context.Context, t todo) error {
	run, err := c.api.run(ctx, t.Key)
	if source.KindOf(err) == source.NotFound {
		if err = c.alive(ctx); err == nil {
			c.withdraw(t.Key)
		}
		return err
	}
	if err != nil {
		return err
	}
	was, known := c.next.Runs[t.Key]
	tests := mark(run)
	if known && was.Tests == tests && !t.Whole {
		return nil
	}
	now := seen{Listed: t.Mark, Tests: tests, Closed: run.closed(), Read: c.next.Begun}
	if now.Active = active(run); now.over(c.edge()) && (!known || was.Old) {
		c.next.Runs[t.Key] = seen{Listed: t.Mark, Closed: true, Old: true}
		return nil
	}
	list, noPages, err := c.api.results(ctx, t.Key, c.next.NoPages)
	if err != nil {
		return err
	}
	c.next.NoPages = noPages
	if slices.ContainsFunc(list, func(w wireResult) bool { return w.ID.Int() < 1 || w.Case == "" }) {
		return strange("read the results of run "+t.Key, "the number and the test case of each result")
	}
	r := &reading{collection: c, run: run, results: list, spots: spotsOf(run.Items.Items), ended: map[spot]time.Time{}, next: now}
	return r.settle(ctx, was, known)
}

// active is when something happened in a run last; when it was to begin, if nothing did.
func active(r wireRun) int64 {
	at := when(r.Start)
	for _, i := range r.Items.Items {
		if end := when(i.Ended, i.Date); end.After(at) {
			at = end
		}
	}
	return max(0, at.Unix())
}

// settle compares what was read with what was told before.
func (r *reading) settle(ctx context.Context, was seen, known bool) error {
	key := r.run.key()
	for _, w := range r.results {
		r.next.Top = max(r.next.Top, w.ID.Int())
	}
	r.next.Rows = sum(r.results, r.next.Top)
	r.start = r.begun(was)
	r.next.Start = r.start.Unix()
	var outcomes []string
	for _, w := range r.results {
		outcomes = append(outcomes, string(r.outcome(w.Status)))
	}
	bare := r.bare()
	for _, at := range bare {
		r.next.Bare = append(r.next.Bare, spotKey{at.testCase, at.environment})
	}
	r.next.Told = mark(r.run.Name, r.run.Version, r.run.Iteration, r.next.Start, r.results, outcomes, r.run.Items.Items)
	if !known || was.Told != r.next.Told {
		if err := r.tell(ctx, bare); err != nil {
			return err
		}
	}
	// What was told and is no more: the run is taken back before it is told anew, for the
	// store only adds. Numbers of results grow.
	if known && !was.Old && (sum(r.results, was.Top) != was.Rows || r.lost(was.Bare)) {
		r.Batch.Withdrawn = append(r.Batch.Withdrawn, r.runID(key))
	}
	r.collection.next.Runs[key] = r.next
	return nil
}

// begun is when the run began: as it was planned, or with its first result if that was
// sooner. One that is planned for later, or for no day, has no time yet but that at which it
// was seen.
func (r *reading) begun(was seen) time.Time {
	at := when(r.run.Start)
	if at.IsZero() || at.Unix() > r.collection.next.Begun {
		at = time.Unix(r.collection.next.Begun, 0)
		if was.Start > 0 {
			at = time.Unix(was.Start, 0)
		}
	}
	for _, w := range r.results {
		if end := w.end(); !end.IsZero() && end.Before(at) {
			at = end
		}
	}
	return at.UTC().Truncate(time.Second)
}

// bare are the tests of the run that have no result at all, each once.
func (r *reading) bare() []spot {
	has := map[spot]bool{}
	for _, w := range r.results {
		has[r.spots.spot(w)] = true
	}
	var out []spot
	for _, i := range r.run.Items.Items {
		if at := (spot{string(i.Case), string(i.Environment)}); !has[at] && at.testCase != "" {
			has[at] = true
			out = append(out, at)
		}
	}
	return out
}

// lost reports whether a test that was told without a result is no more. One that got a
// result is not lost: that takes its place.
func (r *reading) lost(told []spotKey) bool {
	there := map[spot]bool{}
	for _, i := range r.run.Items.Items {
		there[spot{string(i.Case), string(i.Environment)}] = true
	}
	return slices.ContainsFunc(told, func(k spotKey) bool { return !there[spot{k[0], k[1]}] })
}
