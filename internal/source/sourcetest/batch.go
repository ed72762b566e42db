package sourcetest

import (
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"syncd/internal/model"
)

// Batch checks what holds for every batch of every source named Name.
func Batch(t *testing.T, b model.Batch) {
	t.Helper()
	if b.Source != Name {
		t.Errorf("batch is of source %q", b.Source)
	}
	if b.Cursor == nil {
		t.Error("batch has no cursor")
	}
	cases := caseRules(t, b.Cases)
	runs := runRules(t, b.Runs)
	resultRules(t, b.Results, cases, runs)
	for _, f := range b.Faults {
		if f.Origin == "" || f.Text == "" || !utf8.ValidString(f.Origin+f.Text) {
			t.Errorf("fault %+v: needs an origin and a text in UTF-8", f)
		}
	}
}

// caseRules checks the cases and returns their ids.
func caseRules(t *testing.T, cases []model.Case) map[model.CaseID]bool {
	t.Helper()
	ids := map[model.CaseID]bool{}
	for _, c := range cases {
		if want := model.Identify(Namespace, c); c.ID != want || ids[c.ID] {
			t.Errorf("case %q has id %q, which should be %q and there once", c.Title, c.ID, want)
		}
		if c.Source != Name || c.Title == "" || !utf8.ValidString(c.Title) {
			t.Errorf("case %+v: needs its source and a title in UTF-8", c)
		}
		ids[c.ID] = true
	}
	return ids
}

// runRules checks the runs and returns their ids.
func runRules(t *testing.T, runs []model.Run) map[model.RunID]bool {
	t.Helper()
	ids := map[model.RunID]bool{}
	for _, r := range runs {
		if len(r.ID) != 16 || ids[r.ID] {
			t.Errorf("run %q has id %q, which should have 16 letters and be there once", r.Name, r.ID)
		}
		if r.Source != Name || r.Name == "" || !utf8.ValidString(r.Name+r.Origin) {
			t.Errorf("run %+v: needs its source and a name in UTF-8", r)
		}
		if r.Finished.IsZero() || r.Finished.Location() != time.UTC || r.Started.Location() != time.UTC || r.Finished.Before(r.Started) {
			t.Errorf("run %s lasts from %s to %s", r.Name, r.Started, r.Finished)
		}
		ids[r.ID] = true
	}
	return ids
}

// resultRules checks the results: one for each case, row and environment of a run.
func resultRules(t *testing.T, results []model.Result, cases map[model.CaseID]bool, runs map[model.RunID]bool) {
	t.Helper()
	type place struct {
		Case             model.CaseID
		Run              model.RunID
		Row, Environment string
		Execution        string
	}
	there := map[place]bool{}
	for _, r := range results {
		at := place{r.Case, r.Run, r.Row, r.Environment, r.Execution}
		if !cases[r.Case] || !runs[r.Run] || there[at] {
			t.Errorf("result %+v: needs a case and a run of the batch, and to be the only one", at)
		}
		there[at] = true
		if r.Attempts < 1 || !slices.Contains(model.Outcomes(), r.Outcome) || r.Duration != nil && *r.Duration < 0 {
			t.Errorf("result %+v: %s after %d attempts", at, r.Outcome, r.Attempts)
		}
		if r.Finished.IsZero() || r.Finished.Location() != time.UTC {
			t.Errorf("result %+v: ended at %s, which is no time in UTC", at, r.Finished)
		}
		if r.Flaky && (!r.Outcome.Final() || r.Attempts < 2) {
			t.Errorf("result %+v: flaky needs a pass or a failure after another attempt", at)
		}
		if r.Signature != r.Failure.Sign() {
			t.Errorf("result %+v: the signature is not that of its failure", at)
		}
	}
}
