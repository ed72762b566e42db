package xraycloud

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// readRuns takes a step: it reads runs, and tells of the executions in which there are any,
// or of all where it reads them whole.
func (c *collection) readRuns(ctx context.Context, s step) error {
	vars := map[string]any{"executions": s.IDs}
	if !s.Whole {
		vars["since"] = instantOf(c.next.At - overlap)
	}
	doing := fmt.Sprintf("read the runs of %s", c.next.Runs[s.IDs[0]].Key)
	if more := len(s.IDs) - 1; more > 0 {
		doing += fmt.Sprintf(" and %d more executions", more)
	}
	runs, err := list[wireRun](ctx, c.api, question{doing: doing, name: "getTestRuns", text: runsText, vars: vars, parts: []string{"test"}})
	if err != nil {
		return err
	}
	if err := c.elsewhere(ctx, runs); err != nil {
		return err
	}
	by := map[string][]wireRun{}
	for _, r := range runs {
		id := string(r.Execution.V.ID)
		if _, asked := c.next.Runs[id]; !asked {
			return strange(doing, "execution of run "+r.id())
		}
		by[id] = append(by[id], r)
	}
	for _, id := range s.IDs {
		if s.Whole || len(by[id]) > 0 {
			c.tell(id, by[id], s.Whole)
		}
	}
	return nil
}

// reading is one execution being told.
type reading struct {
	*collection
	seen
	last map[string]string // what was told of its runs before
}

// tell adds an execution with results to the batch. Where a run that was there is no more,
// the execution is taken back before it is told anew, for the store only adds.
func (c *collection) tell(id string, runs []wireRun, whole bool) {
	r := reading{collection: c, seen: c.next.Runs[id]}
	r.last = r.Last
	r.Last = map[string]string{}
	if whole {
		if len(r.last) > 0 && lost(r.last, runs) {
			c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(id))
		}
		r.Active = 0
	} else {
		for run, text := range r.last {
			r.Last[run] = text
		}
	}
	at, hidden := len(c.Batch.Results), 0
	for _, w := range runs {
		if w.Test.V.ID == "" {
			hidden++
			continue
		}
		x := r.result(r.Put(r.sketch(w.Test.V)), w)
		if x.Execution != "" {
			r.Active = max(r.Active, x.Finished.Unix())
		}
		c.Batch.Results = append(c.Batch.Results, x)
	}
	if whole || len(c.Batch.Results) > at {
		c.Batch.Runs = append(c.Batch.Runs, r.run())
	}
	if hidden > 0 {
		c.Batch.Faults = append(c.Batch.Faults, model.Fault{Origin: r.Key,
			Text: fmt.Sprintf("results are left out of which Xray does not say the test: %d; see whether the user of the API key may browse the projects of all tests", hidden)})
	}
	r.Unread = false
	if whole {
		r.Count = len(runs)
	}
	if r.Done {
		r.Last = nil
	}
	c.next.Runs[id] = r.seen
}

// lost reports whether a run that was told is not among those that there are.
func lost(last map[string]string, runs []wireRun) bool {
	there := 0
	for _, w := range runs {
		if _, told := last[w.id()]; told {
			there++
		}
	}
	return there < len(last)
}

// run is the execution in our words.
func (r *reading) run() model.Run {
	began := time.Unix(r.Created, 0).UTC()
	return model.Run{ID: r.runID(r.ID), Source: r.env.Name, Name: r.Name, Origin: r.Key, Started: began, Finished: time.Unix(max(r.Created, r.Active), 0).UTC(),
		Context: model.Context{Version: r.Version, Environment: r.Environment, URL: r.browse(r.Key)}}
}

// runID is the id of a run.
func (p *Project) runID(id string) model.RunID { return model.RunOf(p.env.Namespace, "xray", id) }

// result is what became of a test, in our words.
func (r *reading) result(id model.CaseID, w wireRun) model.Result {
	x := model.Result{Case: id, Run: r.runID(r.ID), Environment: r.Environment, Outcome: r.Statuses.Outcome(w.status()),
		Finished: time.Unix(r.Created, 0).UTC(), Attempts: 1, Defects: w.refs()}
	if x.Outcome == model.Pending {
		r.pending(&x, w)
		return x
	}
	at := w.at()
	if !at.IsZero() {
		x.Finished = at
	}
	x.Execution, x.Duration = w.id()+"@"+stamp(x.Finished), duration(w)
	if !at.IsZero() { // without a time, nothing tells whether the run still holds this result
		x.Ref = place{w.id(), w.Test.V.name(), r.Key, stamp(at)}.String()
	}
	r.Last[w.id()] = ran
	tool.Comment(&x, string(w.Comment))
	return x
}

// pending completes a test that waits to be run. One that had come to something before is
// pending from the moment when its run was set back, beside what it came to: the failure did
// happen, and a list of the run shows that it is to be run again.
func (r *reading) pending(x *model.Result, w wireRun) {
	last, told := r.last[w.id()]
	if !told || last == planned {
		r.Last[w.id()] = planned
		return
	}
	if last == ran {
		at := instant(w.Modified)
		if at.IsZero() {
			at = r.api.Now()
		}
		last = at.UTC().Format(time.RFC3339)
	}
	if at := tool.Time(last, time.UTC); !at.IsZero() {
		x.Finished = at
	}
	r.Last[w.id()] = last
	x.Execution = w.id() + "@reset " + last
}

// duration is how long a run took; nil where Xray does not know when it began or ended.
func duration(w wireRun) *time.Duration {
	from, to := instant(w.Started), instant(w.Finished)
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return nil
	}
	d := to.Sub(from)
	return &d
}
