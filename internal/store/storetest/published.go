package storetest

import (
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/store"
)

// published checks that what stories show of their verdicts comes back, field by field and
// site by site, and that the last word on a field counts.
func published(t *testing.T, s *store.Store) {
	ctx := t.Context()
	first := ledger.Published{IssueID: "10001", IssueKey: "SHOP-1", Project: "SHOP", Field: "customfield_1", Name: "Test Verdict", Wish: "w", Since: minute(1)}
	label := ledger.Published{IssueID: "10001", IssueKey: "SHOP-1", Project: "SHOP", Field: ledger.LabelsField, Name: "labels", Wish: "l", Since: minute(2)}
	must(t, s.Learn(ctx, "main", ledger.Facts{Published: []ledger.Published{label, first}}))
	written := first
	written.Base, written.Value, written.Writes = ledger.Base{Sent: "s", Seen: "t"}, "failing", []time.Time{minute(20)}
	must(t, s.Ledger("main").SavePublished(ctx, []ledger.Published{written}), s.SavePublished(ctx, "main", nil))
	elsewhere := first
	elsewhere.Name = "another Jira's"
	must(t, s.Ledger("other").SavePublished(ctx, []ledger.Published{elsewhere}))
	f, err := s.Book(ctx, "main")
	must(t, err)
	equal(t, "published", f.Published, []ledger.Published{written, label})
	b := ledger.NewBook(f, false)
	got, ok := b.Shown("10001", "customfield_1")
	equal(t, "found", ok && got.Known() && got.At().Equal(minute(20)), true)
	_, ok = b.Shown("10001", "customfield_2")
	equal(t, "not there", ok, false)
}
