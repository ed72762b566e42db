package web_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// now is the moment of every test.
var now = time.Date(2026, 5, 4, 6, 30, 0, 0, time.UTC)

// What a hostile test may print. None of it may reach a page as anything but text.
const (
	script   = `<script>alert(1)</script><img src=x onerror=alert(2)>`
	override = "total \u202egnp.exe\u202c is right"
	evil     = "javascript:alert(3)"
)

// board is a fake of everything that pages read.
type board struct {
	overview record.Overview
	cycles   []record.Cycle // newest first
	defects  []record.Defect
	failing  []record.StateIn
	cases    map[model.CaseID]record.CaseView
	stories  map[string]record.StoryView
	linked   []record.CaseKeys
	rules    []record.RuleUse
	lists
	scopes
	err error
}

func (b *board) Overview(context.Context) (record.Overview, error) { return b.overview, b.err }

func (b *board) Cycles(_ context.Context, sync, before string, limit int) ([]record.Cycle, error) {
	var out []record.Cycle
	past := before == ""
	for _, c := range b.cycles {
		if past && (sync == "" || c.Sync == sync) && len(out) < limit {
			// As the store lists them: counted, and without what they found.
			c = c.Counted()
			c.Plan, c.Stories = plan.Plan{Sync: c.Plan.Sync, Made: c.Plan.Made}, nil
			out = append(out, c)
		}
		past = past || c.ID == before
	}
	return out, b.err
}

func (b *board) Cycle(_ context.Context, id string) (record.Cycle, error) {
	for _, c := range b.cycles {
		if c.ID == id {
			return c, b.err
		}
	}
	return record.Cycle{}, fmt.Errorf("cycle %s: %w", id, record.ErrNotFound)
}

func (b *board) Defects(context.Context) ([]record.Defect, error) { return b.defects, b.err }

func (b *board) Failing(context.Context) ([]record.StateIn, error) { return b.failing, b.err }

func (b *board) Case(_ context.Context, id model.CaseID) (record.CaseView, error) {
	c, ok := b.cases[id]
	if !ok {
		return c, errors.Join(b.err, record.ErrNotFound)
	}
	return c, b.err
}

func (b *board) Story(_ context.Context, key string) (record.StoryView, error) {
	s, ok := b.stories[key]
	if !ok {
		return s, errors.Join(b.err, record.ErrNotFound)
	}
	return s, b.err
}

// empty is a daemon that has just been installed.
func empty() *board { return &board{overview: record.Overview{AsOf: now, Version: "1.0.0"}} }

// titles are what people call the cases of the fake shop.
var titles = []string{"Cart keeps items after login", "Total includes the discount", "Checkout refuses an expired card",
	"Search finds umlauts", "Order confirmation is sent once", "Voucher cannot be used twice"}

// rich is a daemon in the middle of a working day: two syncs, two sources, 300 failing
// cases of which some are hostile, and everything that can be wrong once.
func rich() *board {
	b := &board{cases: map[model.CaseID]record.CaseView{}, stories: map[string]record.StoryView{}}
	words := plan.StateWords()
	for i := range 300 {
		b.fail(i, words[i%len(words)])
	}
	b.story("SHOP-1", "Pay by card", verdict.Failing, 9, 10)
	b.story("SHOP-2", override+script, verdict.FullyTested, 4, 4)
	b.story("SHOP-3", "Nobody tests this", verdict.Uncovered, 0, 0)
	b.cycles = []record.Cycle{b.applied("c-0004", 10*time.Minute), dry("c-0003", time.Hour), broken("c-0002", 2*time.Hour),
		{ID: "c-0001", Sync: "shop", Trigger: "start", Started: now.Add(-3 * time.Hour), Finished: now.Add(-3 * time.Hour).Add(900 * time.Millisecond)}}
	b.link()
	b.list()
	b.plan()
	b.overview = overview(b)
	return b
}

