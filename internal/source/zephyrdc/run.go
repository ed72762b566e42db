package zephyrdc

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
	"syncd/internal/source/tool"
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
		return c.gone(ctx, t.Key)
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

// gone takes back a run that says that it is no more. A Zephyr that was just switched off
// would say that of every run.
func (c *collection) gone(ctx context.Context, key string) error {
	_, err := page[wireRun](ctx, c.api, "see whether Zephyr is still there", "testrun", c.inProject(), "key", 0)
	if err == nil {
		c.withdraw(key)
	}
	return err
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
		r.batch.Withdrawn = append(r.batch.Withdrawn, r.runID(key))
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

// tell adds the run with its results to the batch.
func (r *reading) tell(ctx context.Context, bare []spot) error {
	hands, wanted := r.hands()
	if err := r.lookUp(ctx, append(wanted, r.unmet(bare)...)); err != nil {
		return err
	}
	maps.Copy(r.collection.next.Hands, hands)
	name := string(r.run.Name)
	if name = strings.TrimSpace(name); name == "" {
		name = r.run.key()
	}
	if i := strings.TrimSpace(string(r.run.Iteration)); i != "" && !strings.Contains(name, i) {
		name += " (" + i + ")"
	}
	out := model.Run{ID: r.runID(r.run.key()), Source: r.env.Name, Name: name, Origin: r.run.key(), Started: r.start, Finished: r.start,
		Context: model.Context{Version: string(r.run.Version), URL: r.page("testPlayer", r.run.key())}}
	for _, w := range r.results {
		x := r.result(w)
		if end := w.end(); end.After(out.Finished) {
			out.Finished = end
		}
		r.batch.Results = append(r.batch.Results, x)
	}
	for _, at := range bare {
		r.batch.Results = append(r.batch.Results, model.Result{Case: r.put(at.testCase), Run: out.ID, Environment: at.environment, Outcome: model.Pending,
			Finished: r.start, Attempts: 1})
	}
	r.batch.Runs = append(r.batch.Runs, out)
	return nil
}

// unmet are the cases of the run that no list has shown.
func (r *reading) unmet(bare []spot) []string {
	var out []string
	met := func(key string) {
		if !r.ours(key) || number(key) > r.collection.next.Top {
			out = append(out, key)
		}
	}
	for _, w := range r.results {
		met(string(w.Case))
	}
	for _, at := range bare {
		met(at.testCase)
	}
	return out
}

// hands says by whom cases were executed last, as cursor.Hands does, as far as the run tells
// something new, and lists the cases that went from people to machines or back.
func (r *reading) hands() (hands map[string]int64, moved []string) {
	hands = map[string]int64{}
	for _, w := range r.results {
		key, id := string(w.Case), w.ID.Int()
		was, here := hands[key]
		if !here {
			was = r.collection.next.Hands[key]
		}
		if r.outcome(w.Status) == model.Pending || id < max(was, -was) {
			continue
		}
		if hands[key] = id; !w.Automated {
			hands[key] = -id
		}
	}
	for key, now := range hands {
		if (now > 0) != (r.collection.next.Hands[key] > 0) {
			moved = append(moved, key)
		}
	}
	return hands, moved
}

// result is a result in our words.
func (r *reading) result(w wireResult) model.Result {
	at := r.spots.spot(w)
	x := model.Result{Case: r.put(at.testCase), Run: r.runID(r.run.key()), Environment: at.environment, Outcome: r.outcome(w.Status), Finished: w.end(), Duration: w.took(),
		Attempts: 1, Execution: string(w.ID), Ref: place{string(w.ID), at, r.run.key()}.String(), Defects: keys(w.Links)}
	last, ran := r.ended[at]
	switch {
	case !x.Finished.IsZero():
		if x.Finished.After(last) {
			r.ended[at] = x.Finished
		}
	case ran: // it was asked for after the one before had ended
		x.Finished = last.Add(time.Second)
	default: // it was planned with its run
		x.Finished = r.start
	}
	tool.Comment(&x, tool.PlainText(string(w.Comment)))
	return x
}
