package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// noon is the moment of these tests.
var noon = time.Date(2026, 7, 10, 12, 0, 0, 0, time.UTC)

// listener is somebody who is told what happens in one sync.
type listener struct {
	told  record.Told
	known bool
	n     int
	facts record.Facts
}

// newListener has listened to one quiet cycle.
func newListener() *listener {
	l := &listener{facts: record.Facts{Site: "jira", Web: "https://quality.acme.example", DarkAfter: 24 * time.Hour,
		Readings: map[string]verdict.Reading{"web": {Complete: true, Whole: noon}}}}
	l.scope("1.4", readiness.Ready)
	l.cycle()
	return l
}

// scope sets how a release stands.
func (l *listener) scope(name string, state readiness.State, change ...func(*readiness.Readiness)) {
	r := readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "10" + name, Name: name}, Sync: "shop",
		State: state, Why: state.Words() + ": because"}
	for _, c := range change {
		c(&r)
	}
	all := slices.DeleteFunc(slices.Clone(l.facts.Cycle.Readiness), func(o readiness.Readiness) bool { return o.Name == name })
	l.facts.Cycle.Readiness = append(all, r)
}

// over is a release that was released.
func over(r *readiness.Readiness) { r.Over = true }

// cycle is one more cycle; it returns what is told of it, a line each.
func (l *listener) cycle(faults ...record.Fault) string {
	l.n++
	f := l.facts
	f.Now = noon.Add(time.Duration(l.n) * time.Minute)
	f.Cycle.ID, f.Cycle.Sync, f.Cycle.Faults, f.Cycle.Started = fmt.Sprint("c", l.n), "shop", faults, f.Now
	var events []record.Event
	l.told, events = record.Tidings(l.told, l.known, f)
	l.known = true
	var out []string
	for _, e := range events {
		out = append(out, e.ID+" | "+strings.ReplaceAll(e.Text(), "\n", " | ")+" | "+strings.TrimPrefix(e.URL, f.Web))
	}
	return strings.Join(out, "\n")
}

// away is a fault that ends a cycle.
var away = record.Fault{Step: "observe", Text: "jira is away", Fatal: true}