// fail adds a failing case in a state.
func (b *board) fail(i int, word plan.StateWord) {
	id := model.CaseID(model.Key16("case", fmt.Sprint(i)))
	s := plan.CaseState{Case: id, Title: fmt.Sprintf("%s (%d)", titles[i%len(titles)], i), Source: "web-e2e", Project: "SHOP",
		State: word, Have: 4, Stories: []string{"SHOP-1"}, Class: "com.acme.shop.CheckoutTest", Component: []string{"cart", "pay", "", override, script}[i%5],
		Owner: []string{"team-a", ""}[i%2], Environments: []string{"chrome"}, Since: now.Add(-time.Duration(i) * time.Hour), Detail: "failed twice in a row on chrome, since build 812"}
	switch {
	case i == 0:
		s.Title, s.Detail = script, script
	case i == 1:
		s.Title = override
	case i == 2:
		s.Title, s.Stories = strings.Repeat("a very long title without end ", 400), nil
	}
	switch word {
	case plan.StateDefect, plan.StateKnown:
		s.Issue = fmt.Sprintf("SHOP-%d", 100+i)
		s.Detail = s.Issue + " is In Progress"
		b.defect(s, i)
	case plan.StateHeld:
		s.Hold, s.Detail = plan.HoldPolicy, "policy is observe; this needs `policy: create-only` in sync shop"
	case plan.StateWaiting:
		s.Have, s.Detail = 1, "failed once in a row; `when: failures >= 2` does not hold"
	}
	in := record.StateIn{Sync: "shop", CaseState: s}
	b.failing = append(b.failing, in)
	b.cases[id] = b.view(in)
}

// defect adds the ledger row and the issue of a failing case.
func (b *board) defect(s plan.CaseState, i int) {
	d := record.Defect{URL: "https://acme.atlassian.net/browse/" + s.Issue,
		Entry: ledger.Entry{Key: model.Key16("defect", fmt.Sprint(i)), Generation: 1, State: ledger.Owned, Role: ledger.Own, Site: "jira",
			Project: "SHOP", Source: "web-e2e", Case: string(s.Case), Title: s.Title, IssueID: fmt.Sprint(10000 + i), IssueKey: s.Issue,
			CreatedAt: now.Add(-time.Duration(i) * time.Hour)},
		Issue: jira.Issue{ID: fmt.Sprint(10000 + i), Key: s.Issue, Project: "SHOP", Type: "Bug", Summary: s.Title + " fails on chrome",
			Description: "secret-of-the-description", Creator: "account-of-a-person", Status: "In Progress", Category: jira.InProgress, Priority: "High"}}
	switch {
	case s.State == plan.StateKnown:
		d.Entry.Role = ledger.Associated
	case i == 0:
		d.URL, d.Issue.Summary = evil, script
	case i == 6:
		d.Entry.State, d.Entry.Words, d.Entry.Until = ledger.Refused, "Field 'customfield_10010' is required", now.Add(time.Hour)
		d.Entry.IssueKey, d.Issue, d.URL = "", jira.Issue{}, ""
	case i == 12:
		d.Issue.Status, d.Issue.Category, d.Issue.Resolution = "Done", jira.Done, "Fixed"
	case i == 18:
		d.Entry.State = ledger.LetGo
	}
	b.defects = append(b.defects, d)
}

