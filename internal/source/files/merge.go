package files

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
)

// order makes the batch independent of map order and keeps one entry per case and
// per result.
func (c *collection) order() {
	b := &c.batch
	slices.SortFunc(b.Runs, func(x, y model.Run) int {
		return cmp.Or(x.Finished.Compare(y.Finished), strings.Compare(x.Origin, y.Origin), cmp.Compare(x.ID, y.ID))
	})
	slices.SortStableFunc(b.Results, func(x, y model.Result) int {
		return cmp.Or(compareResults(x, y), x.Finished.Compare(y.Finished))
	})
	b.Results = merge(b.Results, func(x, y model.Result) bool { return compareResults(x, y) == 0 }, again)
	slices.SortStableFunc(b.Cases, func(x, y model.Case) int { return cmp.Compare(x.ID, y.ID) })
	b.Cases = merge(b.Cases, func(x, y model.Case) bool { return x.ID == y.ID }, model.Case.Merge)
	slices.SortStableFunc(b.Faults, func(x, y model.Fault) int {
		return cmp.Or(strings.Compare(x.Origin, y.Origin), cmp.Compare(x.Line, y.Line), strings.Compare(x.Text, y.Text))
	})
	slices.Sort(b.Withdrawn)
	b.Withdrawn = slices.Compact(b.Withdrawn)
}

// compareResults orders results by what makes each the only one of its kind.
func compareResults(x, y model.Result) int {
	return cmp.Or(cmp.Compare(x.Run, y.Run), cmp.Compare(x.Case, y.Case), cmp.Compare(x.Row, y.Row),
		cmp.Compare(x.Environment, y.Environment))
}

// merge joins neighbours that are the same thing.
func merge[T any](all []T, same func(a, b T) bool, join func(a, b T) T) []T {
	var out []T
	for _, v := range all {
		if n := len(out); n > 0 && same(out[n-1], v) {
			out[n-1] = join(out[n-1], v)
			continue
		}
		out = append(out, v)
	}
	return out
}

// again joins two results of one test in one run: Surefire puts reruns of nested
// classes apart, Allure and shards write a file for each attempt.
func again(earlier, later model.Result) model.Result {
	if earlier.Attempt != "" && later.Attempt != "" {
		return earlier.With(later)
	}
	return earlier.Retried(later)
}

// earliest returns the earlier of two times, of which a zero one says nothing.
func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// latest returns the later of two times.
func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