func TestTidings(t *testing.T) {
	type step struct {
		do   func(*listener)
		want string
	}
	nothing := func(*listener) {}
	failing := func(l *listener, n int) string {
		out := ""
		for range n {
			out += l.cycle(away)
		}
		return out
	}
	for name, steps := range map[string][]step{
		"a release gets worse, stays so, and is ready again": {
			{func(l *listener) { l.scope("1.4", readiness.AtRisk) }, "readiness/shop/release/101.4/c2/at_risk | Release 1.4 of SHOP is at risk (it was ready) | At risk: because | /releases/SHOP/1.4?sync=shop"},
			{nothing, ""},
			{func(l *listener) { l.scope("1.4", readiness.NotReady) }, "readiness/shop/release/101.4/c4/not_ready | Release 1.4 of SHOP is not ready (it was at risk) | Not ready: because | /releases/SHOP/1.4?sync=shop"},
			{func(l *listener) { l.scope("1.4", readiness.AtRisk) }, ""}, // better, and nothing to act upon
			{func(l *listener) { l.scope("1.4", readiness.Ready) }, "readiness/shop/release/101.4/c6/ready | Release 1.4 of SHOP is ready again | Ready: because | /releases/SHOP/1.4?sync=shop"},
			{nothing, ""},
		},
		"how a release stands at first sight is no news": {
			{func(l *listener) { l.scope("1.5", readiness.NotReady) }, ""},
			{func(l *listener) { l.scope("1.5", readiness.Ready) }, "readiness/shop/release/101.5/c3/ready | Release 1.5 of SHOP is ready again | Ready: because | /releases/SHOP/1.5?sync=shop"},
		},
		"a release is released, and a sprint closed": {
			{func(l *listener) {
				l.scope("Sprint 12", readiness.Ready, func(r *readiness.Readiness) { r.Kind, r.Board, r.Project = readiness.Sprint, "Shop", "" })
			}, ""},
			{func(l *listener) {
				l.facts.Cycle.Readiness = nil
				l.scope("1.4", readiness.NotReady, over)
				l.scope("Sprint 12", readiness.Ready, over, func(r *readiness.Readiness) { r.Kind, r.Board, r.Project = readiness.Sprint, "Shop", "" })
			}, "frozen/shop/release/101.4/c3/not_ready | Release 1.4 of SHOP was released, and was not ready then | Not ready: because | /releases/SHOP/1.4/frozen?sync=shop\n" +
				"frozen/shop/sprint/10Sprint 12/c3/ready | Sprint 12 of board Shop was closed, and was ready then | Ready: because | /sprints/10Sprint%2012/frozen?sync=shop"},
			{func(l *listener) { l.scope("1.4", readiness.Ready, over) }, ""}, // the record counts
		},
		"what was over before anybody listened": {
			{func(l *listener) { l.scope("1.3", readiness.NotReady, over) }, ""},
			{nothing, ""},
		},
		"a source goes dark and comes back": {
			{func(l *listener) { l.facts.Readings["web"] = verdict.Reading{Whole: noon.Add(-time.Hour)} }, ""}, // unread just now
			{func(l *listener) { l.facts.Readings["web"] = verdict.Reading{Whole: noon.Add(-25 * time.Hour)} },
				"source/web/20260709T110000.000Z/dark | Source web has gone dark | It was last read whole on 2026-07-09 11:00 UTC; nothing that rests on it counts as ready | /#sources"},
			{nothing, ""},
			{func(l *listener) { l.facts.Readings["web"] = verdict.Reading{Whole: noon.Add(-time.Minute)} }, ""}, // in parts
			{func(l *listener) { l.facts.Readings["web"] = verdict.Reading{Complete: true, Whole: noon} },
				"source/web/20260709T110000.000Z/back | Source web is back | It was read whole again; before that on 2026-07-09 11:00 UTC | /#sources"},
			{nothing, ""},
		},
		"a breaker trips, is released, and trips again": {
			{func(l *listener) {
				l.facts.Breakers = []ledger.Breaker{{Project: "SHOP", Verb: "create", At: noon, Because: "120 defects were made in SHOP within a day"}}
			}, "breaker/jira/create-SHOP/20260710T120000.000Z/tripped | No create is made in SHOP until somebody has looked | 120 defects were made in SHOP within a day; `syncd apply --release create-SHOP` lets go | /failures?state=held"},
			{nothing, ""},
			{func(l *listener) { l.facts.Breakers[0].At = time.Time{} }, ""},
			{func(l *listener) { l.facts.Breakers[0].At = noon.Add(time.Hour) },
				"breaker/jira/create-SHOP/20260710T130000.000Z/tripped | No create is made in SHOP until somebody has looked | 120 defects were made in SHOP within a day; `syncd apply --release create-SHOP` lets go | /failures?state=held"},
		},
		"an umbrella is filed": {
			{func(l *listener) {
				l.facts.Entries = []ledger.Entry{{Key: "k", Generation: 1, Kind: ledger.Flood, State: ledger.Inflight, Cases: []string{"a", "b"}}}
			}, ""},
			{func(l *listener) {
				l.facts.Entries[0].State, l.facts.Entries[0].Role, l.facts.Entries[0].IssueKey = ledger.Owned, ledger.Own, "SHOP-14"
			}, "flood/jira/k.1/filed | One run broke 2 tests: SHOP-14 stands for all of them | A defect of its own is made for none of them while it is open | /defects"},
			{nothing, ""},
		},
		"a cycle that fails now and then is nobody's business": {
			{func(l *listener) {
				if got := failing(l, 2); got != "" {
					panic(got)
				}
			}, ""},
			{nothing, ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := newListener()
			for n, s := range steps {
				s.do(l)
				if got := l.cycle(); got != s.want {
					t.Fatalf("step %d:\n got  %s\n want %s", n+1, got, s.want)
				}
			}
		})
	}
}

func TestASyncThatFailsIsToldOnce(t *testing.T) {
	l := newListener()
	l.scope("1.4", readiness.NotReady)
	var told []string
	for range 6 {
		told = append(told, l.cycle(away))
	}
	want := []string{"", "", "sync/shop/c2/failing | Sync shop fails: 3 cycles in a row could not do their work | jira is away | /cycles/c4", "", "", ""}
	if !slices.Equal(told, want) {
		t.Errorf("told %q", told)
	}
	got := l.cycle()
	if !strings.HasPrefix(got, "sync/shop/c2/recovered | Sync shop works again | /cycles/c8\nreadiness/") {
		t.Errorf("afterwards: %s", got)
	}
	if got := l.cycle(away) + l.cycle(away) + l.cycle(); got != "" {
		t.Errorf("two more that fail: %s", got)
	}
}

// Whoever begins to listen hears of what is broken, once, and not of how everything stands.
func TestTheFirstCycle(t *testing.T) {
	l := newListener()
	l.known, l.told = false, record.Told{}
	l.scope("1.4", readiness.NotReady)
	l.facts.Readings["web"] = verdict.Reading{}
	l.facts.Entries = []ledger.Entry{
		{Key: "old", Generation: 1, Kind: ledger.Flood, State: ledger.Owned, Role: ledger.Own, IssueKey: "SHOP-1", SentAt: noon},
		{Key: "new", Generation: 1, Kind: ledger.Flood, State: ledger.Owned, Role: ledger.Own, IssueKey: "SHOP-2", SentAt: noon.Add(time.Hour)}}
	got := l.cycle()
	if !strings.Contains(got, "flood/jira/new.1") || !strings.Contains(got, "source/web/never/dark") || strings.Count(got, "\n") != 1 {
		t.Errorf("told:\n%s", got)
	}
	if got := l.cycle(); got != "" {
		t.Errorf("told again:\n%s", got)
	}
}

