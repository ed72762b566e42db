package record_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/record"
)

// TestDefectsOf: each issue is counted once, whatever the rows that it answers say, and
// what is done tells how long it took.
func TestDefectsOf(t *testing.T) {
	day := 24 * time.Hour
	born := time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)
	issue := func(key, priority string, took time.Duration) jira.Issue {
		i := jira.Issue{ID: "id" + key, Key: key, Project: strings.Split(key, "-")[0], Priority: priority, Category: jira.ToDo, Created: born}
		if took > 0 {
			i.Category, i.CategorySince = jira.Done, born.Add(took)
		}
		return i
	}
	row := func(key string, state ledger.State, role ledger.Role, change ...func(*ledger.Entry)) ledger.Entry {
		e := ledger.Entry{Project: "SHOP", State: state, Role: role}
		if key != "" {
			e.IssueID, e.IssueKey = "id"+key, key
		}
		for _, f := range change {
			f(&e)
		}
		return e
	}
	got := record.DefectsOf("jira", []jira.Issue{
		issue("SHOP-1", "High", 0), issue("SHOP-2", "High", 3*day), issue("SHOP-3", "", 2*time.Hour), issue("OPS-9", "Low", 90*day), issue("SHOP-7", "High", 0),
	}, []ledger.Entry{
		row("SHOP-1", ledger.Owned, ledger.Own, func(e *ledger.Entry) { e.Reopened = 2 }),
		row("SHOP-2", ledger.Owned, ledger.Own), row("SHOP-3", ledger.Owned, ledger.Own),
		row("SHOP-4", ledger.Gone, ledger.Own),
		row("SHOP-5", ledger.LetGo, ledger.Own),
		row("SHOP-6", ledger.Owned, ledger.Own),                                                        // not mirrored yet
		row("OPS-9", ledger.Owned, ledger.Associated),                                                  // somebody else's
		row("SHOP-1", ledger.Owned, ledger.Associated, func(e *ledger.Entry) { e.WasID = "idSHOP-8" }), // ours was closed in its favour
		row("SHOP-7", ledger.LetGo, ledger.Own), row("SHOP-7", ledger.Owned, ledger.Own),               // let go by one row, held by another
		row("", ledger.Planned, ledger.Own), row("", ledger.Refused, ledger.Own), // nothing was made
	})
	var told []string
	for _, project := range slices.Sorted(maps.Keys(got.Projects)) {
		f := got.Projects[project]
		var cells []string
		for c, n := range f.Now {
			cells = append(cells, fmt.Sprintf("%s/%s=%d", c.Priority, c.State, n))
		}
		slices.Sort(cells)
		told = append(told, fmt.Sprint(project, cells, " opened ", f.Opened, " reopened ", f.Reopened, " took ", f.Resolved))
	}
	want := []string{
		"OPS[Low/done=1] opened 0 reopened 0 took []",
		"SHOP[/done=1 /gone=1 /let-go=1 /open=1 High/done=1 High/open=2] opened 9 reopened 2 took [2h0m0s 72h0m0s]",
	}
	if !slices.Equal(told, want) {
		t.Errorf("the defects are\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}
