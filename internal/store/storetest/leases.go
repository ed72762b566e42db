package storetest

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/record"
	"syncd/internal/store"
)

// leaseSpan is longer than any of these tests.
const leaseSpan = time.Hour

// leases checks how a lease goes from hand to hand.
func leases(t *testing.T, s *store.Store) {
	ctx := t.Context()
	first, err := s.Acquire(ctx, "sync/shop", leaseSpan, 0)
	must(t, err)
	_, err = s.Acquire(ctx, "sync/shop", leaseSpan, 0)
	var held *store.HeldError
	if !errors.Is(err, store.ErrHeld) || !errors.As(err, &held) || held.Holder != first.Holder || !held.Until.Equal(first.Until) || held.Rested {
		t.Errorf("taken twice: %v", err)
	}
	other, err := s.Acquire(ctx, "sync/web", leaseSpan, 0)
	must(t, err)
	must(t, s.Release(ctx, first))
	second, err := s.Acquire(ctx, "sync/shop", leaseSpan, leaseSpan) // our own rest is no reason
	must(t, err)
	if second.Epoch <= first.Epoch || second.Holder == "" || !second.Until.After(second.Begun) {
		t.Errorf("after %+v came %+v", first, second)
	}
	must(t, s.Release(ctx, first), s.Renew(ctx, second, leaseSpan), s.Renew(ctx, other, leaseSpan))
	if err := s.Renew(ctx, first, leaseSpan); !errors.Is(err, store.ErrDeposed) {
		t.Errorf("renewed a lease that has gone: %v", err)
	}
	all, err := s.Leases(ctx)
	must(t, err)
	if len(all) != 2 || all[0].Name != "sync/shop" || all[0].Epoch != second.Epoch || all[0].Expired || all[1].Name != "sync/web" {
		t.Errorf("leases: %+v", all)
	}
}

// expiry checks that a lease ends by the database's clock, that its holder may still renew
// it while nobody has taken it, and that somebody else may.
func expiry(t *testing.T, s *store.Store) {
	ctx := t.Context()
	l, err := s.Acquire(ctx, "sync/shop", 0, 0)
	must(t, err)
	all, err := s.Leases(ctx)
	must(t, err)
	if len(all) != 1 || !all[0].Expired {
		t.Errorf("leases: %+v", all)
	}
	must(t, s.Renew(ctx, l, leaseSpan))
	if _, err := s.Acquire(ctx, "sync/shop", leaseSpan, 0); !errors.Is(err, store.ErrHeld) {
		t.Errorf("taken after it was renewed: %v", err)
	}
	must(t, s.Renew(ctx, l, 0))
	if _, err := s.Acquire(ctx, "sync/shop", leaseSpan, 0); err != nil {
		t.Errorf("not taken after its end: %v", err)
	}
}

// deposed checks that all that matters is refused to whoever has lost a lease, and leaves
// nothing.
func deposed(t *testing.T, s *store.Store) {
	ctx := t.Context()
	l, err := s.Acquire(ctx, "sync/shop", 0, 0)
	must(t, err)
	now, err := s.Acquire(ctx, "sync/shop", leaseSpan, 0)
	must(t, err)
	row := entry("a", 1)
	writes := map[string]func(*store.Store) error{
		"claim": func(s *store.Store) error { _, err := s.Claim(ctx, []ledger.Entry{row}); return err },
		"save":  func(s *store.Store) error { return s.Ledger("main").Save(ctx, []ledger.Entry{row}) },
		"learn": func(s *store.Store) error { return s.Learn(ctx, "main", ledger.Facts{Entries: []ledger.Entry{row}}) },
		"links": func(s *store.Store) error { return s.Ledger("main").SaveLinks(ctx, []ledger.Link{{IssueID: "1"}}) },
		"park":  func(s *store.Store) error { return s.Park(ctx, "main", ledger.Parked{ID: "x", Refusals: 1}) },
		"published": func(s *store.Store) error {
			return s.Ledger("main").SavePublished(ctx, []ledger.Published{{IssueID: "1"}})
		},
		"touch": func(s *store.Store) error { return s.Touch(ctx, "main", minute(1)) },
		"mirror": func(s *store.Store) error {
			return s.PutIssues(ctx, "main", []jira.Issue{{ID: "1", Key: "SHOP-1"}}, minute(1))
		},
		"missing":   func(s *store.Store) error { _, err := s.MarkMissing(ctx, "main", []string{"1"}, minute(1)); return err },
		"observed":  func(s *store.Store) error { return s.SetObserved(ctx, "main", "shop", minute(1)) },
		"key floor": func(s *store.Store) error { return s.RaiseKeyFloor(ctx, "main", "SHOP", 7) },
		"cache":     func(s *store.Store) error { return s.PutCached(ctx, "x", nil, minute(1)) },
		"cycle": func(s *store.Store) error {
			return s.PutCycle(ctx, record.Cycle{ID: "c", Sync: "shop", Started: minute(1)})
		},
		"history": func(s *store.Store) error { return s.AddWrites(ctx, []record.Write{{Cycle: "c"}}) },
		"ingest": func(s *store.Store) error {
			_, err := s.Ingest(ctx, batch(run(1), "failed", cart("adds")))
			return err
		},
	}
	for name, write := range writes {
		if err := write(s.Under(l)); !errors.Is(err, store.ErrDeposed) || !strings.Contains(err.Error(), "sync/shop is now with "+now.Holder) {
			t.Errorf("%s by whoever lost the lease: %v, want ErrDeposed", name, err)
		}
	}
	st, err := s.Stats(ctx)
	must(t, err)
	if st.Cases+st.Runs+st.Issues+len(st.Entries) > 0 {
		t.Errorf("refused writes left %+v", st)
	}
	for name, write := range writes {
		if err := write(s.Under(now)); err != nil {
			t.Errorf("%s by whoever has the lease: %v", name, err)
		}
	}
	if _, err := s.Under(l).Entries(ctx); err != nil {
		t.Errorf("reading needs no lease: %v", err)
	}
}