// view is the page of a failing case: fails on chrome, passes on firefox.
func (b *board) view(s record.StateIn) record.CaseView {
	v := record.CaseView{Case: model.Case{ID: s.Case, Source: s.Source, Title: s.Title, Class: "com.acme.shop.CheckoutTest", Name: "total",
		File: "tests/checkout/total.spec.ts", Tags: []string{"smoke", script}, Automated: true, URL: evil},
		States: []record.StateIn{s}, Stories: s.Stories,
		Keys: []record.KeyIn{{Sync: "shop", Named: verdict.Named{Key: "SHOP-1", From: model.FromTag, Role: verdict.RoleStory, Type: "Story"}},
			{Sync: "shop", Named: verdict.Named{Key: "SHOP-8", From: model.FromProperty, Role: verdict.RoleOther, Type: script}}}}
	took := 1532 * time.Millisecond
	for i := range 30 {
		at := now.Add(-time.Duration(i) * 6 * time.Hour)
		run := model.Run{ID: model.RunID(fmt.Sprintf("run%d", i)), Source: s.Source, Name: fmt.Sprintf("nightly %d", 812-i),
			Context:  model.Context{Branch: "main", Build: fmt.Sprint(812 - i), Version: "1.4", Commit: "0123456789abcdef", URL: "https://ci.example.com/run/" + fmt.Sprint(812-i)},
			Finished: at}
		if i == 3 {
			run.Context.URL, run.Name = evil, script
		}
		for _, env := range []string{"chrome", "firefox"} {
			r := model.Result{Case: s.Case, Run: run.ID, Environment: env, Outcome: model.Passed, Finished: at, Duration: &took, Attempts: 1}
			switch {
			case env == "chrome" && (i < 4 || i == 17):
				r.Outcome = model.Failed
				r.Failure = &model.Failure{Type: "AssertionError", Message: "expected 19.90 but was 21.90 " + script + override,
					Detail: "at total (tests/checkout/total.spec.ts:42:11)\n\tat run (runner.ts:7:3)", Output: "\x1b[31mred\x1b[0m\n" + script}
			case i == 9:
				r.Outcome, r.Duration = model.Skipped, nil
			case i == 12:
				r.Flaky, r.Attempts = true, 2
			}
			v.History = append(v.History, record.HistoryPoint{Result: r, Run: run})
		}
	}
	v.Marks = marksOf(v)
	point := func(i int, o model.Outcome) model.Point {
		return model.Point{Run: model.RunID(fmt.Sprintf("run%d", i)), Finished: now.Add(-time.Duration(i) * 6 * time.Hour), Outcome: o}
	}
	v.Lines = []model.Line{
		{LineKey: model.LineKey{Case: s.Case, Environment: "chrome", Branch: "main"}, Last: point(0, model.Failed), Deciding: point(0, model.Failed),
			Failures: 4, FailingSince: point(3, model.Failed), LastFailed: point(0, model.Failed), LastPassed: point(4, model.Passed)},
		{LineKey: model.LineKey{Case: s.Case, Environment: "firefox", Branch: "main"}, Last: point(0, model.Passed), Deciding: point(0, model.Passed),
			Passes: 29, LastPassed: point(0, model.Passed)},
	}
	for _, d := range b.defects {
		if d.Entry.Case == string(s.Case) {
			v.Defects = append(v.Defects, d)
		}
	}
	return v
}

// marksOf are the marks of a history.
func marksOf(v record.CaseView) []record.LineMarks {
	var out []record.LineMarks
	for _, env := range []string{"chrome", "firefox"} {
		l := record.LineMarks{LineKey: model.LineKey{Case: v.Case.ID, Environment: env, Branch: "main"}}
		for _, p := range v.History {
			if p.Result.Environment == env {
				l.Points = append(l.Points, model.Point{Run: p.Run.ID, Finished: p.Result.Finished, Outcome: p.Result.Outcome, Flaky: p.Result.Flaky})
			}
		}
		out = append(out, l)
	}
	return out
}

