package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// runIDs lists the ids of runs.
func runIDs(page record.RunPage) []string {
	out := []string{}
	for _, r := range page.Runs {
		out = append(out, string(r.ID))
	}
	return out
}

// runList checks the list of runs: its pages, its filters, and what each run came to.
func runList(t *testing.T, s *store.Store) {
	ctx := t.Context()
	a, b := cart("adds"), cart("removes")
	for n := range 4 {
		r := run(n)
		r.Finished = minute(n / 2) // two end at once
		in := batch(r, model.Passed, a, b)
		switch n {
		case 1:
			in.Runs[0].Context.Branch, in.Runs[0].Name = "feature/x", "100% of ÄPFEL"
			in.Results[0].Outcome, in.Results[0].Flaky = model.Failed, true
		case 2:
			in.Results[1].Environment, in.Results[1].Outcome = "chrome", model.Blocked
		}
		ingest(t, s, in, 1, 2)
	}
	page, err := s.Runs(ctx, record.RunFilter{Limit: 3})
	must(t, err)
	equal(t, "first page", runIDs(page), []string{"run-0003", "run-0002", "run-0001"})
	equal(t, "counts", page.Runs[1].Environments, []record.EnvironmentCount{{Name: "", Counts: map[model.Outcome]int{model.Passed: 1}}, {Name: "chrome", Counts: map[model.Outcome]int{model.Blocked: 1}}})
	equal(t, "sums", [3]int{page.Runs[2].Planned, page.Runs[2].Flaky, page.Runs[2].Of("failed")}, [3]int{2, 1, 1})
	page, err = s.Runs(ctx, record.RunFilter{Limit: 3, Before: page.Next})
	must(t, err)
	equal(t, "second page", runIDs(page), []string{"run-0000"})
	equal(t, "after the last", page.Next, "")
	for name, one := range map[string]struct {
		f    record.RunFilter
		want []string
	}{
		"source": {record.RunFilter{Source: "other"}, []string{}}, "branch": {record.RunFilter{Branch: "feature/x"}, []string{"run-0001"}},
		"environment": {record.RunFilter{Environment: "chrome"}, []string{"run-0002"}}, "search": {record.RunFilter{Search: "% of äpf"}, []string{"run-0001"}},
		"wildcard": {record.RunFilter{Search: "run_000"}, []string{}}, "id": {record.RunFilter{Search: "RUN-0003", Source: "unit"}, []string{"run-0003"}},
	} {
		page, err := s.Runs(ctx, one.f)
		must(t, err)
		equal(t, "by "+name, runIDs(page), one.want)
	}
	if _, err := s.Runs(ctx, record.RunFilter{Before: "nowhere"}); err == nil {
		t.Error("a place that is none is taken")
	}
	if _, err := s.RunRow(ctx, "none"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such run: %v", err)
	}
}

// runCounts checks that the counts of a run follow its results, and stay when old results
// go.
func runCounts(t *testing.T, s *store.Store) {
	ctx := t.Context()
	a, b := cart("adds"), cart("removes")
	planned := func(n int) [2]int {
		row, err := s.RunRow(ctx, run(n).ID)
		must(t, err)
		return [2]int{row.Planned, row.Of("failed")}
	}
	ingest(t, s, batch(run(1), model.Failed, a), 1, 1)
	ingest(t, s, batch(run(1), model.Passed, b), 1, 1)
	equal(t, "of two parts", planned(1), [2]int{2, 1})
	ingest(t, s, batch(run(1), model.Passed, a), 1, 1)
	equal(t, "after an edit", planned(1), [2]int{2, 0})
	ingest(t, s, model.Batch{Source: "unit", Withdrawn: []model.RunID{run(1).ID}, Complete: true}, 1, 0)
	if _, err := s.RunRow(ctx, run(1).ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a withdrawn run is there: %v", err)
	}
	for n := 2; n < 40; n++ {
		ingest(t, s, batch(run(n), model.Passed, a), 1, 1)
	}
	_, err := s.Prune(ctx, time.Hour, 0, minute(1e6))
	must(t, err)
	equal(t, "after results went", planned(2), [2]int{1, 0})
	page, err := s.RunResults(ctx, run(2).ID, record.ResultFilter{})
	must(t, err)
	equal(t, "results that went", len(page.Results), 0)
}

// runResults checks the pages of the results of a run.
func runResults(t *testing.T, s *store.Store) {
	ctx := t.Context()
	var cases []model.Case
	for n := range 5 {
		cases = append(cases, cart(fmt.Sprint("case ", n)))
	}
	in := batch(run(1), model.Passed, cases...)
	for i := range in.Results {
		in.Results[i].Finished = minute(10 - i/2)
	}
	in.Results[4].Outcome = model.Failed
	hostile := in.Results[0]
	hostile.Row, hostile.Environment = `a,"b"]`+"\n", "\u202e!"
	in.Results = append(in.Results, hostile)
	ingest(t, s, in, 1, 6)
	var titles []string
	for after, n := "", 0; n < 9; n++ {
		page, err := s.RunResults(ctx, run(1).ID, record.ResultFilter{Limit: 1, After: after})
		must(t, err)
		for _, r := range page.Results {
			titles = append(titles, r.Title+r.Row)
		}
		if after = page.Next; after == "" {
			break
		}
	}
	equal(t, "all of them, each once", len(titles), 6)
	equal(t, "the one that finished first", titles[0], "case 4")
	page, err := s.RunResults(ctx, run(1).ID, record.ResultFilter{Outcome: model.Failed})
	must(t, err)
	equal(t, "by outcome", len(page.Results), 1)
	equal(t, "names", [2]string{page.Results[0].Class, page.Results[0].Name}, [2]string{"shop.CartTest", "case 4"})
	failed, err := s.FailedIn(ctx, run(1).ID)
	must(t, err)
	equal(t, "failed", failed, []model.CaseID{cases[4].ID})
	found, err := s.CasesOf(ctx, []model.CaseID{cases[1].ID, "none"})
	must(t, err)
	equal(t, "cases", found, map[model.CaseID]model.Case{cases[1].ID: cases[1]})
}

