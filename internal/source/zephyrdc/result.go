package zephyrdc

import (
	"context"
	"maps"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

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
		r.Batch.Results = append(r.Batch.Results, x)
	}
	for _, at := range bare {
		r.Batch.Results = append(r.Batch.Results, model.Result{Case: r.put(at.testCase), Run: out.ID, Environment: at.environment, Outcome: model.Pending,
			Finished: r.start, Attempts: 1})
	}
	r.Batch.Runs = append(r.Batch.Runs, out)
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
