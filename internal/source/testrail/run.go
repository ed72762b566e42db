package testrail

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/model"
)

// readRun reads a run: all of it, or the results that are new.
func (c *collection) readRun(ctx context.Context, t todo) error {
	id, was := t.Run.ID.Int(), c.next.Runs[t.Run.ID.Int()]
	r := reading{collection: c, run: t.Run, whole: t.Whole || was.Tests == 0, tests: map[string]wireTest{}}
	now := c.api.Now().Unix()
	if r.whole {
		if err := r.readTests(ctx); err != nil {
			return err
		}
	}
	filter := fmt.Sprintf("&created_before=%d", now+1)
	if !r.whole {
		filter += fmt.Sprintf("&created_after=%d", was.Upto-overlap)
	}
	rows, err := all[wireResult](ctx, c.api, r.doing("read the results"), fmt.Sprintf("get_results_for_run/%d%s", id, filter), "get_results_for_run/{id}", "results")
	if err != nil {
		return err
	}
	if err := r.take(ctx, rows); err != nil {
		return err
	}
	next := seen{Mark: t.Run.mark(), Created: t.Run.Created.Int(), Plan: t.Run.PlanID.Int(), Closed: bool(t.Run.Completed), Read: was.Read, Upto: now,
		Size: t.Run.tests(), Top: was.Top, Rows: was.Rows, Tests: was.Tests}
	r.remember(&next, was, rows, now)
	c.next.Runs[id] = next
	return nil
}

// reading is one run being read.
type reading struct {
	*collection
	run   wireRun
	whole bool
	tests map[string]wireTest // by their id
}

// doing is what is done, of the run.
func (r *reading) doing(what string) string { return fmt.Sprintf("%s of run R%s", what, r.run.ID) }

// readTests reads which cases the run has, and how they stand.
func (r *reading) readTests(ctx context.Context) error {
	list, err := all[wireTest](ctx, r.api, r.doing("read the tests"), fmt.Sprintf("get_tests/%s", r.run.ID), "get_tests/{run}", "tests")
	for _, t := range list {
		r.tests[string(t.ID)] = t
	}
	return err
}

// take adds the run with its results to the batch.
func (r *reading) take(ctx context.Context, rows []wireResult) error {
	milestone, err := r.milestone(ctx, r.run.Milestone.Int())
	if err != nil {
		return err
	}
	run := r.told(milestone)
	results, err := r.results(ctx, rows)
	if err != nil {
		return err
	}
	for _, x := range results {
		if x.Execution != "" && x.Finished.After(run.Finished) {
			run.Finished = x.Finished
		}
	}
	r.Batch.Runs = append(r.Batch.Runs, run)
	r.Batch.Results = append(r.Batch.Results, results...)
	return nil
}

// told is the run in our words.
func (r *reading) told(milestone string) model.Run {
	w := r.run
	started := time.Unix(w.Created.Int(), 0).UTC()
	name := string(w.Name)
	if name == "" {
		name = "R" + string(w.ID)
	}
	if w.Config != "" {
		name += " (" + string(w.Config) + ")"
	}
	url := string(w.URL)
	if url == "" {
		url = fmt.Sprintf("%s/index.php?/runs/view/%s", r.base, w.ID)
	}
	run := model.Run{ID: r.runID(w.ID.Int()), Source: r.env.Name, Name: name, Origin: "R" + string(w.ID), Started: started, Finished: started,
		Context: model.Context{Version: milestone, Environment: string(w.Config), URL: url}}
	if at := w.CompletedOn.Int(); bool(w.Completed) && at > w.Created.Int() {
		run.Finished = time.Unix(at, 0).UTC()
	}
	return run
}

// runID is the id of a run.
func (p *Project) runID(id int64) model.RunID {
	return model.RunOf(p.env.Namespace, "testrail", fmt.Sprint(id))
}

// remember keeps what was seen of the run, and takes it back before it is told anew where
// something of it is gone: the store only adds.
func (r *reading) remember(next *seen, was seen, rows []wireResult, now int64) {
	var old, fresh, tests []int64
	for _, w := range rows {
		id := w.ID.Int()
		if id <= was.Top {
			old = append(old, id)
		} else {
			fresh = append(fresh, id)
		}
		next.Top = max(next.Top, id)
	}
	if !r.whole {
		next.Rows += sum(fresh)
		return
	}
	for _, t := range r.tests {
		tests = append(tests, t.ID.Int())
	}
	next.Read, next.Rows, next.Tests = now, sum(old)+sum(fresh), sum(tests)
	if was.Read != 0 && (sum(old) != was.Rows || was.Tests != next.Tests) {
		r.Batch.Withdrawn = append(r.Batch.Withdrawn, r.runID(r.run.ID.Int()))
	}
}
