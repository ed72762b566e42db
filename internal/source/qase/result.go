package qase

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// results turns the rows of a run into results, the oldest first, and adds the cases that
// are planned and have none. Two rows of one case are two executions of it: rows of
// parameters are among them, as Qase does not tell which is which.
func (r *reading) results(ctx context.Context, rows []wireResult, environment string) ([]model.Result, error) {
	slices.SortFunc(rows, func(a, b wireResult) int {
		return cmp.Or(moment(a.End).Compare(moment(b.End)), cmp.Compare(a.Hash, b.Hash))
	})
	rows = slices.CompactFunc(rows, func(a, b wireResult) bool { return a.Hash == b.Hash })
	var out []model.Result
	done := map[tool.ID]bool{}
	for _, w := range rows {
		if w.Case == "" || w.Hash == "" {
			continue // a result of no case: the test was deleted, or never was in Qase
		}
		o, err := r.outcome(ctx, string(w.Status))
		if err != nil {
			return nil, err
		}
		done[w.Case] = true
		out = append(out, r.result(w, o, environment))
	}
	for _, id := range r.run.Cases {
		if r.whole && !done[id] {
			done[id] = true
			out = append(out, model.Result{Case: r.caseOf(id), Run: r.runID(r.run.ID.Int()), Environment: environment, Outcome: model.Pending,
				Finished: r.begun(), Attempts: 1})
		}
	}
	return out, nil
}

// caseOf is a case of the run. It is put into the batch as far as the run tells of it.
func (r *reading) caseOf(id tool.ID) model.CaseID {
	r.told[printOf("case "+string(id))] = true
	return r.Put(r.sketch(id, ""))
}

// result is one execution in our words. What is in progress has not ended: it counts from
// the beginning of its run, as what is only planned does.
func (r *reading) result(w wireResult, o model.Outcome, environment string) model.Result {
	r.told[printOf(string(w.Hash))] = true
	end := moment(w.End)
	if end.After(r.last) {
		r.last = end
	}
	if end.IsZero() {
		end = r.begun()
	}
	text, keys := split(string(w.Comment))
	x := model.Result{Case: r.caseOf(w.Case), Run: r.runID(r.run.ID.Int()), Environment: environment, Outcome: o, Finished: end, Attempts: 1,
		Execution: string(w.Hash), Ref: place{run: string(r.run.ID), hash: string(w.Hash)}.String(), Defects: union(keys, r.defects[string(w.Hash)])}
	if ms := w.Spent.Int(); ms > 0 {
		spent := time.Duration(ms) * time.Millisecond
		x.Duration = &spent
	}
	switch o {
	case model.Passed:
	case model.Failed:
		x.Failure = failure(text, strings.TrimSpace(string(w.Trace)))
		x.Signature = x.Failure.Sign()
	default:
		x.Reason = first(text)
	}
	return x
}

// failure is what a failed result says: the first line of its comment, or of its trace
// where it has none, and below it all that is said.
func failure(text, trace string) *model.Failure {
	f := &model.Failure{Message: first(cmp.Or(text, trace)), Detail: trace}
	if strings.Contains(text, "\n") {
		f.Detail = strings.TrimSpace(text + "\n\n" + trace)
	}
	return f
}

// first is the first line of a text.
func first(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimSpace(line)
}

// moment is a time as Qase writes it, in UTC; zero where there is none.
func moment(text tool.Text) time.Time { return tool.Time(string(text), time.UTC) }

// outcome is what a status counts as; Qase's list is read again where the slug is new, once
// in a collection: it may lack statuses that results have.
func (c *collection) outcome(ctx context.Context, slug string) (model.Outcome, error) {
	for {
		for _, s := range c.next.Statuses {
			if s.Slug == slug {
				return c.Statuses.Outcome(s.Title, s.Slug), nil
			}
		}
		if c.named {
			break
		}
		if err := c.nameFields(ctx); err != nil {
			return "", err
		}
	}
	// One that was deleted is not asked for each time.
	c.next.Statuses = append(c.next.Statuses, status{Slug: slug})
	return c.Statuses.Outcome(slug), nil
}
