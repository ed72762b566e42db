package model

import (
	"cmp"
	"slices"
)

// PartsMax is how many attempts of one result are remembered. A run whose id is used
// for ever would else grow without end.
const PartsMax = 16

// With folds another report of the same case in the same run into the result: a further
// attempt, or the same one again, which replaces what was known of it. The order of
// arrival does not matter.
func (r Result) With(other Result) Result {
	parts := r.parts()
	for _, p := range other.parts() {
		i := slices.IndexFunc(parts, func(q Result) bool { return q.Attempt == p.Attempt })
		if i < 0 {
			parts = append(parts, p)
		} else {
			parts[i] = p
		}
	}
	slices.SortStableFunc(parts, func(a, b Result) int {
		return cmp.Or(a.Finished.Compare(b.Finished), cmp.Compare(a.Attempt, b.Attempt))
	})
	parts = parts[max(0, len(parts)-PartsMax):]
	out := parts[0]
	for _, p := range parts[1:] {
		out = out.Retried(p)
	}
	out.Run, out.Case, out.Row, out.Environment = r.Run, r.Case, r.Row, r.Environment
	if len(parts) > 1 {
		out.Parts = parts
	}
	return out
}

// parts returns the reports that the result was folded from.
func (r Result) parts() []Result {
	if len(r.Parts) > 0 {
		return slices.Clone(r.Parts)
	}
	return []Result{r}
}

// Retried joins two executions of one test in one run, of which the second is the
// later. What ran counts before what did not, as shards list each other's tests as
// skipped; then the later decides. Where they disagree the result is flaky, and a
// failure is never hidden.
func (r Result) Retried(later Result) Result {
	switch {
	case !r.Outcome.Final():
		return later
	case !later.Outcome.Final():
		return r
	}
	later.Attempts += r.Attempts
	later.Flaky = later.Flaky || r.Flaky || r.Outcome != later.Outcome
	if later.Flaky && later.Failure == nil {
		later.Failure, later.Signature = r.Failure, r.Signature
	}
	return later
}
