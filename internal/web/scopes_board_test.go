package web_test

import (
	"context"
	"fmt"
	"slices"
	"time"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// scopes is a fake of releases, sprints and filters.
type scopes struct {
	views  []record.ScopeView // live and frozen
	listed record.ScopeList
	rows   int // stories that were read
}

func (b *board) Scopes(_ context.Context, skip int) (record.ScopeList, error) {
	l := b.listed
	if skip > 0 {
		l.Frozen, l.Next = nil, 0
	}
	return l, b.err
}

func (b *board) Scope(_ context.Context, ask record.ScopeAsk) (record.ScopeView, error) {
	for _, frozen := range []bool{ask.Frozen, true} { // what is no longer judged is shown as it was frozen
		for _, v := range b.views {
			if ask.Names(v.Readiness) && v.FrozenAt.IsZero() != frozen {
				return v, b.err
			}
		}
	}
	return record.ScopeView{}, fmt.Errorf("look: %w", record.NoScope{Ask: ask, Known: []string{"SHOP 1.4", script}})
}

func (b *board) Members(_ context.Context, v record.ScopeView, f record.MemberFilter) (record.MemberPage, error) {
	page := record.PageOf(v.Readiness.Members, f)
	b.rows += len(page.Members)
	return page, b.err
}

func (b *board) Trace(_ context.Context, v record.ScopeView, each func(record.Trace) error) error {
	for _, m := range v.Readiness.Members {
		if err := each(record.Trace{Story: m, Case: "case", Title: "=SUM(A1)", Run: "run1", Outcome: "failed", Finished: now, Defect: "SHOP-13"}); err != nil {
			return err
		}
	}
	return b.err
}

func (b *board) Pauses(context.Context) ([]record.Pause, error) { return b.overview.Pauses, b.err }

// plan adds a release that two syncs judge, one that was frozen and is tracked no longer,
// a sprint that is over, a hostile one, and a filter.
func (b *board) plan() {
	release := readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4", Start: now.AddDate(0, 0, -20), Due: now.AddDate(0, 0, 7)}
	worst, other := b.scope(release, 130), b.scope(release, 3)
	other.Sync, other.Readiness.State, other.Why = "pay", readiness.AtRisk, "At risk: SHOP-3 has no test"
	judged := []record.Judgement{{Sync: "shop", State: worst.State, Why: worst.Why, AsOf: worst.AsOf, Evidence: worst.Evidence},
		{Sync: "pay", State: other.State, Why: other.Why, AsOf: other.AsOf, Evidence: verdict.Complete}}
	worst.Judged, other.Judged = judged, judged
	sprint := b.scope(readiness.Scope{Kind: readiness.Sprint, ID: "7", Name: "Sprint 7 " + script, Board: "Shop " + override, Over: true, Ended: now.AddDate(0, 0, -1)}, 2)
	sprint.HasThen, sprint.URL, sprint.IssuesAt = true, evil, "javascript:alert(1)//"
	then := sprint
	then.FrozenAt, then.Cycle, then.HasLive, then.Outdated = now.AddDate(0, 0, -1), "c-0001", true, false
	old := b.scope(readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "12", Name: "1/2 a%b", Over: true}, 4)
	old.FrozenAt, old.HasLive, old.HasThen = now.AddDate(0, -2, 0), false, true
	filter := b.scope(readiness.Scope{Kind: readiness.Filter, ID: "must ship", Name: "must ship"}, 0)
	filter.Readiness.State, filter.Why, filter.Risks, filter.Defects, filter.Trend = readiness.AtRisk, "At risk: no story is planned for it", nil, nil, nil
	filter.Stories, filter.Tests, filter.Readiness.Failing = nil, nil, nil
	b.views = []record.ScopeView{worst, other, sprint, then, old, filter}
	row := func(v record.ScopeView, judges int) record.ScopeRow {
		return record.ScopeRow{Readiness: v.Readiness.Brief(), Judges: judges, FrozenAt: v.FrozenAt}
	}
	b.listed = record.ScopeList{Releases: []record.ScopeRow{row(worst, 2)}, Sprints: []record.ScopeRow{row(sprint, 1)}, Filters: []record.ScopeRow{row(filter, 1)},
		Frozen: []record.ScopeRow{row(then, 1), row(old, 1)}, Next: 50}
	first := b.stories["SHOP-1"]
	first.In = []record.StoryScope{{Scope: release, Sync: "shop", State: worst.State, Member: worst.Readiness.Members[0]}, {Scope: sprint.Scope, Sync: "shop", State: sprint.State, Member: sprint.Readiness.Members[0]}}
	first.Waiver = worst.Readiness.Members[0].Waiver
	b.stories["SHOP-1"] = first
}

