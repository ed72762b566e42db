package formattest

import (
	"testing"
	"time"
	"unicode/utf8"

	"syncd/internal/format"
	"syncd/internal/model"
)

// rules checks what holds for the report of every file.
func rules(t *testing.T, p format.Parser, r format.Report) {
	t.Helper()
	if r.Format != p.Name() {
		t.Errorf("format is %q, want %q", r.Format, p.Name())
	}
	for _, e := range r.Entries {
		caseRules(t, e.Case)
		resultRules(t, e.Case.Title, e.Result)
		if f := e.Result.Finished; r.Finished.Before(f) || f.Before(r.Started) {
			t.Errorf("%s: ended at %s, outside of the run from %s to %s", e.Case.Title, f, r.Started, r.Finished)
		}
	}
	for _, f := range r.Faults {
		if f.Text == "" || f.Origin != "" {
			t.Errorf("fault %+v: needs a text, and its origin is the caller's", f)
		}
	}
}

func caseRules(t *testing.T, c model.Case) {
	t.Helper()
	if c.Title == "" || !c.Automated && c.Explicit == "" {
		t.Errorf("case %+v: needs a title, and Automated unless it says who it is", c)
	}
	if c.ID != "" || c.Source != "" {
		t.Errorf("%s: ID and Source are the caller's", c.Title)
	}
	seen := map[string]bool{}
	for _, k := range c.Keys {
		if seen[k.Key] || k.From == "" {
			t.Errorf("%s: key %+v is named twice or from nowhere", c.Title, k)
		}
		seen[k.Key] = true
	}
}

func resultRules(t *testing.T, title string, r model.Result) {
	t.Helper()
	if r.Case != "" || r.Run != "" {
		t.Errorf("%s: Case and Run are the caller's", title)
	}
	if r.Attempts < 1 || r.Finished.IsZero() || r.Finished.Location() != time.UTC {
		t.Errorf("%s: %d attempts, ended at %s: needs one at least, and a time in UTC", title, r.Attempts, r.Finished)
	}
	if r.Duration != nil && *r.Duration < 0 {
		t.Errorf("%s: took %s", title, *r.Duration)
	}
	if r.Flaky && (!r.Outcome.Final() || r.Attempts < 2 || r.Failure == nil) {
		t.Errorf("%s: flaky needs a pass and a failure, and so two attempts: %+v", title, r)
	}
	// A failure without a text is still one, a pass must not carry one.
	if want := r.Outcome == model.Failed || r.Flaky; want != (r.Failure != nil) {
		t.Errorf("%s: %s with failure %+v", title, r.Outcome, r.Failure)
	}
	if r.Failure == nil {
		return
	}
	if r.Signature != r.Failure.Sign() {
		t.Errorf("%s: the signature is not that of the failure", title)
	}
	for _, text := range []string{r.Failure.Message, r.Failure.Detail, r.Failure.Output} {
		if !utf8.ValidString(text) {
			t.Errorf("%s: text is not UTF-8", title)
		}
	}
}
