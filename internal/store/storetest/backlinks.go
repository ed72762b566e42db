package storetest

import (
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/store"
)

// backlinks checks that what test tools were told comes back site by site, that the last
// word on a result and an issue counts, and that it is forgotten with the result.
func backlinks(t *testing.T, s *store.Store) {
	ctx := t.Context()
	failed := batch(run(1), model.Failed, cart("adds"))
	ingest(t, s, failed, 1, 1)
	named := ledger.Backlink{Source: "manual", Ref: "9001", IssueID: "10001", Kind: ledger.Names, Run: string(failed.Results[0].Run), Case: string(failed.Results[0].Case),
		State: ledger.Tried, At: minute(1)}
	again := named
	again.Kind, again.State, again.Done = ledger.Retest, ledger.Settled, minute(5)
	gone := named
	gone.Ref, gone.Run = "9002", "no such run"
	must(t, s.Ledger("main").SaveBacklinks(ctx, []ledger.Backlink{named, again, gone}), s.SaveBacklinks(ctx, "main", nil))
	named.State, named.At = ledger.Settled, minute(2)
	must(t, s.SaveBacklinks(ctx, "main", []ledger.Backlink{named}), s.SaveBacklinks(ctx, "other", []ledger.Backlink{again}))
	f, err := s.Book(ctx, "main")
	must(t, err)
	equal(t, "backlinks", f.Backlinks, []ledger.Backlink{named, again, gone})
	got, ok := ledger.NewBook(f, false).Backlink("manual", "9001", "10001", ledger.Names)
	equal(t, "found", ok && got.Settles(time.Time{}), true)
	_, err = s.Prune(ctx, time.Hour, 0, time.Now().Add(48*time.Hour))
	must(t, err)
	f, err = s.Book(ctx, "main")
	must(t, err)
	equal(t, "after pruning", f.Backlinks, []ledger.Backlink{named, again})
}
