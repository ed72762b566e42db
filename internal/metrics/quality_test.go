package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/metrics"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

func TestACaseThatTwoSyncsSeeFailsOnce(t *testing.T) {
	reg, set := fresh()
	a, b := worked("shop"), worked("pay")
	b.Plan.Failing = []plan.CaseState{failing("SHOP", 1, plan.StateWaiting), failing("SHOP", 2, plan.StateDefect)}
	b.Stories = []verdict.Story{{Key: "SHOP-1", Verdict: verdict.Uncovered}, {Key: "SHOP-2", Verdict: verdict.Stale}}
	set.Cycle(a)
	set.Cycle(b)
	got := values(t, reg, metrics.FailingCases)
	if got[`{project="SHOP",state="defect"}`] != 2 || got[`{project="SHOP",state="held"}`] != 1 || total(t, reg, metrics.FailingCases) != 3 {
		t.Errorf("failing cases = %v", got)
	}
	stories := values(t, reg, metrics.Stories)
	if stories[`{project="SHOP",verdict="failing"}`] != 1 || stories[`{project="SHOP",verdict="stale"}`] != 1 || total(t, reg, metrics.Stories) != 2 {
		t.Errorf("stories = %v", stories)
	}
}

func TestACycleWithoutAPlanChangesNoQuality(t *testing.T) {
	reg, set := fresh()
	set.Cycle(worked("shop"))
	before := values(t, reg, metrics.FailingCases)
	set.Cycle(record.Cycle{Sync: "shop", Started: start, Finished: start, Faults: []record.Fault{{Fatal: true}}})
	if after := values(t, reg, metrics.FailingCases); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("a failed cycle turned %v into %v", before, after)
	}
}

func TestWhatIsSolvedGoesToZero(t *testing.T) {
	reg, set := fresh()
	set.Cycle(worked("shop"))
	quiet := worked("shop")
	quiet.Plan.Failing, quiet.Plan.Holds, quiet.Plan.Changes, quiet.Outcomes = nil, nil, nil, nil
	set.Cycle(quiet)
	for _, name := range []string{metrics.FailingCases, metrics.Holds, metrics.PendingChanges} {
		if len(values(t, reg, name)) == 0 || total(t, reg, name) != 0 {
			t.Errorf("%s = %v, want zeroes", name, values(t, reg, name))
		}
	}
}

func TestPendingIsWhatWasNotMade(t *testing.T) {
	reg, set := fresh()
	set.Cycle(worked("shop"))
	got := values(t, reg, metrics.PendingChanges)
	if got[`{sync="shop",verb="create"}`] != 0 || got[`{sync="shop",verb="comment"}`] != 1 {
		t.Errorf("pending = %v", got)
	}
	dry := worked("shop")
	dry.Dry, dry.Outcomes = true, nil
	set.Cycle(dry)
	if sum := total(t, reg, metrics.PendingChanges); sum != 2 {
		t.Errorf("after a dry cycle %v changes are pending, want 2", sum)
	}
}

func TestReconfigure(t *testing.T) {
	reg, set := fresh()
	feed(set)
	set.Configure([]string{"shop", "new"}, nil, []string{"jira"})
	for name, labels := range map[string]string{metrics.Paused: `{sync="pay"}`, metrics.SourceResults: `{source="web-e2e"}`, metrics.RateLimitWait: `{target="manual"}`} {
		if _, ok := values(t, reg, name)[labels]; ok {
			t.Errorf("%s%s outlived what it counts", name, labels)
		}
	}
	if got := values(t, reg, metrics.Paused); len(got) != 2 {
		t.Errorf("paused = %v, want shop and new", got)
	}
	if got := values(t, reg, metrics.SyncCycles)[`{result="incomplete",sync="shop"}`]; got != 1 {
		t.Errorf("cycles of shop = %v after a reload, want 1 still", got)
	}
	dropped := total(t, reg, metrics.SeriesDropped)
	set.Cycle(worked("pay"))
	set.Source(record.Collected{Source: "web-e2e"}, start)
	set.Paused("pay", true)
	if got := total(t, reg, metrics.SeriesDropped); got != dropped+3 {
		t.Errorf("%v observations of what is gone were dropped, want 3", got-dropped)
	}
	if got := values(t, reg, metrics.Holds); got[`{reason="policy",sync="pay"}`] != 0 {
		t.Errorf("a sync that is gone came back: %v", got)
	}
}