// marks checks what the drawing of a case is told.
func marks(t *testing.T, s *store.Store) {
	c := cart("adds")
	for n := range 60 {
		ingest(t, s, batch(run(n), model.Passed, c), 1, 1)
	}
	view, err := s.Case(t.Context(), c.ID, 1)
	must(t, err)
	if len(view.Marks) != 1 || len(view.Marks[0].Points) != record.MarksMost || view.Marks[0].Points[0].Run != run(59).ID || view.Marks[0].Branch != "main" {
		t.Errorf("marks: %+v", view.Marks)
	}
}

// storyKeys lists the keys of stories.
func storyKeys(page record.StoryPage) []string {
	out := []string{}
	for _, r := range page.Stories {
		out = append(out, r.Key+"@"+r.Sync)
	}
	return out
}

// storyList checks the list of stories: its order, its pages and its filters.
func storyList(t *testing.T, s *store.Store) {
	ctx := t.Context()
	row := func(sync, key string, word verdict.Word) record.StoryItem {
		return record.StoryItem{Sync: sync, Key: key, Title: "Pay 100% of a_cart", Verdict: word, Passed: 1, Total: 2, AsOf: minute(1)}
	}
	shop := []record.StoryItem{row("shop", "SHOP-10", verdict.Failing), row("shop", "SHOP-9", verdict.FullyTested), row("shop", "PAY-3", verdict.Failing)}
	must(t, s.PutStories(ctx, "shop", shop), s.PutStories(ctx, "web", []record.StoryItem{row("web", "SHOP-9", verdict.Uncovered)}), s.PutStories(ctx, "old", shop))
	f := record.StoryFilter{Syncs: []string{"shop", "web"}, Limit: 3}
	page, err := s.Stories(ctx, f)
	must(t, err)
	equal(t, "first page", storyKeys(page), []string{"PAY-3@shop", "SHOP-9@shop", "SHOP-9@web"})
	equal(t, "a story", page.Stories[0], shop[2])
	equal(t, "verdicts", page.Verdicts, map[verdict.Word]int{verdict.Failing: 2, verdict.FullyTested: 1, verdict.Uncovered: 1})
	equal(t, "projects", page.Projects, []string{"PAY", "SHOP"})
	f.After = page.Next
	page, err = s.Stories(ctx, f)
	must(t, err)
	equal(t, "last page", storyKeys(page), []string{"SHOP-10@shop"})
	equal(t, "after the last", page.Next, "")
	for name, one := range map[string]record.StoryFilter{"verdict": {Verdict: verdict.Failing, Project: "SHOP"}, "search": {Search: "shop-1"}, "place": {After: "SHOP-9@web", Search: "00% of A_c"}} {
		one.Syncs = f.Syncs
		page, err := s.Stories(ctx, one)
		must(t, err)
		equal(t, "by "+name, storyKeys(page), []string{"SHOP-10@shop"})
	}
	if _, err := s.Stories(ctx, record.StoryFilter{Syncs: f.Syncs, After: "nowhere"}); err == nil {
		t.Error("a place that is none is taken")
	}
	changed := shop[0]
	changed.Verdict = verdict.FullyTested
	must(t, s.PutStories(ctx, "shop", []record.StoryItem{changed}))
	page, err = s.Stories(ctx, record.StoryFilter{Syncs: []string{"shop"}})
	must(t, err)
	equal(t, "what is left, and as it is now", page.Stories, []record.StoryItem{changed})
	none, err := s.Stories(ctx, record.StoryFilter{})
	must(t, err)
	equal(t, "of no sync", len(none.Stories), 0)
}

// projectDays checks the days of several projects at once.
func projectDays(t *testing.T, s *store.Store) {
	ctx := t.Context()
	day := func(n int) record.Trend {
		return record.Trend{Day: time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC), Stories: map[verdict.Word]int{verdict.Failing: n}, Failing: map[plan.StateWord]int{}}
	}
	shop, other := record.ScopeName{Sync: "shop", Kind: record.Project, ID: "SHOP"}, record.ScopeName{Sync: "shop", Kind: "release", ID: "1"}
	gone := record.ScopeName{Sync: "gone", Kind: record.Project, ID: "SHOP"}
	for n := 1; n < 4; n++ {
		must(t, s.PutTrends(ctx, map[record.ScopeName]record.Trend{shop: day(n), other: day(n), gone: day(n)}))
	}
	got, err := s.ProjectTrends(ctx, []string{"shop", "web"}, day(2).Day.Add(time.Hour))
	must(t, err)
	equal(t, "days", got, map[record.ScopeName][]record.Trend{shop: {day(2), day(3)}})
}

// issuesOf checks that issues are found by id.
func issuesOf(t *testing.T, s *store.Store) {
	must(t, s.PutIssues(t.Context(), "main", []jira.Issue{issue("1", "SHOP-1"), issue("2", "SHOP-2")}, minute(1)),
		s.PutIssues(t.Context(), "other", []jira.Issue{issue("3", "SHOP-3")}, minute(1)))
	got, err := s.IssuesOf(t.Context(), "main", []string{"2", "3", "4"})
	must(t, err)
	equal(t, "issues", got, map[string]jira.Issue{"2": issue("2", "SHOP-2")})
}
