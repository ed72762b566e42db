package record_test

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// reported is a report of a release with one failing story that somebody accepts.
func reported() record.Report {
	at := time.Date(2026, 5, 4, 6, 30, 0, 0, time.UTC)
	waiver := &readiness.Waiver{Label: "qa-waived", Who: "Ada", At: at}
	return record.Report{Made: at, Version: "1.0", Stories: []readiness.Member{{Key: "SHOP-1", Title: "pay | [now](http://evil.example) `x` @all <b>", Status: "To Do",
		Verdict: verdict.NotRun, Tests: 2, Failing: []string{"defect SHOP-13"}, Reason: "a\nb", Waiver: waiver}, {Key: "SHOP-2", Title: "", Restricted: true, Verdict: verdict.FullyTested}},
		ScopeView: record.ScopeView{IssuesAt: "https://acme.example/browse/", HasLive: true,
			Readiness: readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4", Due: at}, Sync: "shop", State: readiness.AtRisk,
				Why: "At risk: SHOP-1 is not wholly run", AsOf: at, Rests: "latest results of any version", Evidence: verdict.Partial,
				Doubts:  []readiness.Doubt{{Source: "web", Evidence: verdict.Partial, Whole: at}},
				Stories: map[verdict.Word]int{verdict.NotRun: 1, verdict.FullyTested: 1}, Total: 2, Tests: map[verdict.Progress]int{verdict.Passed: 3, verdict.Left: 2},
				Failing: map[plan.StateWord]int{plan.StateDefect: 1}, Defects: []readiness.PriorityCount{{Priority: "Highest", Open: 1, Blocking: true}, {Open: 2}},
				Risks: []readiness.Risk{{Kind: readiness.NotRun, Count: 0, Accepted: 1, Items: []readiness.Item{{Key: "SHOP-1", Title: "pay | now", Why: "no run", Waiver: waiver}}}}}}}
}

func TestReportAsMarkdown(t *testing.T) {
	var b strings.Builder
	if err := record.WriteReportMarkdown(&b, reported()); err != nil {
		t.Fatal(err)
	}
	want := `# release SHOP 1.4: at risk

At risk: SHOP-1 is not wholly run

- As of 2026-05-04 06:30 UTC, judged by sync shop
- Due 2026-05-04
- Evidence: partial, latest results of any version
  - web could not be read whole just now; the last time that it could was 2026-05-04 06:30 UTC

## Risks

### not run: 0, 1 accepted

| Key | What | Why | Accepted |
|---|---|---|---|
| [SHOP-1](https://acme.example/browse/SHOP-1) | pay \| now | no run | accepted by Ada on 2026-05-04, until somebody takes the label off |

## Progress

- Stories: 2: 1 not run, 1 fully tested
- Tests: 5: 3 passed, 2 not run
- Failing tests: 1: 1 defect
- Open defects: 3: 1 Highest (blocks), 2 without priority

## Stories

| Story | Title | In Jira | Verdict | Passed | Who has its failures | Open defects | Why | Accepted |
|---|---|---|---|---|---|---|---|---|
| [SHOP-1](https://acme.example/browse/SHOP-1) | pay \| \[now\](http:\/\/evil.example) ` + "\\`x\\`" + ` &#64;all &lt;b&gt; | To Do | not run | 0/2 | defect SHOP-13 | 0 | a b | accepted by Ada on 2026-05-04, until somebody takes the label off |
| [SHOP-2](https://acme.example/browse/SHOP-2) | restricted in Jira |  | fully tested | 0/0 |  | 0 |  |  |

Made 2026-05-04 06:30 UTC by syncd 1.0.
`
	if b.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", b.String(), want)
	}
}

func TestReportCode(t *testing.T) {
	for want, change := range map[int]func(*record.Report){
		5: func(*record.Report) {},
		0: func(r *record.Report) { r.Evidence, r.State = verdict.Complete, readiness.Ready },
		3: func(r *record.Report) { r.Evidence = verdict.Complete },
		4: func(r *record.Report) { r.Evidence, r.State = verdict.Complete, readiness.NotReady },
	} {
		r := reported()
		change(&r)
		if got := r.ReportCode(); got != want {
			t.Errorf("code %d, want %d", got, want)
		}
		if r.Outdated = true; r.ReportCode() != 5 {
			t.Error("an outdated judgement counts as an answer")
		}
		if r.FrozenAt = r.Made; want != 5 && r.ReportCode() != want {
			t.Error("what is frozen does not grow old")
		}
	}
}

func TestAccepted(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2026, 5, d, 0, 0, 0, 0, time.UTC) }
	for want, w := range map[string]*readiness.Waiver{
		"": nil,
		"accepted by the label qa-waived, until somebody takes the label off": {Label: "qa-waived"},
		"accepted by Ada on 2026-05-01, until the end of 2026-05-02":          {Who: "Ada", At: day(1), Until: day(3)},
		"accepted by Ada on 2026-05-01, until 2026-05-03 00:30 UTC":           {Who: "Ada", At: day(1), Until: day(3).Add(30 * time.Minute)},
		"accepted on 2026-05-01, until somebody takes the label off":          {At: day(1)},
	} {
		if got := record.Accepted(w); got != want {
			t.Errorf("%+v is %q, want %q", w, got, want)
		}
	}
}

func TestPageOf(t *testing.T) {
	var all []readiness.Member
	for n := range 5 {
		m := readiness.Member{Key: string(rune('a' + n)), Verdict: verdict.Failing}
		if n%2 == 1 {
			m.Verdict, m.Title = verdict.Stale, "Pears"
		}
		all = append(all, m)
	}
	for _, c := range []struct {
		f    record.MemberFilter
		keys string
		next int
	}{
		{record.MemberFilter{}, "abcde", 0}, {record.MemberFilter{Limit: 2}, "ab", 2}, {record.MemberFilter{Limit: 2, After: 2}, "cd", 4}, {record.MemberFilter{Limit: 2, After: 4}, "e", 0},
		{record.MemberFilter{Limit: 5}, "abcde", 0}, {record.MemberFilter{Verdict: verdict.Stale, Limit: 1}, "b", 2}, {record.MemberFilter{Verdict: verdict.Stale, Limit: 2}, "bd", 0},
		{record.MemberFilter{Search: "pEAR"}, "bd", 0}, {record.MemberFilter{After: 9}, "", 0},
	} {
		page := record.PageOf(all, c.f)
		keys := ""
		for _, m := range page.Members {
			keys += m.Key
		}
		if keys != c.keys || page.Next != c.next {
			t.Errorf("%+v gives %q and %d, want %q and %d", c.f, keys, page.Next, c.keys, c.next)
		}
	}
}
