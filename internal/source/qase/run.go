package qase

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"syncd/internal/model"
)

// readRun reads a run: all of it, or the results that are new.
func (c *collection) readRun(ctx context.Context, t todo) error {
	was, known := c.next.Runs[t.Run]
	r := reading{collection: c, run: c.runs[t.Run], was: was, whole: t.Whole || !known, told: map[uint32]bool{}}
	if r.run.ID == "" || r.whole && r.run.untested() > 0 && len(r.run.Cases) == 0 {
		var err error
		if r.run, err = c.run(ctx, t.Run); err != nil {
			return err
		}
	}
	now := c.api.Now().Unix()
	filter := url.Values{}
	if !r.whole {
		filter = ended(was.Upto - overlap)
	}
	filter.Set("run", fmt.Sprint(t.Run))
	rows, err := all[wireResult](ctx, c.api, fmt.Sprintf("read the results of run %d", t.Run), "result/"+c.code, "result/{code}", filter)
	if err != nil {
		return err
	}
	if err := r.take(ctx, rows); err != nil {
		return err
	}
	c.next.Runs[t.Run] = r.remember(now)
	return nil
}

// reading is one run being read.
type reading struct {
	*collection
	run   wireRun
	was   seen
	whole bool
	told  map[uint32]bool // prints of cases and results
	last  time.Time       // when the last result ended
}

// take adds the run with its results to the batch.
func (r *reading) take(ctx context.Context, rows []wireResult) error {
	environment, err := r.environment(ctx)
	if err != nil {
		return err
	}
	results, err := r.results(ctx, rows, environment)
	if err != nil {
		return err
	}
	r.Batch.Runs = append(r.Batch.Runs, r.words(environment))
	r.Batch.Results = append(r.Batch.Results, results...)
	return nil
}

// environment is where the run takes place: its environment, or its configurations if it
// has none.
func (r *reading) environment(ctx context.Context) (string, error) {
	if e := r.run.Environment.V; e.Slug != "" || e.Title != "" {
		if e.Slug != "" {
			return string(e.Slug), nil
		}
		return string(e.Title), nil
	}
	var names []string
	for _, id := range r.run.Configurations {
		name, ok := r.next.Configs[id.Int()]
		if !ok {
			if err := r.nameConfigs(ctx); err != nil {
				return "", err
			}
			if name = r.next.Configs[id.Int()]; name == "" && r.next.Lacks.Miss(configurations) {
				name = "configuration " + string(id)
			}
			r.next.Configs[id.Int()] = name // one that was deleted is not asked for each time
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", "), nil
}

// begun is when the run began, as far as is known.
func (r *reading) begun() time.Time {
	if at := r.run.started(); !at.IsZero() {
		return at
	}
	return time.Unix(r.next.Begun, 0).UTC()
}

// words is the run in our words.
func (r *reading) words(environment string) model.Run {
	w := r.run
	name := strings.TrimSpace(string(w.Title))
	if name == "" {
		name = "Run " + string(w.ID)
	}
	run := model.Run{ID: r.runID(w.ID.Int()), Source: r.env.Name, Name: name, Origin: "run " + string(w.ID), Started: r.begun(), Finished: r.begun(),
		Context: model.Context{Version: string(w.Milestone.V.Title), Environment: environment,
			URL: fmt.Sprintf("%s/run/%s/dashboard/%s", r.app, r.code, w.ID)}}
	for _, at := range []time.Time{time.Unix(r.was.Last, 0).UTC(), r.last, r.run.ended()} {
		if at.After(run.Finished) {
			run.Finished = at
		}
	}
	return run
}

// ended is when a run was closed; zero while it is at work.
func (r wireRun) ended() time.Time {
	if !r.closed() {
		return time.Time{}
	}
	return moment(r.End)
}

// runID is the id of a run: numbers of runs count up in each project.
func (p *Project) runID(id int64) model.RunID {
	return model.RunOf(p.env.Namespace, "qase", p.cfg.Project, fmt.Sprint(id))
}

// remember is what was seen of the run. Where something is gone that was told, all of the
// run is taken back before it is told anew: the store only adds. A closed run takes no more
// results, so that of its parts only a sum is kept.
func (r *reading) remember(now int64) seen {
	next := seen{Mark: r.run.mark(), Started: r.begun().Unix(), Closed: r.run.closed(), Read: r.was.Read, Upto: now, Last: r.was.Last, Size: r.run.Stats.Total.Int()}
	if !r.last.IsZero() {
		next.Last = max(next.Last, r.last.Unix())
	}
	if !r.whole {
		for p := range r.was.Told.each {
			r.told[p] = true
		}
		next.Told = pack(r.told)
		return next
	}
	next.Read, next.Told = now, pack(r.told)
	if r.was.Read != 0 && r.lacks(next.Told) {
		r.Batch.Withdrawn = append(r.Batch.Withdrawn, r.runID(r.run.ID.Int()))
	}
	if next.Closed {
		next.Told, next.Sum = nil, next.Told.sum()
	}
	return next
}

// lacks reports whether something was told before that is not among what is told now.
func (r *reading) lacks(told prints) bool {
	if r.was.Closed {
		return r.was.Sum != told.sum()
	}
	for p := range r.was.Told.each {
		if !r.told[p] {
			return true
		}
	}
	return false
}