// story adds a story with its verdict.
func (b *board) story(key, title string, word verdict.Word, passed, total int) {
	v := record.StoryView{URL: "https://acme.atlassian.net/browse/" + key, Sync: "shop",
		Issue: jira.Issue{ID: "1", Key: key, Project: "SHOP", Type: "Story", Summary: title, Status: "In Review", Category: jira.InProgress, FixVersions: []string{"1.4"}},
		Verdict: verdict.Story{Key: key, Verdict: word, Passed: passed, Total: total, AsOf: now.Add(-20 * time.Minute),
			Reason: "Total includes the discount fails on chrome (4 in a row)",
			BySource: map[string]verdict.Tally{"web-e2e": {Passed: passed, Total: total, Evidence: verdict.Complete},
				"manual": {Evidence: verdict.Dark, Whole: now.Add(-50 * time.Hour)}}}}
	if word == verdict.Failing {
		v.Cases = []record.CaseSummary{{Case: b.cases[b.failing[6].Case].Case}} // one that passes, to be shown last
		for _, f := range b.failing[:6] {
			c := b.cases[f.Case]
			v.Cases = append(v.Cases, record.CaseSummary{Case: c.Case, Lines: c.Lines, State: f.String()})
		}
		v.Defects = b.defects[:2]
	}
	b.stories[key] = v
}

// applied is a cycle that did things, with one change of each fate.
func (b *board) applied(id string, age time.Duration) record.Cycle {
	c := record.Cycle{ID: id, Sync: "shop", Trigger: "schedule", Linking: record.Linking{Cases: 1310, NoStory: 214}, Started: now.Add(-age), Finished: now.Add(-age).Add(4200 * time.Millisecond),
		Requests:  map[string]int{"jira": 14, "web-e2e": 0},
		Collected: []record.Collected{{Source: "web-e2e", Runs: 2, Results: 640, Complete: true, Took: 300 * time.Millisecond}, {Source: "manual", BadFiles: 1, Took: time.Second}},
		Faults:    []record.Fault{{Step: "collect", Origin: "results/web/junit.xml", Line: 7, Text: "unexpected end of file " + script}, {Step: "collect", Text: "told already", Known: true, Remark: true}}}
	case0 := b.failing[0].Case
	work := plan.Work{Draft: &plan.DraftWork{Draft: jira.Draft{Summary: "secret-of-the-draft"}}}
	for i, result := range append(plan.Results(), "") {
		verb := plan.Verbs()[i%len(plan.Verbs())]
		ch := plan.Change{ID: fmt.Sprintf("change%d", i), Verb: verb, Target: plan.Target{Project: "SHOP", Issue: fmt.Sprintf("SHOP-%d", 100+i)},
			Fields: []plan.Field{{Name: "summary", From: "Total is wrong", To: "Total includes the discount fails on chrome"}, {Name: "priority", To: script}},
			Reason: plan.NewFailure, Why: "Total includes the discount failed 4 times in a row on chrome", Case: case0, Work: work}
		if verb == plan.Create {
			ch.Target.Issue = ""
		}
		c.Plan.Changes = append(c.Plan.Changes, ch)
		if result != "" {
			o := plan.Outcome{Change: ch, Result: result, Issue: "SHOP-103", At: c.Finished}
			if result == plan.Failed {
				o.Error = "update SHOP-101: jira answered 400 (refused): " + script
			}
			c.Outcomes = append(c.Outcomes, o)
		}
	}
	for _, reason := range []plan.Reason{plan.HoldPolicy, plan.HoldHumanEdit} {
		ch := c.Plan.Changes[1]
		c.Plan.Holds = append(c.Plan.Holds, plan.Hold{Change: ch, Hold: reason, Because: "somebody changed the summary; put it back or keep yours " + script})
	}
	c.Plan.Sync, c.Plan.Made = "shop", c.Started
	c.Plan.Warnings = []string{"SHOP-7 and SHOP-8 carry the same mark"}
	for _, f := range b.failing {
		c.Plan.Failing = append(c.Plan.Failing, f.CaseState)
	}
	for _, key := range []string{"SHOP-1", "SHOP-2", "SHOP-3"} {
		c.Stories = append(c.Stories, b.stories[key].Verdict)
	}
	return c
}