func TestWithoutAnAddressThereIsNoLink(t *testing.T) {
	l := newListener()
	l.facts.Web = ""
	l.scope("1.4", readiness.NotReady)
	if got := l.cycle(); !strings.HasSuffix(got, "Not ready: because | ") {
		t.Error(got)
	}
}

// judged is a release with something of everything.
func judged() readiness.Readiness {
	return readiness.Readiness{Scope: readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4", Due: noon.AddDate(0, 0, 7)}, Sync: "shop",
		State: readiness.NotReady, Why: "Not ready: 2 stories fail (SHOP-1, SHOP-2); 3 risks besides", Total: 6,
		Stories: map[verdict.Word]int{verdict.Failing: 2, verdict.FullyTested: 3, verdict.NotRun: 1, verdict.Stale: 0}, Failing: map[plan.StateWord]int{},
		Defects: []readiness.PriorityCount{{Priority: "Highest", Open: 1, Blocking: true}, {Priority: "Low", Open: 2}},
		Risks: []readiness.Risk{
			{Kind: readiness.FailingStory, Blocks: true, Count: 2, Accepted: 1, Items: []readiness.Item{{Key: "SHOP-1", Title: "guest can pay", Why: "pay fails (1 in a row)"},
				{Key: "SHOP-2", Why: "the secret test fails"}, {Key: "SHOP-3", Title: "accepted", Waiver: &readiness.Waiver{}}}},
			{Kind: readiness.SourceDark, Blocks: true, Count: 1, Items: []readiness.Item{{Key: "web", Why: "it was never read whole"}}},
			{Kind: readiness.LooseFailure, Count: 1, Items: []readiness.Item{{Key: "id", Title: "login", Why: "login fails (1 in a row)"}}},
			{Kind: readiness.Flaky, Count: 3, Items: []readiness.Item{{Key: "SHOP-4", Title: "a", Why: "b"}, {Key: "SHOP-5", Title: "a", Why: "b"}}}}}
}

func TestDigests(t *testing.T) {
	rules := record.DigestRules{Notifier: "qa", Kinds: readiness.Kinds(), Web: "https://quality.acme.example/", Due: noon, Now: noon.Add(time.Minute)}
	gone := judged()
	gone.Over, gone.ID = true, "13"
	first, events := record.Digests(record.Digested{}, []readiness.Readiness{judged(), gone}, rules)
	if len(events) != 1 {
		t.Fatalf("%d digests, want 1: %+v", len(events), events)
	}
	want := `Release 1.4 of SHOP is not ready
Not ready: 2 stories fail (SHOP-1, SHOP-2); 3 risks besides
Stories: 6: 3 fully tested, 1 not run, 2 failing
Open defects: 3, 1 of them blocking
Due on 2026-07-17
• failing story: SHOP-1 guest can pay: pay fails (1 in a row)
• failing story: SHOP-2
• source dark: web: it was never read whole
• failing test without story: login fails (1 in a row)
• flaky: SHOP-4 a: b
• and 2 more`
	if got := events[0].Text(); got != want {
		t.Errorf("first:\n%s", got)
	}
	if e := events[0]; e.ID != "digest/qa/shop/release/14/20260710T120000.000Z" || e.URL != "https://quality.acme.example/releases/SHOP/1.4?sync=shop" {
		t.Errorf("id %s, url %s", e.ID, e.URL)
	}
	rules.Due = noon.AddDate(0, 0, 1)
	second, events := record.Digests(first, []readiness.Readiness{judged()}, rules)
	if got := events[0].Text(); got != "Release 1.4 of SHOP is not ready: nothing changed since 2026-07-10 12:00 UTC" {
		t.Errorf("unchanged:\n%s", got)
	}
	better := judged()
	better.State, better.Stories = readiness.AtRisk, map[verdict.Word]int{verdict.Failing: 1, verdict.FullyTested: 4, verdict.NotRun: 1}
	better.Defects = better.Defects[1:]
	rules.Due = noon.AddDate(0, 0, 2)
	_, events = record.Digests(second, []readiness.Readiness{better}, rules)
	if lines := events[0].Lines; lines[len(lines)-1] != "Since 2026-07-11 12:00 UTC: it was not ready, fully tested +1, failing -1, open defects -1, blocking defects -1" || events[0].Before != "not_ready" {
		t.Errorf("changed: %q", lines)
	}
	other := judged()
	other.Why = "Not ready: 2 stories fail (SHOP-1, SHOP-7); 3 risks besides"
	_, events = record.Digests(second, []readiness.Readiness{other}, rules)
	if lines := events[0].Lines; lines[len(lines)-1] != "Since 2026-07-11 12:00 UTC: other risks than before" {
		t.Errorf("others: %q", lines)
	}
	rules.Kinds = []readiness.Kind{readiness.Sprint}
	if _, events := record.Digests(second, []readiness.Readiness{judged()}, rules); len(events) != 0 {
		t.Errorf("of sprints only: %+v", events)
	}
}
