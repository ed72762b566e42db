package ledger_test

import (
	"slices"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
)

func TestWithin(t *testing.T) {
	moments := []time.Time{noon.Add(-48 * time.Hour), noon.Add(-24 * time.Hour), noon.Add(-24*time.Hour + 1), noon}
	for span, want := range map[time.Duration]int{0: 0, 1: 1, 24 * time.Hour: 2, 24*time.Hour + 1: 3, 72 * time.Hour: 4} {
		if got := ledger.Within(moments, span, noon); got != want {
			t.Errorf("within %s there are %d moments, want %d", span, got, want)
		}
	}
}

func TestRecall(t *testing.T) {
	var moments []time.Time
	for n := range ledger.Recent + 5 {
		before := slices.Clone(moments)
		after := ledger.Recall(moments, noon.Add(time.Duration(n)*time.Hour))
		if !slices.Equal(moments, before) {
			t.Fatal("recalling changed what was there")
		}
		moments = after
	}
	if len(moments) != ledger.Recent || !moments[0].Equal(noon.Add(5*time.Hour)) || !moments[len(moments)-1].Equal(noon.Add((ledger.Recent+4)*time.Hour)) {
		t.Errorf("%d moments from %s", len(moments), moments[0])
	}
	shared := moments[:2:20]
	if one, two := ledger.Recall(shared, noon), ledger.Recall(shared, noon.Add(1)); one[2].Equal(two[2]) {
		t.Error("two rows share one memory")
	}
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b []string
		want bool
	}{
		{nil, nil, false},
		{[]string{""}, []string{""}, false}, // a failure that says nothing is alike to nothing
		{[]string{"x"}, nil, false},
		{[]string{"x"}, []string{"y"}, false},
		{[]string{"x", "y"}, []string{"y", "z"}, true},
		{[]string{"", "x"}, []string{"", "y"}, false},
	} {
		if ledger.Alike(c.a, c.b) != c.want || ledger.Alike(c.b, c.a) != c.want {
			t.Errorf("%q and %q are alike: %v", c.a, c.b, !c.want)
		}
	}
}

// TestAdoptAssociated adopts what carries our mark although somebody else's issue was
// the answer, as long as no issue of ours carries that mark.
func TestAdoptAssociated(t *testing.T) {
	row := ledger.Entry{Key: key, Generation: 1, State: ledger.Owned, Role: ledger.Associated, Via: ledger.ViaRule, IssueID: "1", IssueKey: "SHOP-1"}
	got := ledger.Adopt(ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{row}}, false), "acme", "main", "bot", []jira.Issue{marked(7, key, "ann")}, noon)
	if len(got) != 1 || got[0].Entry.IssueKey != "SHOP-7" || got[0].Entry.Role != ledger.Own || got[0].Entry.Via != ledger.ViaKey {
		t.Errorf("adopted %+v", got)
	}
	row.Was, row.WasID = "SHOP-7", "9997"
	got = ledger.Adopt(ledger.NewBook(ledger.Facts{Entries: []ledger.Entry{row}}, false), "acme", "main", "bot", []jira.Issue{marked(7, key, "ann")}, noon)
	if len(got) != 0 {
		t.Errorf("the issue that people closed in favour of another one was adopted: %+v", got)
	}
}
