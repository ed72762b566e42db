package record_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// midday is when the pages of these tests are read: a Wednesday.
var midday = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// defects is a ledger in which every standing occurs.
func defects() []record.Defect {
	var out []record.Defect
	for i := range 12 {
		d := record.Defect{Entry: ledger.Entry{Key: fmt.Sprint("key", i), Generation: 1, State: ledger.Owned, Role: ledger.Own, Site: "jira.eu", Project: "SHOP",
			Title: fmt.Sprint("case ", i), IssueID: fmt.Sprint(i), IssueKey: fmt.Sprint("SHOP-", i), CreatedAt: midday.AddDate(0, 0, -i)},
			Issue: jira.Issue{Summary: "Total is wrong", Category: jira.InProgress, Priority: "High"}}
		switch i % 4 {
		case 1:
			d.Issue.Category, d.Issue.CategorySince, d.Issue.Priority = jira.Done, midday.AddDate(0, 0, -i+1), ""
		case 2:
			d.Entry.State, d.Entry.IssueID = ledger.Refused, ""
		case 3:
			d.Entry.State, d.Entry.Project, d.Entry.Role = ledger.LetGo, "PAY", ledger.Associated
		}
		out = append(out, d)
	}
	return out
}

func TestListDefects(t *testing.T) {
	all := defects()
	var keys []string
	for after, n := "", 0; n < 20; n++ {
		l := record.ListDefects(all, record.DefectFilter{Limit: 5, After: after})
		for _, d := range l.Defects {
			keys = append(keys, fmt.Sprintf("%s %s", d.Standing(), d.Entry.Key))
		}
		slices.Reverse(all) // the order of the ledger does not matter
		if after = l.Next; after == "" {
			break
		}
	}
	want := "open key0, open key4, open key8, not in jira key2, not in jira key6, not in jira key10, done key1, done key5, done key9, no longer ours key3, no longer ours key7, no longer ours key11"
	if got := strings.Join(keys, ", "); got != want {
		t.Errorf("the pages are\n%s\nwant\n%s", got, want)
	}
	for name, tc := range map[string]struct {
		f    record.DefectFilter
		want int
	}{
		"state": {record.DefectFilter{State: record.StandsDone}, 3}, "project": {record.DefectFilter{Project: "pay"}, 3},
		"priority": {record.DefectFilter{Priority: "high"}, 9}, "none": {record.DefectFilter{Priority: record.NoPriority}, 3},
		"search": {record.DefectFilter{Search: "CASE 1"}, 3}, "both": {record.DefectFilter{Search: "shop-4", State: record.StandsDone}, 0},
	} {
		l := record.ListDefects(all, tc.f)
		if l.Found != tc.want || len(l.Defects) != tc.want || l.All != 12 {
			t.Errorf("by %s: %d found, %d listed of %d, want %d", name, l.Found, len(l.Defects), l.All, tc.want)
		}
	}
	if (record.DefectFilter{State: "broken"}).Check() == nil {
		t.Error("a state that there is none of is taken")
	}
}

func TestWeeks(t *testing.T) {
	got := ""
	for _, w := range record.Weeks(defects(), midday, 3) {
		got += fmt.Sprintf("%s +%d -%d, ", w.Start.Format(time.DateOnly), w.Opened, w.Closed)
	}
	if want := "2026-06-15 +0 -0, 2026-06-22 +4 -2, 2026-06-29 +2 -1, "; got != want {
		t.Errorf("weeks are %s\nwant %s", got, want)
	}
}

func TestSumDays(t *testing.T) {
	day := func(n, failing int) record.Trend {
		return record.Trend{Day: midday.Truncate(24*time.Hour).AddDate(0, 0, n), Stories: map[verdict.Word]int{verdict.Failing: failing}, Failing: map[plan.StateWord]int{plan.StateHeld: 1}, Open: 1}
	}
	got := ""
	for _, d := range record.SumDays(map[record.ScopeName][]record.Trend{
		{Sync: "a"}: {day(-4, 1), day(-1, 2)}, {Sync: "b"}: {day(-3, 10)}}, midday) {
		got += fmt.Sprintf("%s %d %d, ", d.Day.Format("02"), d.Stories[verdict.Failing], d.Open)
	}
	if want := "27 1 1, 28 11 2, 29 11 2, 30 12 2, 01 12 2, "; got != want {
		t.Errorf("days are %s\nwant %s", got, want)
	}
	if none := record.SumDays(nil, midday); none != nil {
		t.Errorf("days of nothing are %v", none)
	}
}

