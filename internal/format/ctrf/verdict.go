package ctrf

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// status translates the format's words. A word that it has not is no pass.
func status(word string) model.Outcome {
	switch strings.ToLower(word) {
	case passed:
		return model.Passed
	case failed:
		return model.Failed
	case skipped:
		return model.Skipped
	case pending:
		return model.Pending
	}
	return model.Unknown
}

// judge folds a test's attempts: the last decides, a failure before a pass makes it
// flaky and is kept, so that people see what happened.
func (t *test) judge() model.Result {
	r := model.Result{Outcome: status(t.status), Duration: t.duration, Attempts: 1 + max(t.retries, len(t.before))}
	if t.retries > 0 {
		// Some writers list the last attempt once more.
		r.Attempts = 1 + t.retries
	}
	switch r.Outcome {
	case model.Failed:
		r.Failure = t.failure(t.crashed())
	case model.Passed:
		r.Flaky, r.Failure = t.passedAtLast()
		if r.Flaky {
			r.Attempts = max(r.Attempts, 2)
		}
	default:
		r.Reason = t.reason()
	}
	r.Signature = r.Failure.Sign()
	return r
}

// passedAtLast finds the failure before a pass. Without any sign of one, a retry
// still tells of it, unless the file says otherwise.
func (t *test) passedAtLast() (bool, *model.Failure) {
	for _, a := range t.before {
		if status(a.status) == model.Failed {
			return true, a.failure(false)
		}
	}
	if t.flaky != nil && !*t.flaky || t.flaky == nil && t.retries == 0 {
		return false, nil
	}
	return true, &model.Failure{}
}

// Raw statuses of tests that broke rather than refuted something.
var crashes = []string{"error", "errored", "broken", "crashed", "setup_failed", "teardown_failed", "interrupted"}

func (t *test) crashed() bool { return slices.Contains(crashes, strings.ToLower(t.raw)) }

// failure translates what an attempt says of its failure.
func (a *attempt) failure(crashed bool) *model.Failure {
	f := &model.Failure{Error: crashed, Message: strings.TrimSpace(a.message), Detail: strings.TrimSpace(a.trace)}
	if a.output != nil {
		f.Output = strings.TrimSpace(a.output.String())
	}
	f.Type = cmp.Or(format.ExceptionIn(f.Message), format.ExceptionIn(f.Detail))
	return f
}

// reason says why a test did not run, or what an unknown status was.
func (t *test) reason() string {
	why := strings.TrimSpace(t.message)
	switch {
	case strings.EqualFold(t.raw, "xfailed"): // pytest: it failed as foretold
		return strings.TrimSuffix("expected failure: "+why, ": ")
	case why == "" && status(t.status) == model.Unknown:
		return "status: " + cmp.Or(t.raw, t.status, "none")
	}
	return why
}

// badness orders outcomes for "the worst wins". A pass is the weakest claim: it stands
// only where nothing else is said.
func badness(o model.Outcome) int {
	return slices.Index([]model.Outcome{model.Passed, model.Skipped, model.Pending, model.Unknown, model.Failed}, o)
}
