package testrail

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source/tool"
)

// results turns the rows of a run into results, test by test.
func (r *reading) results(ctx context.Context, rows []wireResult) ([]model.Result, error) {
	by := map[string][]wireResult{}
	for _, w := range rows {
		by[string(w.TestID)] = append(by[string(w.TestID)], w)
	}
	for id := range r.tests {
		if _, ok := by[id]; !ok {
			by[id] = nil
		}
	}
	var out []model.Result
	for _, id := range slices.SortedFunc(mapKeys(by), byNumber) {
		list, err := r.whose(ctx, id, by[id])
		if err != nil {
			return nil, err
		}
		results, err := r.executions(ctx, id, list)
		if err != nil {
			return nil, err
		}
		out = append(out, results...)
	}
	return out, nil
}

// mapKeys lists the keys of a table.
func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// byNumber orders ids.
func byNumber(a, b string) int {
	return cmp.Or(cmp.Compare(tool.ID(a).Int(), tool.ID(b).Int()), cmp.Compare(a, b))
}

// whose completes the rows of a test where only new ones were asked for: a comment or a
// defect that was added speaks of a result before it, and older versions do not say of
// which case a result is.
func (r *reading) whose(ctx context.Context, test string, rows []wireResult) ([]wireResult, error) {
	sortRows(rows)
	if !r.whole && len(rows) > 0 && rows[0].Status == "" {
		all, err := all[wireResult](ctx, r.api, "read the results of test T"+test, "get_results/"+test, "get_results/{test}", "results")
		if err != nil {
			return nil, err
		}
		sortRows(all)
		rows = all
	}
	if _, known := r.tests[test]; !known && len(rows) > 0 && rows[0].CaseID == "" {
		return rows, r.readTests(ctx)
	}
	return rows, nil
}

// sortRows puts the rows of a test in the order in which they were made.
func sortRows(rows []wireResult) {
	slices.SortFunc(rows, func(a, b wireResult) int {
		return cmp.Or(cmp.Compare(a.Created.Int(), b.Created.Int()), cmp.Compare(a.ID.Int(), b.ID.Int()))
	})
}

// executions are the results of a test, in order. A row without a status adds to the
// result before it.
func (r *reading) executions(ctx context.Context, test string, rows []wireResult) ([]model.Result, error) {
	id, ok := r.caseOf(test, rows)
	if !ok {
		return nil, nil // the case was deleted, and nothing says which it was
	}
	var out []model.Result
	for _, w := range rows {
		defects := model.Keys(strings.ToUpper(string(w.Defects)))
		if w.Status == "" {
			if last := len(out) - 1; last >= 0 {
				out[last].Defects = union(out[last].Defects, defects)
			}
			continue
		}
		o, err := r.outcome(ctx, w.Status.Int())
		if err != nil {
			return nil, err
		}
		out = append(out, r.result(id, test, w, o, defects))
	}
	if len(out) == 0 && r.whole {
		out = append(out, model.Result{Case: id, Run: r.runID(r.run.ID.Int()), Environment: string(r.run.Config), Outcome: model.Pending,
			Finished: time.Unix(r.run.Created.Int(), 0).UTC(), Attempts: 1})
	}
	return out, nil
}

// caseOf is the case of a test. It is put into the batch as far as the run tells of it.
func (r *reading) caseOf(test string, rows []wireResult) (model.CaseID, bool) {
	t := r.tests[test]
	id, title, refs := t.CaseID, t.Title, t.Refs
	if id == "" && len(rows) > 0 {
		id, title, refs = rows[0].CaseID, rows[0].CaseTitle, rows[0].CaseRefs
	}
	if id == "" || id == "0" {
		return "", false
	}
	k := r.sketch(id, string(title))
	k.Keys, k.Sketch = references(string(refs)), true
	return r.Put(k), true
}

// result is one execution in our words.
func (r *reading) result(id model.CaseID, test string, w wireResult, o model.Outcome, defects []string) model.Result {
	x := model.Result{Case: id, Run: r.runID(r.run.ID.Int()), Environment: string(r.run.Config), Outcome: o,
		Finished: time.Unix(w.Created.Int(), 0).UTC(), Duration: elapsed(string(w.Elapsed)), Attempts: 1,
		Execution: string(w.ID), Ref: place{string(r.run.ID), test, string(w.ID)}.String(), Defects: defects}
	comment := strings.TrimSpace(string(w.Comment))
	first, _, more := strings.Cut(comment, "\n")
	switch o {
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

// union appends what a list lacks.
func union(a, b []string) []string {
	for _, v := range b {
		if !slices.Contains(a, v) {
			a = append(a, v)
		}
	}
	return a
}

// span is one part of how long a test took: "1m", "45s".
var span = regexp.MustCompile(`(\d+)\s*(h|m|s)[a-z]*`)

// elapsed reads how long a test took. Days and weeks are as long as the instance says a
// working day is, which we do not know: then it took no known time.
func elapsed(text string) *time.Duration {
	text = strings.ToLower(text)
	if text == "" || strings.ContainsAny(text, "dw") {
		return nil
	}
	total, found := time.Duration(0), false
	for _, m := range span.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(m[1])
		if err != nil {
			return nil
		}
		total += time.Duration(n) * map[string]time.Duration{"h": time.Hour, "m": time.Minute, "s": time.Second}[m[2]]
		found = true
	}
	if !found {
		return nil
	}
	return &total
}