func TestLabelsAreBounded(t *testing.T) {
	reg, set := fresh()
	o := set.Observer()
	for i := range 500 {
		o.Attempt(httpx.Attempt{Target: "jira", Endpoint: fmt.Sprintf("issue/SHOP-%d", i), Status: 200})
		o.Attempt(httpx.Attempt{Target: fmt.Sprintf("host-%d", i), Endpoint: "search", Status: 200 + i%3})
		o.Waiting("jira", fmt.Sprintf("reason %d", i), time.Second)
	}
	o.Attempt(httpx.Attempt{Target: "jira", Status: 1234})
	if n := len(values(t, reg, metrics.HTTPRequests)); n > 150 {
		t.Errorf("%d series of requests", n)
	}
	if sum := total(t, reg, metrics.HTTPRequests); sum != 1001 {
		t.Errorf("%v requests are counted, want 1001: what has no series of its own is other", sum)
	}
	c := worked("shop")
	for i := range 500 {
		c.Plan.Failing = append(c.Plan.Failing, failing(fmt.Sprintf("P%03d", i), 1, plan.StateHeld))
	}
	c.Plan.Failing = append(c.Plan.Failing, failing("", 1, plan.StateHeld), failing("\xff", 1, "odd"))
	set.Cycle(c)
	if n, limit := len(values(t, reg, metrics.FailingCases)), 102*(len(plan.StateWords())+1); n > limit {
		t.Errorf("%d series of failing cases, want at most %d", n, limit)
	}
	if sum := total(t, reg, metrics.FailingCases); sum != 505 {
		t.Errorf("the states sum to %v, want all 505", sum)
	}
	if total(t, reg, metrics.SeriesDropped) == 0 {
		t.Error("nothing says that labels were dropped")
	}
}

func TestLastSuccessNeedsOne(t *testing.T) {
	reg, set := fresh()
	feed(set)
	attempts, successes := values(t, reg, metrics.SyncLastAttempt), values(t, reg, metrics.SyncLastSuccess)
	if attempts[`{sync="pay"}`] == 0 || successes[`{sync="pay"}`] != 0 {
		t.Errorf("after a failed cycle: attempts %v, successes %v", attempts, successes)
	}
	good := worked("shop")
	good.Outcomes = good.Outcomes[:1]
	set.Cycle(good)
	if got := values(t, reg, metrics.SyncLastSuccess)[`{sync="shop"}`]; got != float64(good.Finished.Unix()) {
		t.Errorf("last success = %v", got)
	}
}

// The states sum to all failing cases: each once, whatever it is called, however many
// syncs see it, and one in a state or project that has no series of its own as other.
func TestFailingCasesSumToAll(t *testing.T) {
	reg, set := fresh()
	var shop, pay []plan.CaseState
	for i, word := range append(plan.StateWords(), "a new word") {
		shop = append(shop, failing("SHOP", i, word), failing("", i, word))
		pay = append(pay, failing("PAY", i, word), failing("SHOP", i, word)) // which shop sees, too
	}
	for sync, list := range map[string][]plan.CaseState{"shop": shop, "pay": pay} {
		set.Cycle(record.Cycle{Sync: sync, Started: start, Finished: start, Plan: plan.Plan{Made: start, Failing: list}})
	}
	want := 3 * (len(plan.StateWords()) + 1) // SHOP, PAY, and those of no project
	if got := total(t, reg, metrics.FailingCases); got != float64(want) {
		t.Errorf("the states sum to %v of %d failing cases: %v", got, want, values(t, reg, metrics.FailingCases))
	}
}