// leaseRace checks that of many who ask at once exactly one gets it.
func leaseRace(t *testing.T, s *store.Store) {
	for range 10 {
		var wait sync.WaitGroup
		var got [6]error
		var taken [6]store.Lease
		for i := range got {
			wait.Go(func() { taken[i], got[i] = s.Acquire(t.Context(), "source/unit", leaseSpan, 0) })
		}
		wait.Wait()
		won := 0
		for i, err := range got {
			if err == nil {
				won++
				must(t, s.Release(t.Context(), taken[i]))
			} else if !errors.Is(err, store.ErrHeld) {
				t.Error(err)
			}
		}
		equal(t, "winners", won, 1)
	}
}

// inflightStays checks that a row that was sent anew is not taken back by somebody who
// read it before.
func inflightStays(t *testing.T, s *store.Store) {
	ctx := t.Context()
	sent, err := entry("a", 1).Mark(s.Epoch(), 0, minute(1))
	must(t, err)
	back, err := sent.Step(ledger.Planned, minute(3))
	must(t, err)
	again, err := back.Mark(s.Epoch(), 0, minute(4))
	must(t, err)
	must(t, s.Save(ctx, []ledger.Entry{sent}), s.Save(ctx, []ledger.Entry{back}), s.Save(ctx, []ledger.Entry{again}))
	for name, err := range map[string]error{
		"save":  s.Save(ctx, []ledger.Entry{entry("b", 1), back}),
		"learn": s.Learn(ctx, "main", ledger.Facts{Entries: []ledger.Entry{entry("b", 1), back}}),
	} {
		if err == nil || !strings.Contains(err.Error(), "was sent again") {
			t.Errorf("%s of a row as it was before it was sent again: %v", name, err)
		}
	}
	rows, _ := book(t, s)
	equal(t, "rows", rows, []ledger.Entry{again})
	found, err := back.Mark(s.Epoch(), 0, minute(4))
	must(t, err)
	found.Attempts = 1
	found, err = found.Settle("100", "SHOP-7", minute(5))
	must(t, err)
	must(t, s.Save(ctx, []ledger.Entry{found})) // what is there is there
	if err := s.Save(ctx, []ledger.Entry{back}); err == nil || !strings.Contains(err.Error(), "was answered by SHOP-7") {
		t.Errorf("a row that has its issue was taken back: %v", err)
	}
}

// oddText checks that text which no database should be given does not keep a batch out,
// and that keys sort by their bytes.
func oddText(t *testing.T, s *store.Store) {
	c := cart("adds")
	b := batch(run(1), "failed", c)
	b.Results = nil
	for _, row := range []string{"b", "B", "a", "_", "ä", "Z", "10", "9", "a\x00b", "\xff"} {
		r := result(c, run(1), "failed")
		r.Row = row
		b.Results = append(b.Results, r)
	}
	ingest(t, s, b, 1, len(b.Results))
	w := world(t, s)
	if len(w.Lines) != len(b.Results) || len(w.Failures) != len(b.Results) {
		t.Fatalf("%d lines and %d failures of %d results", len(w.Lines), len(w.Failures), len(b.Results))
	}
	for i := range w.Lines[1:] {
		if w.Lines[i].Row >= w.Lines[i+1].Row {
			t.Errorf("row %q comes before %q", w.Lines[i].Row, w.Lines[i+1].Row)
		}
	}
}
