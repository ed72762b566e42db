package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// badBatch checks that a batch that cannot be stored leaves nothing, not even its
// cursor.
func badBatch(t *testing.T, s *store.Store) {
	ingest(t, s, batch(run(1), model.Passed, cart("adds")), 1, 1)
	before := world(t, s)
	strange := batch(run(2), model.Failed, cart("adds"))
	strange.Results = append(strange.Results, model.Result{Case: cart("adds").ID, Run: "nowhere", Attempts: 1})
	unknown := batch(run(2), model.Failed, cart("adds"))
	unknown.Results = append(unknown.Results, result(cart("unheard of"), run(2), model.Failed))
	for name, b := range map[string]model.Batch{"nowhere": strange, "case " + string(cart("unheard of").ID): unknown} {
		if _, err := s.Ingest(t.Context(), b); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("error %v, want one that names %s", err, name)
		}
	}
	equal(t, "world", world(t, s), before)
	cursor, err := s.Cursor(t.Context(), "unit")
	must(t, err)
	equal(t, "cursor", string(cursor), "run-0001")
}

// sources checks what is told of the sources' last batches.
func sources(t *testing.T, s *store.Store) {
	cursor, err := s.Cursor(t.Context(), "unit")
	must(t, err)
	equal(t, "first cursor", cursor, []byte(nil))
	b := batch(run(1), model.Passed, cart("adds"))
	b.Cursor = []byte{0, 255, 10}
	ingest(t, s, b, 1, 1)
	faults := []model.Fault{{Origin: "a.xml", Text: "cut short", Lost: true}, {Origin: "a.xml", Text: "again", Lost: true},
		{Origin: "b.xml", Text: "no time"}}
	got, err := s.Ingest(t.Context(), model.Batch{Source: "unit", Faults: faults, Cursor: b.Cursor})
	must(t, err)
	equal(t, "ingested", got, store.Ingested{Source: "unit", BadFiles: 1})
	cursor, err = s.Cursor(t.Context(), "unit")
	must(t, err)
	equal(t, "cursor", cursor, b.Cursor)
	states, err := s.SourceState(t.Context())
	must(t, err)
	if len(states) != 1 || states[0].Complete || states[0].Whole.IsZero() || states[0].Collected.Before(states[0].Whole) {
		t.Fatalf("states: %+v", states)
	}
	equal(t, "faults", states[0].Faults, faults)
	equal(t, "bad files", states[0].BadFiles, 1)
	ingest(t, s, batch(run(7), model.Passed, cart("adds")), 1, 1)
	unread(t, s)
	for source, want := range map[string]time.Time{"unit": minute(7), "none": {}} {
		newest, err := s.Newest(t.Context(), source)
		must(t, err)
		equal(t, "newest of "+source, newest, want)
	}
}

// unread checks that a source which could not be read is known for that, and for nothing
// less than before; one that never was has no state.
func unread(t *testing.T, s *store.Store) {
	t.Helper()
	before, err := s.SourceState(t.Context())
	must(t, err)
	must(t, s.Unread(t.Context(), "unit", "the folder is gone"))
	must(t, s.Unread(t.Context(), "never", "the folder is gone"))
	after, err := s.SourceState(t.Context())
	must(t, err)
	equal(t, "sources", len(after), len(before))
	equal(t, "complete", after[0].Complete, false)
	equal(t, "whole", after[0].Whole, before[0].Whole)
	equal(t, "faults", after[0].Faults, []model.Fault{{Text: "the folder is gone", Lost: true}})
}

// cancelled checks that a batch whose context ends is not stored.
func cancelled(t *testing.T, s *store.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Ingest(ctx, batch(run(1), model.Passed, cart("adds"))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
	equal(t, "cases", len(world(t, s).Cases), 0)
}
