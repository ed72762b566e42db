package storetest

import (
	"reflect"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// attempts checks that a case retried in a later part of its run folds as attempts, in
// whichever order the parts arrive, and that a part that comes again is nothing new.
func attempts(t *testing.T, s *store.Store) {
	c, r := cart("adds"), run(1)
	part := func(name string, o model.Outcome, late time.Duration) model.Batch {
		b := batch(r, o, c)
		b.Results[0].Attempt, b.Results[0].Finished = name, r.Finished.Add(late)
		return b
	}
	first, retry := part("a", model.Failed, 0), part("b", model.Passed, time.Minute)
	ingest(t, s, first, 1, 1)
	before := only(t, world(t, s))
	ingest(t, s, retry, 1, 1)
	line := only(t, world(t, s))
	if !before.Failing() || !line.Passing() || !line.Flaky || line.Results != 1 || line.Last.Finished != retry.Results[0].Finished {
		t.Errorf("after the retry: %+v", line)
	}
	results, err := s.Results(t.Context(), r.ID)
	must(t, err)
	if len(results) != 1 || results[0].Attempts != 2 || !results[0].Flaky || results[0].Failure == nil || len(results[0].Parts) != 2 || results[0].Case != c.ID {
		t.Errorf("results: %+v", results)
	}
	ingest(t, s, first, 0, 0)
	ingest(t, s, retry, 0, 0)
	// The same part with other words is an edit.
	ingest(t, s, part("b", model.Failed, time.Minute), 1, 1)
	if line := only(t, world(t, s)); !line.Failing() || line.Flaky || line.Failures != 1 {
		t.Errorf("after an edit of the retry: %+v", line)
	}
	// The other way round it says the same.
	other := run(2)
	r = other
	for _, b := range []model.Batch{part("b", model.Passed, time.Minute), part("a", model.Failed, 0)} {
		ingest(t, s, b, 1, 1)
	}
	again, err := s.Results(t.Context(), other.ID)
	must(t, err)
	if again[0].Attempts != 2 || !again[0].Flaky || again[0].Outcome != model.Passed {
		t.Errorf("in the other order: %+v", again)
	}
	// A result that names no attempt replaces them all, as an edit in a tool does.
	plain := batch(other, model.Failed, c)
	ingest(t, s, plain, 1, 1)
	again, err = s.Results(t.Context(), other.ID)
	must(t, err)
	if !reflect.DeepEqual(again, plain.Results) {
		t.Errorf("replaced by %+v", again)
	}
}