// scope is how a scope stands with so many stories.
func (b *board) scope(of readiness.Scope, stories int) record.ScopeView {
	v := record.ScopeView{HasLive: true, IssuesAt: "https://acme.atlassian.net/browse/", URL: "https://acme.atlassian.net/projects/SHOP/versions/14",
		Readiness: readiness.Readiness{Scope: of, Sync: "shop", State: readiness.NotReady, Why: "Not ready: SHOP-1 fails; 2 risks besides; 1 risk accepted",
			AsOf: now.Add(-10 * time.Minute), Newest: now.Add(-20 * time.Minute), Rests: "latest results of any version", Evidence: verdict.Dark,
			Doubts:  []readiness.Doubt{{Source: "manual " + script, Evidence: verdict.Dark, Whole: now.Add(-50 * time.Hour)}},
			Stories: map[verdict.Word]int{}, Total: stories, Tests: map[verdict.Progress]int{verdict.Passed: 20, verdict.Failed: 4, verdict.Left: 3, verdict.Muted: 1},
			Failing: map[plan.StateWord]int{plan.StateDefect: 3, plan.StateHeld: 1},
			Defects: []readiness.PriorityCount{{Priority: "Highest", Open: 1, Blocking: true}, {Priority: script, Open: 2}, {Open: 1}}}}
	waiver := &readiness.Waiver{Label: "qa-waived-2026-12-31", Who: "Ada " + script, At: now.AddDate(0, 0, -3), Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	words := verdict.Words()
	for n := range stories {
		m := readiness.Member{IssueID: fmt.Sprint(n), Key: fmt.Sprint("SHOP-", n%3+1), Title: fmt.Sprint("Pay by card ", n), Type: "Story", Status: "In Review",
			Verdict: words[(n+1)%len(words)], Passed: n % 4, Tests: 4, Open: n % 2, Reason: "Total fails on chrome (4 in a row)", Failing: []string{"defect SHOP-106", "held (policy)"}}
		switch n {
		case 0:
			m.Waiver = waiver
		case 1:
			m.Title, m.Reason, m.Status, m.Failing = script, override+script, script, []string{"defect " + script}
		case 2:
			m.Title, m.Status, m.Restricted = "", "", true
		}
		v.Readiness.Members = append(v.Readiness.Members, m)
		v.Stories[m.Verdict]++
	}
	for _, kind := range readiness.RiskKinds() {
		r := readiness.Risk{Kind: kind, Blocks: slices.Contains(readiness.DefaultBlockers(), kind), Count: 2, Items: []readiness.Item{
			{Key: "SHOP-1", Title: "Pay by card", Why: "Total fails on chrome"}, {Key: "SHOP-3", Why: "open", Restricted: true}}}
		switch kind.About() {
		case readiness.AboutCase:
			r.Items = []readiness.Item{{Key: string(b.failing[0].Case), Title: script, Why: override}, {Key: string(b.failing[1].Case), Title: "Search", Why: "fails"}}
		case readiness.AboutSource:
			r.Items = []readiness.Item{{Key: "manual", Why: "it was never read whole"}, {Key: script, Why: "likewise"}}
		}
		switch kind {
		case readiness.FailingStory:
			r.Count, r.Accepted = 120, 1
			r.Items = append(r.Items, slices.Repeat([]readiness.Item{{Key: "SHOP-2", Title: "Cart", Why: "fails"}}, 97)...)
			r.Items = append(r.Items, readiness.Item{Key: "SHOP-1", Title: "Pay", Why: "fails", Waiver: waiver})
		case readiness.Flaky:
			r.Count, r.Accepted, r.Items = 0, 1, []readiness.Item{{Key: "SHOP-2", Title: "Cart", Why: "changes", Waiver: &readiness.Waiver{Label: "qa-waived"}}}
		}
		v.Risks = append(v.Risks, r)
	}
	for n := range 12 {
		if n == 5 {
			continue // a day on which nothing was judged
		}
		v.Trend = append(v.Trend, record.Trend{Day: time.Date(2026, 4, 23+n, 0, 0, 0, 0, time.UTC), Stories: map[verdict.Word]int{verdict.FullyTested: n, verdict.Failing: 12 - n}, Open: 12 - n, Blocking: n % 3})
	}
	return v
}
