package metrics_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/metrics"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// start is when every cycle of the tests begins.
var start = time.Date(2026, 5, 4, 6, 0, 0, 0, time.UTC)

// fresh is a set of a small installation with its registry.
func fresh() (*prometheus.Registry, *metrics.Set) {
	reg := metrics.Registry()
	set := metrics.New(reg, "1.0.0", []string{"shop", "pay"}, []string{"web-e2e"}, []string{"jira", "manual"})
	set.Hooks("jira")
	set.Budgets(map[string]int{"manual": 60})
	set.Notifiers("qa-slack")
	return reg, set
}

// failing is a failing case in a state.
func failing(project string, n int, state plan.StateWord) plan.CaseState {
	return plan.CaseState{Case: model.CaseID(fmt.Sprintf("case-%s-%d", project, n)), Project: project, State: state}
}

// worked is a cycle that did a bit of everything.
func worked(sync string) record.Cycle {
	made := plan.Change{ID: "a", Verb: plan.Create, Reason: plan.NewFailure}
	lost := plan.Change{ID: "b", Verb: plan.Comment, Reason: plan.PassedAgain}
	return record.Cycle{ID: "1", Sync: sync, Started: start, Finished: start.Add(4 * time.Second),
		Plan: plan.Plan{Made: start, Changes: []plan.Change{made, lost},
			Holds:   []plan.Hold{{Change: made, Hold: plan.HoldPolicy}, {Change: made, Hold: plan.HoldPolicy}},
			Failing: []plan.CaseState{failing("SHOP", 1, plan.StateDefect), failing("SHOP", 2, plan.StateHeld), failing("SHOP", 3, plan.StateHeld)},
			Twins:   1},
		Linking:  record.Linking{Cases: 12, NoStory: 5, Sources: map[string]record.Loose{"web-e2e": {Cases: 12, NoStory: 5}}},
		Outcomes: []plan.Outcome{{Change: made, Result: plan.Done}, {Change: lost, Result: plan.Uncertain}},
		Stories:  []verdict.Story{{Key: "SHOP-1", Verdict: verdict.Failing}, {Key: "SHOP-2", Verdict: verdict.FullyTested}},
		Readiness: []readiness.Readiness{
			judged(readiness.Scope{Kind: readiness.Release, Project: "SHOP", ID: "14", Name: "1.4", Due: start.AddDate(0, 0, 7)}, "SHOP-1", "SHOP-2"),
			judged(readiness.Scope{Kind: readiness.Sprint, ID: "2", Name: "Sprint 2", Board: "SHOP board", Due: start.AddDate(0, 0, 3)}, "SHOP-1"),
			judged(readiness.Scope{Kind: readiness.Filter, ID: "hot", Name: "hot"}, "SHOP-1"),
		},
		Defects: record.Defects{Site: "jira", Projects: map[string]record.DefectFlow{"SHOP": {Opened: 5, Reopened: 1, Resolved: []time.Duration{30 * time.Minute, 50 * time.Hour},
			Now: map[record.DefectCell]int{{Priority: "High", State: record.DefectOpen}: 2, {Priority: "High", State: record.DefectDone}: 2, {State: record.DefectGone}: 1}}}}}
}

// judged is a scope that is not ready: its first story fails and has a defect.
func judged(s readiness.Scope, keys ...string) readiness.Readiness {
	r := readiness.Readiness{Scope: s, State: readiness.NotReady, AsOf: start, Oldest: start.Add(-time.Hour), Total: len(keys),
		Stories: map[verdict.Word]int{verdict.Failing: 1, verdict.FullyTested: len(keys) - 1},
		Tests:   map[verdict.Progress]int{verdict.Passed: len(keys), verdict.Failed: 1}, Failing: map[plan.StateWord]int{plan.StateDefect: 1},
		Defects: []readiness.PriorityCount{{Priority: "Highest", Open: 1, Blocking: true}},
		Risks:   []readiness.Risk{{Kind: readiness.FailingStory, Blocks: true, Count: 1}, {Kind: readiness.OpenDefect, Count: 1, Accepted: 2}},
		Score:   readiness.Score{Total: 0.6, Parts: map[string]float64{"failing": 0.4, "open_defects": 0.2}}}
	for i, key := range keys {
		m := readiness.Member{Key: key, Title: "story " + key, Type: "Story", Category: jira.InProgress, Verdict: verdict.FullyTested}
		if i == 0 {
			m.Verdict = verdict.Failing
		}
		r.Members = append(r.Members, m)
	}
	return r
}

// exposition is what a scrape of our own series shows.
func exposition(t *testing.T, g prometheus.Gatherer) string {
	t.Helper()
	w := httptest.NewRecorder()
	metrics.Handler(g).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("GET /metrics = %d: %s", w.Code, w.Body)
	}
	var b strings.Builder
	for line := range strings.Lines(w.Body.String()) {
		if name := strings.TrimPrefix(strings.TrimPrefix(line, "# HELP "), "# TYPE "); strings.HasPrefix(name, "syncd_") {
			b.WriteString(line)
		}
	}
	return strings.ReplaceAll(b.String(), runtime.Version(), "go1.x")
}

// values returns the samples of a family by their labels.
func values(t *testing.T, g prometheus.Gatherer, name string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for line := range strings.Lines(exposition(t, g)) {
		rest, ok := strings.CutPrefix(line, name)
		if !ok || rest == "" || rest[0] != '{' && rest[0] != ' ' {
			continue
		}
		var v float64
		i := strings.LastIndexByte(rest, ' ')
		if _, err := fmt.Sscan(rest[i+1:], &v); err != nil {
			t.Fatal(err)
		}
		out[rest[:i]] = v
	}
	return out
}

