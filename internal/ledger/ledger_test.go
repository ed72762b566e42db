package ledger_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"syncd/internal/ledger"
)

// noon is the time at which everything happens here.
var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

var states = []ledger.State{ledger.Planned, ledger.Inflight, ledger.Owned, ledger.Refused, ledger.LetGo, ledger.Gone}

func TestStep(t *testing.T) {
	legal := map[ledger.State]string{
		//                  planned inflight owned refused let-go gone
		ledger.Planned:  ".xx...",
		ledger.Inflight: "x.xx..",
		ledger.Owned:    "....xx",
		ledger.Refused:  "x.x...",
		ledger.LetGo:    "..x...",
		ledger.Gone:     "..x...",
		"":              "......",
		"lost":          "......",
	}
	for from, row := range legal {
		for i, to := range states {
			before := ledger.Entry{Key: "k", Generation: 1, State: from}
			after, err := before.Step(to, noon)
			if ok := row[i] == 'x'; ok != (err == nil) {
				t.Errorf("%s to %s: error %v, legal %v", from, to, err, ok)
			}
			switch {
			case err == nil && (after.State != to || after.UpdatedAt != noon):
				t.Errorf("%s to %s ends as %+v", from, to, after)
			case err != nil && after.State != from:
				t.Errorf("an illegal step from %s to %s has moved the row to %s", from, to, after.State)
			}
		}
	}
}

func TestMarkSettle(t *testing.T) {
	row := ledger.Entry{Key: "k", Generation: 1, State: ledger.Planned, Attempts: 1, Refusals: 2, Words: "no", Until: noon}
	sent, err := row.Mark(7, 41, noon)
	if err != nil || sent.State != ledger.Inflight || sent.Epoch != 7 || sent.Floor != 41 || sent.Attempts != 2 || sent.SentAt != noon {
		t.Errorf("marked row is %+v, %v", sent, err)
	}
	if again, err := sent.Mark(8, 99, noon.Add(time.Hour)); err == nil || again.Epoch != 7 || again.Attempts != 2 {
		t.Errorf("a row in flight was marked again: %+v, %v", again, err)
	}
	owned, err := sent.Settle("10050", "SHOP-50", noon.Add(time.Minute))
	if err != nil || owned.State != ledger.Owned || owned.IssueID != "10050" || owned.IssueKey != "SHOP-50" ||
		owned.Refusals != 0 || owned.Words != "" || !owned.Until.IsZero() {
		t.Errorf("settled row is %+v, %v", owned, err)
	}
	if again, err := owned.Settle("10051", "SHOP-51", noon); err == nil || again.IssueKey != "SHOP-50" {
		t.Errorf("an owned row was given another issue: %+v, %v", again, err)
	}
	if _, err := owned.Refuse("no", noon); err == nil {
		t.Error("an owned row was refused")
	}
}

func TestRefuse(t *testing.T) {
	row := ledger.Entry{Key: "k", Generation: 1, State: ledger.Inflight}
	for i, hours := range []int{1, 2, 4, 8, 16, 24, 24, 24} {
		var err error
		row, err = row.Refuse("summary: is required", noon)
		if want := noon.Add(time.Duration(hours) * time.Hour); err != nil || row.Until != want || row.Refusals != i+1 || row.Words == "" {
			t.Fatalf("refusal %d waits until %s (%v), want %s", i+1, row.Until, err, want)
		}
		if row, err = row.Step(ledger.Planned, noon); err != nil {
			t.Fatal(err)
		}
		if row, err = row.Mark(1, 0, noon); err != nil {
			t.Fatal(err)
		}
	}
}

func TestResolvable(t *testing.T) {
	for _, c := range []struct {
		state ledger.State
		after time.Duration
		want  bool
	}{
		{ledger.Inflight, 59 * time.Second, false},
		{ledger.Inflight, time.Minute, true},
		{ledger.Inflight, -time.Hour, false}, // the clock stepped back
		{ledger.Planned, time.Hour, false},
		{ledger.Owned, time.Hour, false},
		{ledger.Refused, time.Hour, false},
	} {
		e := ledger.Entry{State: c.state, SentAt: noon}
		if got := e.Resolvable(time.Minute, noon.Add(c.after)); got != c.want {
			t.Errorf("%s after %s: resolvable %v", c.state, c.after, got)
		}
	}
}

func TestLatest(t *testing.T) {
	b := ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{
		{Key: "a", Generation: 2, IssueKey: "SHOP-2"}, {Key: "a", Generation: 10, IssueKey: "SHOP-10"},
		{Key: "a", Generation: 1, IssueKey: "SHOP-1"}, {Key: "b", Generation: 1},
	}, Links: []ledger.Link{{IssueID: "1", GlobalID: "g", Sent: "x"}}}, false)
	if e, ok := b.Latest("a"); !ok || e.IssueKey != "SHOP-10" {
		t.Errorf("latest is %+v, %v", e, ok)
	}
	if _, ok := b.Latest("c"); ok {
		t.Error("a row was found that is not there")
	}
	if l, ok := b.Link("1", "g"); !ok || l.Sent != "x" {
		t.Errorf("link is %+v, %v", l, ok)
	}
	if _, ok := b.Link("2", "g"); ok {
		t.Error("a link was found on another issue")
	}
}

// TestOver says which row may be written over which.
func TestOver(t *testing.T) {
	now := noon
	planned := ledger.Entry{Key: "a", Generation: 1, State: ledger.Planned}
	sent, _ := planned.Mark(1, 0, now)
	later, _ := planned.Mark(1, 0, now.Add(time.Second))
	back, _ := sent.Step(ledger.Planned, now)
	again, _ := back.Mark(1, 0, now.Add(time.Minute))
	owned, _ := sent.Settle("100", "SHOP-7", now)
	theirs := owned
	theirs.Role = ledger.Associated
	let, _ := owned.Step(ledger.LetGo, now)
	for _, c := range []struct {
		name   string
		e, old ledger.Entry
		want   string
	}{
		{"a mark over a claim", sent, planned, ""},
		{"the same mark once more", sent, sent, ""},
		{"two marks of one claim", later, sent, "sent again"},
		{"not found", back, sent, ""},
		{"not found, over a later mark", back, again, "sent again"},
		{"not found, over what became of a later mark", back, owned, "answered by SHOP-7"},
		{"a mark over an issue", again, owned, "answered by SHOP-7"},
		{"not found, over an issue that was let go", back, let, "answered by SHOP-7"},
		{"a wish over somebody else's issue that it no longer names", planned, theirs, ""},
		{"an answer over anything", owned, again, ""},
		{"let go", let, owned, ""},
	} {
		err := c.e.Over(c.old)
		if got := fmt.Sprint(err); c.want == "" && err != nil || !strings.Contains(got, c.want) && c.want != "" {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}
