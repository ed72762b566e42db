package xraydc

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// reading is one execution being read.
type reading struct {
	*collection
	execution
	was, next seen
	env       string
}

// readRuns reads the runs of an execution, and tells of it where anything has changed.
func (c *collection) readRuns(ctx context.Context, e execution) error {
	runs, err := c.api.runs(ctx, e.Key)
	if err != nil {
		return err
	}
	var outcomes []string
	for _, w := range runs {
		outcomes = append(outcomes, string(c.Statuses.Outcome(string(w.Status))))
	}
	mark, err := e.mark(runs, outcomes)
	if err != nil {
		return err
	}
	was, known := c.next.Runs[e.ID]
	r := reading{collection: c, execution: e, was: was, env: environment(runs)}
	r.next = seen{execution: e, Mark: mark, Read: c.next.Begun, Active: was.Active, Top: top(runs), Last: was.Last}
	r.next.Rows = sum(runs, r.next.Top)
	if !known || was.Mark != mark {
		if err := r.tell(ctx, runs); err != nil {
			return err
		}
	}
	// A run that was there is no more: the execution is taken back before it is told anew, for
	// the store only adds. Numbers of runs grow.
	if known && sum(runs, was.Top) != was.Rows {
		c.Batch.Withdrawn = append(c.Batch.Withdrawn, c.runID(e.ID))
	}
	if e.Done {
		r.next.Last = nil
	}
	c.next.Runs[e.ID] = r.next
	return nil
}

// top is the greatest number of a run.
func top(runs []wireRun) int64 {
	out := int64(0)
	for _, r := range runs {
		out = max(out, r.ID.Int())
	}
	return out
}

// environment is where an execution takes place: Xray knows several for one.
func environment(runs []wireRun) string {
	if len(runs) == 0 {
		return ""
	}
	var out []string
	for _, name := range runs[0].Environments {
		if name != "" && !slices.Contains(out, string(name)) {
			out = append(out, string(name))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " + ")
}

// tell adds the execution with its results to the batch.
func (r *reading) tell(ctx context.Context, runs []wireRun) error {
	var keys []string
	for _, w := range runs {
		keys = append(keys, string(w.TestKey))
	}
	if err := r.lookUp(ctx, keys); err != nil {
		return err
	}
	run := r.run()
	var hidden []string
	r.next.Last = map[string]string{}
	for _, w := range runs {
		test, known := r.tests[string(w.TestKey)]
		if !known {
			hidden = append(hidden, string(w.TestKey))
			continue
		}
		r.machine(string(test.ID), string(w.Type))
		x := r.result(r.put(test), w)
		if x.Execution != "" && x.Finished.After(run.Finished) {
			run.Finished = x.Finished
		}
		r.next.Active = max(r.next.Active, when(w.Start, w.Finish).Unix())
		r.Batch.Results = append(r.Batch.Results, x)
	}
	r.Batch.Runs = append(r.Batch.Runs, run)
	if len(hidden) > 0 {
		r.Batch.Faults = append(r.Batch.Faults, model.Fault{Origin: r.Key,
			Text: fmt.Sprintf("tests that this account may not see are left out: %s", strings.Join(hidden[:min(5, len(hidden))], ", "))})
	}
	return nil
}

// machine remembers whether machines run a test.
func (c *collection) machine(test, kind string) {
	switch {
	case slices.Contains(c.cfg.Automated, kind):
		c.next.Machines[test] = true
	case kind != "":
		delete(c.next.Machines, test)
	}
}

// run is the execution in our words.
func (r *reading) run() model.Run {
	at := time.Unix(r.Created, 0).UTC()
	return model.Run{ID: r.runID(r.ID), Source: r.collection.env.Name, Name: r.Name, Origin: r.Key, Started: at, Finished: at,
		Context: model.Context{Version: r.Version, Environment: r.env, URL: r.browse(r.Key)}}
}

// runID is the id of a run.
func (p *Project) runID(id string) model.RunID { return model.RunOf(p.env.Namespace, "xray", id) }

// result is what became of a test, in our words.
func (r *reading) result(id model.CaseID, w wireRun) model.Result {
	x := model.Result{Case: id, Run: r.runID(r.ID), Environment: r.env, Outcome: r.Statuses.Outcome(string(w.Status)),
		Finished: time.Unix(r.Created, 0).UTC(), Attempts: 1, Defects: refs(w.Defects)}
	if x.Outcome == model.Pending {
		r.pending(&x, w)
		return x
	}
	at := when(w.Start, w.Finish)
	if !at.IsZero() {
		x.Finished = at
	}
	x.Execution, x.Duration = string(w.ID)+"@"+stamp(x.Finished), duration(w)
	if !at.IsZero() {
		x.Ref = place{string(w.ID), string(w.TestKey), r.Key, stamp(at)}.String() // without a time, nothing tells whether the run still holds this result
	}
	_, r.next.Last[string(w.ID)], _ = strings.Cut(x.Execution, "@")
	comment := strings.TrimSpace(string(w.Comment))
	first, _, more := strings.Cut(comment, "\n")
	switch x.Outcome {
	case model.Passed:
	case model.Failed:
		x.Failure = &model.Failure{Message: strings.TrimSpace(first)}
		if more {
			x.Failure.Detail = comment
		}
		x.Signature = x.Failure.Sign()
	default:
		x.Reason = strings.TrimSpace(first)
	}
	return x
}

// reset begins the name of a result that is no more: somebody set its run back.
const reset = "reset "

// pending completes a test that waits to be run. One that had come to something before is
// pending from the moment when that was noticed, beside what it came to: the failure did
// happen, and a list of the run shows that it is to be run again.
func (r *reading) pending(x *model.Result, w wireRun) {
	last, ran := r.was.Last[string(w.ID)]
	if !ran {
		return
	}
	text, was := strings.CutPrefix(last, reset)
	if !was {
		text = r.api.Now().Truncate(time.Second).Format(time.RFC3339)
	}
	if at := tool.Time(text, time.UTC); !at.IsZero() {
		x.Finished = at
	}
	r.next.Last[string(w.ID)] = reset + text
	x.Execution = string(w.ID) + "@" + reset + text
}

// duration is how long a run took; nil where Xray does not know when it began or ended.
func duration(w wireRun) *time.Duration {
	from, to := tool.Time(string(w.Start), time.UTC), tool.Time(string(w.Finish), time.UTC)
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return nil
	}
	d := to.Sub(from)
	return &d
}
