package app

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// TestBoardOfPages: what one cycle leaves behind, as the pages read it.
func TestBoardOfPages(t *testing.T) {
	h, _ := shop(t, func(*House, *http.Request) {})
	b := board{h, func(string) (bool, time.Time) { return false, time.Time{} }}
	ctx := t.Context()
	if c, err := h.Cycle(ctx, Ask{Sync: "shop"}); err != nil || c.Failed() {
		t.Fatalf("%v, %+v", err, c.Faults)
	}
	runs, err := b.Runs(ctx, record.RunFilter{Branch: "main", Limit: 10})
	if err != nil || len(runs.Runs) != 1 || runs.Runs[0].Planned != 3 || runs.Runs[0].Foreign != "" {
		t.Fatalf("runs: %+v, %v", runs, err)
	}
	run, err := b.Run(ctx, runs.Runs[0].ID)
	if err != nil || run.States[plan.StateDefect] != 3 || len(run.Failures) != 3 || run.Failures[0].Issue == "" || run.Failures[0].Title == "" {
		t.Errorf("a run: %+v, %v", run, err)
	}
	results, err := b.Results(ctx, run.ID, record.ResultFilter{Limit: 2})
	if err != nil || len(results.Results) != 2 || results.Next == "" {
		t.Errorf("its results: %+v, %v", results, err)
	}
	if _, err := b.Run(ctx, "none"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("no such run: %v", err)
	}
	stories, err := b.Stories(ctx, record.StoryFilter{Verdict: verdict.Failing})
	if err != nil || len(stories.Stories) == 0 || stories.Stories[0].Ref != stories.Stories[0].Key || !strings.HasPrefix(stories.Stories[0].Link, "https://jira.example.com/browse/SHOP-") || stories.Stories[0].Title == "" {
		t.Errorf("stories: %+v, %v", stories, err)
	}
	o, err := b.Overview(ctx)
	if err != nil || o.Verdicts[verdict.Failing] != len(stories.Stories) {
		t.Errorf("the overview counts %v of %d stories, %v", o.Verdicts, len(stories.Stories), err)
	}
	days, err := b.Days(ctx, time.Now().AddDate(0, 0, -7))
	if err != nil || len(days) != 1 || days[0].Failing[plan.StateDefect] != 3 || days[0].Stories[verdict.Failing] != len(stories.Stories) {
		t.Errorf("days: %+v, %v", days, err)
	}
	source, err := b.Source(ctx, "web")
	if err != nil || len(source.Runs) != 1 || fmt.Sprint(source.Feeds) != "[{shop complete}]" || source.Whole.IsZero() {
		t.Errorf("the source: %+v, %v", source, err)
	}
	if _, err := b.Source(ctx, "none"); !errors.Is(err, record.ErrNotFound) {
		t.Errorf("no such source: %v", err)
	}
}

// TestConfigWithoutSecrets: the page of the configuration knows where secrets lie, and
// none of them.
func TestConfigWithoutSecrets(t *testing.T) {
	h, _ := shop(t, func(*House, *http.Request) {})
	v, err := board{House: h}.Config(t.Context())
	text := fmt.Sprintf("%+v", v)
	if err != nil || strings.Contains(text, "demo-token") || !strings.Contains(text, "JIRA_TOKEN") || !strings.Contains(text, "syncd.yaml:") || v.AsOf.IsZero() {
		t.Errorf("the configuration: %s, %v", text, err)
	}
	for in, want := range map[string]string{"https://a:b@example.com/x": "https://a:withheld@example.com/x", "https://a@example.com": "https://a@example.com", "a:b@c": "a:b@c", "failures >= 2": "failures >= 2"} {
		if got := withoutLogin(in); got != want {
			t.Errorf("withoutLogin(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestForeignRuns says why runs decide nothing.
func TestForeignRuns(t *testing.T) {
	h, _ := shop(t, func(*House, *http.Request) {})
	w := h.world.Load()
	s := w.syncs["shop"]
	s.mapping.Counting = verdict.Counting{Branches: []string{"main"}, Environments: []string{"stag*"}}
	s.mapping.View.Exclude = func(r model.Run) bool { return r.Name == "smoke" }
	w.syncs["shop"] = s
	for _, tc := range []struct{ source, branch, environment, name, want string }{
		{"web", "main", "staging", "", ""}, {"web", "", "", "", ""}, {"web", "x", "staging", "", "branch x does not count"},
		{"web", "main", "prod", "", "environment prod does not count"}, {"web", "main", "staging", "smoke", "runs.exclude leaves it out"}, {"old", "main", "", "", "no sync uses its source"},
	} {
		r := record.RunRow{Run: model.Run{Source: tc.source, Name: tc.name, Context: model.Context{Branch: tc.branch}}}
		r.Add(tc.environment, model.Passed, 1, 0)
		if got := w.foreign(r); got != tc.want {
			t.Errorf("%+v: %q", tc, got)
		}
	}
}
