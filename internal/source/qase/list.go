package qase

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// listRuns lists the runs that are open, however old, and those that are new: since the
// last collection, or all since the first pull looked back.
func (c *collection) listRuns(ctx context.Context) error {
	open, err := c.openRuns(ctx)
	if err != nil {
		return err
	}
	started, err := c.runsOf(ctx, url.Values{"from_start_time": {fmt.Sprint(c.since())}})
	for _, r := range append(open, started...) {
		if r.ID != "" {
			c.runs[r.ID.Int()] = r
		}
	}
	return err
}

// since is when runs must have begun to be listed.
func (c *collection) since() int64 {
	if c.next.Whole {
		return c.next.Begun - tool.Seconds(c.cfg.Since)
	}
	return c.next.At - overlap
}

// openRuns lists the runs that are at work. Installations that lag behind know them by an
// older word.
func (c *collection) openRuns(ctx context.Context) ([]wireRun, error) {
	list, err := c.runsOf(ctx, url.Values{"status": {"in_progress"}})
	if source.KindOf(err) == source.Refused && !unpaid(err) {
		return c.runsOf(ctx, url.Values{"status": {"active"}})
	}
	return list, err
}

// runsOf lists runs, without their cases.
func (c *collection) runsOf(ctx context.Context, filter url.Values) ([]wireRun, error) {
	return all[wireRun](ctx, c.api, c.doing("list the runs"), "run/"+c.code, "run/{code}", filter)
}

// run reads one run with the cases that are planned in it.
func (c *collection) run(ctx context.Context, id int64) (wireRun, error) {
	r, err := get[wireRun](ctx, c.api, fmt.Sprintf("read run %d", id), fmt.Sprintf("run/%s/%d", c.code, id), "run/{code}/{id}", url.Values{"include": {"cases"}})
	if err == nil && r.ID == "" {
		err = &source.Error{Kind: source.Unavailable, Doing: fmt.Sprintf("read run %d", id), Message: "the answer is of no run"}
	}
	return r, err
}

// longAgo is after how many seconds results are not looked for by their time any more: there
// could be more of them than a list shows.
const longAgo = 24 * 60 * 60

// readWindow looks which runs have results that ended since the last collection, whatever
// their counters say: a test that fails once more moves none. What is in progress has no
// end; it moves a counter.
func (c *collection) readWindow(ctx context.Context) error {
	if c.next.At == 0 {
		return nil
	}
	if c.next.Begun-c.next.At > longAgo {
		for id, r := range c.runs {
			c.touched[id] = !r.closed()
		}
		c.next.Recent = nil
		return nil
	}
	list, err := all[wireResult](ctx, c.api, c.doing("list the new results"), "result/"+c.code, "result/{code}", ended(c.next.At-overlap))
	if err != nil {
		return err
	}
	known := map[uint64]bool{}
	for _, d := range c.next.Recent {
		known[d] = true
	}
	recent := map[uint64]bool{}
	for _, r := range list {
		d := r.digest()
		recent[d] = true
		if !known[d] {
			c.touched[r.Run.Int()] = true
		}
	}
	c.next.Recent = slices.Sorted(maps.Keys(recent))
	return nil
}

// ended is the filter for results that ended after a moment; the filter has no zone and is
// read as UTC.
func ended(after int64) url.Values {
	return url.Values{"from_end_time": {time.Unix(after, 0).UTC().Format(time.DateTime)}}
}

// missed reads the runs that no list has shown and of which something is to be learnt:
// open ones, which were closed or deleted meanwhile; those with new results or defects; and
// at a sweep closed ones, which may have been deleted.
func (c *collection) missed(ctx context.Context) error {
	want := map[int64]bool{}
	for id, s := range c.next.Runs {
		want[id] = !s.Closed || c.retied[id] || c.next.Whole && s.Started > c.since()
	}
	for id := range c.touched {
		want[id] = want[id] || id != 0
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		if _, there := c.runs[id]; there || !want[id] {
			continue
		}
		r, err := c.run(ctx, id)
		switch {
		case source.KindOf(err) == source.NotFound:
			c.withdraw(id)
		case err != nil:
			return err
		default:
			c.runs[id] = r
		}
	}
	return nil
}

const (
	// rereads is how many open runs are read whole in one collection although nothing
	// seems to have happened in them: all of them at once would use up the budget of a
	// minute.
	rereads = 10
	// small is how many cases a run may have to be read whole whenever something happens in
	// it: that costs a handful of requests, and nothing can be missed.
	small = 500
)

// plan decides which runs are read, and how: those that are new or have changed, and open
// ones that have not been read whole for long.
func (c *collection) plan() {
	runs := slices.SortedFunc(maps.Values(c.runs), func(a, b wireRun) int {
		return cmp.Or(a.started().Compare(b.started()), cmp.Compare(a.ID.Int(), b.ID.Int()))
	})
	edge := c.next.Begun - tool.Seconds(c.cfg.Reread)
	var stale []todo
	for _, r := range runs {
		id := r.ID.Int()
		was, known := c.next.Runs[id]
		switch {
		case !known, c.retied[id]:
			c.next.Todo = append(c.next.Todo, todo{Run: id, Whole: true})
		case was.Mark != r.mark(), c.touched[id]:
			whole := was.Closed || r.closed() || was.Size != r.Stats.Total.Int() || r.Stats.Total.Int() <= small
			c.next.Todo = append(c.next.Todo, todo{Run: id, Whole: whole})
		case !r.closed() && was.Read <= edge:
			stale = append(stale, todo{Run: id, Whole: true})
		}
	}
	slices.SortStableFunc(stale, func(a, b todo) int { return cmp.Compare(c.next.Runs[a.Run].Read, c.next.Runs[b.Run].Read) })
	c.next.Todo = append(c.next.Todo, stale[:min(rereads, len(stale))]...)
	c.next.Total = len(c.next.Todo)
}

// closed reports whether a run is at work no more. Its words have changed over the years;
// those for a run at work are the fewest.
func (r wireRun) closed() bool {
	switch r.Status {
	case "in_progress", "active":
		return false
	case "":
		return r.End != ""
	}
	return true
}

// untested is how many cases of a run have no result.
func (r wireRun) untested() int64 {
	left := r.Stats.Total.Int()
	for slug, n := range r.Stats.Statuses {
		if slug != "untested" {
			left -= n
		}
	}
	return left
}

// started is when a run began, in UTC.
func (r wireRun) started() time.Time { return tool.Time(string(r.Start), time.UTC) }