func TestPlacesAreRead(t *testing.T) {
	r := record.RunRow{Run: model.Run{ID: "a.b", Finished: midday}}
	if at, id, err := record.ReadPlace(r.Place()); err != nil || id != "a.b" || !at.Equal(midday) {
		t.Errorf("a run stands at %s %s, %v", at, id, err)
	}
	one := record.RunResult{Result: model.Result{Case: "c", Row: "a\",\n", Environment: "\u202e", Finished: midday}}
	if got, err := record.ReadResultPlace(one.Place()); err != nil || got.Case != "c" || got.Row != one.Row || got.Environment != one.Environment || !got.Finished.Equal(midday) {
		t.Errorf("a result stands at %+v, %v", got, err)
	}
	row := record.StoryItem{Key: "A-B-12", Sync: "x@y"}
	if p, n, sync, err := record.ReadStoryPlace(row.Place()); err != nil || p != "A-B" || n != 12 || sync != "x@y" {
		t.Errorf("a story stands at %s %d %s, %v", p, n, sync, err)
	}
	for _, bad := range []string{"", "x", "1.", ".x", "SHOP-1", "SHOP-x@a", "bnVsbA", "W10"} {
		_, _, err1 := record.ReadPlace(bad)
		_, err2 := record.ReadResultPlace(bad)
		_, _, _, err3 := record.ReadStoryPlace(bad)
		if err1 == nil || err3 == nil || err2 == nil {
			t.Errorf("%q is a place: %v, %v, %v", bad, err1, err2, err3)
		}
	}
}

// An issue with a security level is told by its key alone, and one that must be tested
// and that no test names is on the list.
func TestStoryItems(t *testing.T) {
	issues := []jira.Issue{{ID: "1", Key: "SHOP-1", Summary: "Pay", Status: "Done"}, {ID: "2", Key: "SHOP-2", Summary: "secret", Security: "staff"}, {ID: "3", Key: "SHOP-3", Summary: "bug"}}
	judged := []verdict.Story{{Key: "SHOP-1", Verdict: verdict.Failing, BySource: map[string]verdict.Tally{"web": {Evidence: verdict.Dark}}}}
	all := append(judged, record.Untested(judged, map[string]bool{"1": true, "2": true}, issues)...)
	got := ""
	for _, r := range record.StoryItems("shop", all, issues) {
		got += fmt.Sprintf("%s %q %s %s, ", r.Key, r.Title, r.Verdict, r.Evidence)
	}
	if want := `SHOP-1 "Pay" failing dark, SHOP-2 "" uncovered complete, `; got != want {
		t.Errorf("stories are %s\nwant %s", got, want)
	}
}

func TestTablesOfPages(t *testing.T) {
	var b bytes.Buffer
	if err := record.WriteDefectsCSV(&b, defects()[:2], "https://quality.example.com", midday); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(b.String(), "\r\n"); len(lines) != 4 || !strings.HasPrefix(lines[2], "SHOP-1,Total is wrong,done,") || !strings.HasSuffix(lines[2], ",2026-06-30T12:00:00Z,2026-07-01T12:00:00Z,1,,") {
		t.Errorf("defects are\n%s", b.String())
	}
	b.Reset()
	write, err := record.ResultCSV(&b, "https://quality.example.com/")
	took := 1500 * time.Millisecond
	if err == nil {
		err = write([]record.RunResult{{Title: "=cmd()", Result: model.Result{Case: "c", Outcome: model.Failed, Finished: midday, Attempts: 2, Duration: &took, Failure: &model.Failure{Message: "-1\n@"}}}})
	}
	if want := "2026-07-01T12:00:00Z,failed,'=cmd(),,,,,2,false,1.500,'-1 @,c,https://quality.example.com/cases/c\r\n"; err != nil || !strings.HasSuffix(b.String(), want) {
		t.Errorf("results are\n%s, %v", b.String(), err)
	}
}