// dry is a cycle that only looked.
func dry(id string, age time.Duration) record.Cycle {
	return record.Cycle{ID: id, Sync: "shop", Trigger: "command", Dry: true, Started: now.Add(-age), Finished: now.Add(-age).Add(time.Second),
		Plan: plan.Plan{Made: now.Add(-age), Changes: []plan.Change{{ID: "a", Verb: plan.Comment, Target: plan.Target{Project: "SHOP", Issue: "SHOP-9"},
			Reason: plan.PassedAgain, Why: "passed twice on every line that failed"}}}}
}

// broken is a cycle that Jira would not let begin.
func broken(id string, age time.Duration) record.Cycle {
	return record.Cycle{ID: id, Sync: "pay", Trigger: "schedule", Started: now.Add(-age), Finished: now.Add(-age).Add(20 * time.Second),
		Faults: []record.Fault{{Step: "observe", Origin: "jira", Text: "search: jira answered 401 (auth); check jira.auth", Fatal: true}}}
}

// overview sums the fake up.
func overview(b *board) record.Overview {
	last, bad := b.cycles[0], b.cycles[2]
	last.Plan, bad.Plan = plan.Plan{}, plan.Plan{}
	o := record.Overview{AsOf: now.Add(-time.Minute), Version: "1.0.0", Failing: map[plan.StateWord]int{},
		Verdicts: map[verdict.Word]int{verdict.FullyTested: 31, verdict.PartlyTested: 6, verdict.Failing: 4, verdict.NotRun: 3, verdict.Stale: 2, verdict.Uncovered: 9},
		Syncs: []record.SyncStatus{
			{Name: "shop", Policy: plan.UpsertOnly, Schedule: "@every 5m", Next: now.Add(4 * time.Minute), Last: &last, LastOK: now.Add(-15 * time.Minute)},
			{Name: "pay", Policy: plan.Observe, Schedule: "@every 5m", Running: true, Last: &bad},
			{Name: "legacy", Policy: plan.Observe}},
		Sources: []record.SourceState{
			{Name: "web-e2e", Kind: "files", Collected: now.Add(-10 * time.Minute), Complete: true, Newest: now.Add(-20 * time.Minute), Whole: now.Add(-10 * time.Minute), Feeds: []record.Feed{{Sync: "shop", Evidence: verdict.Complete}}},
			{Name: "manual", Kind: "testrail", Collected: now.Add(-10 * time.Minute), BadFiles: 1, Newest: now.Add(-72 * time.Hour), Feeds: []record.Feed{{Sync: "shop", Evidence: verdict.Partial}, {Sync: "pay", Evidence: verdict.Partial}},
				Faults: []model.Fault{{Origin: "run 12", Line: 3, Text: "no such status " + script, Lost: true}}},
			{Name: "cycles", Kind: "testrail", Collected: now.Add(-10 * time.Minute), Newest: now.Add(-72 * time.Hour), Feeds: []record.Feed{{Sync: "shop", Evidence: verdict.Partial}},
				Behind: true, Progress: model.Progress{Done: 41, Total: 130, Of: "runs"}, Unmapped: []string{"Needs review", script}},
			{Name: "fresh", Kind: "files"}},
		Pauses: []record.Pause{{Sync: "pay", Reason: "migration of the workflow " + script, Who: "ops@example.com", At: now.Add(-2 * time.Hour), Until: now.Add(time.Hour)}}}
	for _, f := range b.failing {
		o.Failing[f.State]++
	}
	return o
}

// small is rich with a handful of cases: what golden pages show.
func small() *board {
	b := rich()
	b.failing, b.linked = slices.Clone(b.failing[:7]), slices.Clone(b.linked[:9])
	b.views[1].Risks = slices.Clone(b.views[1].Risks[:3])
	b.views[1].Risks[0].Items = slices.Concat(b.views[1].Risks[0].Items[:2], b.views[1].Risks[0].Items[98:])
	return b
}