// total is the sum of a family.
func total(t *testing.T, g prometheus.Gatherer, name string) float64 {
	t.Helper()
	sum := 0.0
	for _, v := range values(t, g, name) {
		sum += v
	}
	return sum
}

// feed tells a set everything there is to tell.
func feed(s *metrics.Set) {
	s.Reloaded(true, start)
	s.Reloaded(false, start.Add(time.Hour))
	s.Projects("PAY")
	s.Cycle(worked("shop"))
	s.Cycle(record.Cycle{Sync: "pay", Started: start, Finished: start.Add(time.Minute), Faults: []record.Fault{{Fatal: true}}})
	s.Source(record.Collected{Source: "web-e2e", Results: 640, BadFiles: 1}, start)
	s.Paused("pay", true)
	s.Ledger(map[ledger.State]int{ledger.Owned: 12, ledger.Inflight: 1})
	o := s.Observer()
	o.Attempt(httpx.Attempt{Target: "jira", Endpoint: "search", Status: 200, Took: 80 * time.Millisecond})
	o.Attempt(httpx.Attempt{Target: "jira", Endpoint: "search", Took: 20 * time.Second})
	o.Waiting("jira", "rate-limited", 3*time.Second)
	o.Waiting("jira", "no-answer", 2*time.Second)
}

func TestExposition(t *testing.T) {
	reg, set := fresh()
	feed(set)
	const path = "testdata/exposition.golden.txt"
	got := exposition(t, reg)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the exposition differs from %s; boards rest on it. If it should, run with -update:\n%s", path, got)
	}
}

func TestLint(t *testing.T) {
	reg, set := fresh()
	feed(set)
	problems, err := testutil.GatherAndLint(reg)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

func TestCatalogueIsWhatIsExported(t *testing.T) {
	reg, set := fresh()
	feed(set)
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string][]string{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName())
			}
			exported[f.GetName()] = labels
			kind := strings.ToLower(f.GetType().String())
			for _, s := range metrics.Catalogue() {
				if s.Name == f.GetName() && (string(s.Kind) != kind || s.Help != f.GetHelp()) {
					t.Errorf("%s is a %s with the help %q", s.Name, kind, f.GetHelp())
				}
			}
		}
	}
	for _, s := range metrics.Catalogue() {
		labels, ok := exported[s.Name]
		if want := slices.Sorted(slices.Values(s.Labels)); !ok || !slices.Equal(labels, want) {
			t.Errorf("%s has labels %v, want %v", s.Name, labels, want)
		}
		delete(exported, s.Name)
	}
	for name := range exported {
		if strings.HasPrefix(name, "syncd_") {
			t.Errorf("%s is exported and not in the catalogue", name)
		}
	}
	if _, ok := exported["go_goroutines"]; !ok {
		t.Error("the collector of the Go runtime is missing")
	}
}

func TestCreatedAtZero(t *testing.T) {
	reg, set := fresh()
	set.Projects("SHOP", "PAY")
	want := map[string]int{
		metrics.SyncCycles: 2 * 4, metrics.Changes: 2 * len(plan.Verbs()) * len(plan.Results()), metrics.ChangesByReason: 2 * len(plan.Reasons()),
		metrics.Holds: 2 * len(plan.HoldReasons()), metrics.PendingChanges: 2 * len(plan.Verbs()), metrics.SyncLastSuccess: 2, metrics.Paused: 2,
		metrics.FailingCases: 2 * len(plan.StateWords()), metrics.Stories: 2 * len(verdict.Words()), metrics.LedgerEntries: 6,
		metrics.DuplicateDefects: 2, metrics.SourceResults: 1, metrics.SourceComplete: 1, metrics.HTTPRetries: 2 * 3, metrics.RateLimitWait: 2,
		metrics.SyncDuration + "_count": 2, metrics.HTTPDuration + "_count": 2, metrics.SeriesDropped: 1, metrics.SeriesLeftOut: 1,
		metrics.Defects: 2 * 6 * len(record.DefectStates()), metrics.DefectsOpened: 2, metrics.DefectsReopened: 2, metrics.DefectResolution + "_bucket": 2 * 9,
	}
	for name, n := range want {
		got := values(t, reg, name)
		if len(got) != n {
			t.Errorf("%s has %d series before anything happened, want %d: %v", name, len(got), n, got)
		}
		for labels, v := range got {
			if v != 0 {
				t.Errorf("%s%s starts at %v", name, labels, v)
			}
		}
	}
}

// Scrapes while cycles end: within one scrape the states must always sum to one of the
// two wholes, never to a mixture.
func TestOneSnapshotPerScrape(t *testing.T) {
	reg, set := fresh()
	many, few := worked("shop"), worked("shop")
	for i := range 90 {
		many.Plan.Failing = append(many.Plan.Failing, failing("SHOP", 100+i, plan.StateWords()[i%6]))
	}
	set.Cycle(few)
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				set.Cycle(many)
				set.Cycle(few)
			}
		}
	})
	for range 50 {
		if sum := total(t, reg, metrics.FailingCases); sum != 3 && sum != 93 {
			t.Errorf("the states sum to %v, want 3 or 93", sum)
		}
	}
	close(stop)
	wg.Wait()
}
