package storetest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/store"
)

// entry is a planned row of these tests.
func entry(key string, generation int) ledger.Entry {
	return ledger.Entry{Key: key, Generation: generation, State: ledger.Planned, Role: ledger.Own, Site: "main",
		Project: "SHOP", Source: "unit", Case: "case", Title: "cart", CreatedAt: minute(1), UpdatedAt: minute(1)}
}

// book reads the ledger of the site main.
func book(t *testing.T, s *store.Store) ([]ledger.Entry, []ledger.Link) {
	t.Helper()
	f, err := s.Book(t.Context(), "main")
	must(t, err)
	return f.Entries, f.Links
}

// claim checks that the first claim stands, whatever the second says.
func claim(t *testing.T, s *store.Store) {
	first, other := entry("a", 1), entry("a", 1)
	other.Project, other.Title = "WEB", "another wish"
	got, err := s.Claim(t.Context(), []ledger.Entry{first})
	must(t, err)
	equal(t, "first claim", got, []ledger.Entry{first})
	elsewhere := other
	elsewhere.Site = "other"
	got, err = s.Claim(t.Context(), []ledger.Entry{entry("b", 1), other, entry("a", 2), elsewhere})
	must(t, err)
	equal(t, "second claim", got, []ledger.Entry{entry("b", 1), first, entry("a", 2), elsewhere})
	entries, _ := book(t, s)
	equal(t, "book", entries, []ledger.Entry{first, entry("a", 2), entry("b", 1)})
	all, err := s.Entries(t.Context())
	must(t, err)
	equal(t, "entries of all sites", len(all), 4)
}

// claimRace checks that of many claims at once exactly one stands.
func claimRace(t *testing.T, s *store.Store) {
	for round := range 10 {
		var wait sync.WaitGroup
		var seen [4]ledger.Entry
		for i := range seen {
			wait.Go(func() {
				e := entry(fmt.Sprint("defect", round), 1)
				e.Title = fmt.Sprint("claimant ", i)
				got, err := s.Claim(t.Context(), []ledger.Entry{e})
				if err != nil || len(got) != 1 {
					t.Error(got, err)
					return
				}
				seen[i] = got[0]
			})
		}
		wait.Wait()
		for _, e := range seen {
			equal(t, "what a claimant saw", e, seen[0])
		}
	}
	entries, _ := book(t, s)
	equal(t, "rows", len(entries), 10)
}

// save checks that rows come back whole through all their states.
func save(t *testing.T, s *store.Store) {
	planned := entry("a", 1)
	_, err := s.Claim(t.Context(), []ledger.Entry{planned})
	must(t, err)
	inflight, err := planned.Mark(s.Epoch(), 40, minute(2))
	must(t, err)
	must(t, s.Save(t.Context(), []ledger.Entry{inflight}))
	entries, _ := book(t, s)
	equal(t, "in flight", entries, []ledger.Entry{inflight})
	owned, err := inflight.Settle("100", "SHOP-41", minute(3))
	must(t, err)
	owned.Fields = map[string]ledger.Base{"summary": {Sent: "x", Seen: "y"}}
	owned.Note, owned.Linked = ledger.Note{ID: "7", Tried: true, Digest: "d"}, []string{"SHOP-1"}
	adopted := entry("b", 3)
	adopted.Adopted, adopted.State = true, ledger.Owned
	must(t, s.Save(t.Context(), []ledger.Entry{owned, adopted}), s.Save(t.Context(), nil))
	entries, _ = book(t, s)
	equal(t, "owned and adopted", entries, []ledger.Entry{owned, adopted})
	st, err := s.Stats(t.Context())
	must(t, err)
	equal(t, "states", st.Entries, map[ledger.State]int{ledger.Owned: 2})
}

// links checks that links are told apart by site, issue and global id.
func links(t *testing.T, s *store.Store) {
	l := ledger.Link{IssueID: "10", IssueKey: "SHOP-1", GlobalID: "syncd:a", Sent: "1", At: minute(1)}
	other := l
	other.GlobalID = "syncd:b"
	must(t, s.SaveLinks(t.Context(), "main", []ledger.Link{l, other}), s.SaveLinks(t.Context(), "elsewhere", []ledger.Link{l}))
	l.Sent = "2"
	must(t, s.Ledger("main").SaveLinks(t.Context(), []ledger.Link{l}))
	_, got := book(t, s)
	equal(t, "links", got, []ledger.Link{l, other})
}

// touch checks when a ledger was last up to date.
func touch(t *testing.T, s *store.Store) {
	at, err := s.Touched(t.Context(), "main")
	must(t, err)
	equal(t, "never touched", at, time.Time{})
	must(t, s.Touch(t.Context(), "main", minute(1)), s.Touch(t.Context(), "main", minute(2)), s.Touch(t.Context(), "other", minute(3)))
	at, err = s.Touched(t.Context(), "main")
	must(t, err)
	equal(t, "touched", at, minute(2))
	if s.Born().IsZero() || s.Epoch() < 1 {
		t.Errorf("born %v, epoch %d", s.Born(), s.Epoch())
	}
}
