package metrics

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// projectCap bounds the projects that get series of their own; the rest is other.
const projectCap = 100

// quality exports how tests and stories stand. Everything it says in one scrape comes
// from one snapshot that is swapped whole, so that states always sum.
type quality struct {
	descs map[string]*prometheus.Desc

	mu       sync.Mutex // of writers
	syncs    []string
	views    map[string]view // by sync
	projects map[string]bool
	rows     map[ledger.State]int
	now      atomic.Pointer[snapshot]
}

// view is what the last plan of one sync said. It is never changed, only replaced.
type view struct {
	cases   map[string]map[model.CaseID]plan.StateWord // by project
	stories map[string]verdict.Word                    // by key
	holds   map[plan.Reason]int
	pending map[plan.Verb]int
	twins   int
	linking record.Linking
}

// newQuality starts with an empty snapshot.
func newQuality() *quality {
	q := &quality{descs: map[string]*prometheus.Desc{}, views: map[string]view{}, projects: map[string]bool{}}
	for _, name := range []string{Holds, PendingChanges, Cases, CasesNoStory, FailingCases, Stories, LedgerEntries, DuplicateDefects} {
		d := describe(name)
		q.descs[name] = prometheus.NewDesc(name, d.Help, d.Labels, nil)
	}
	q.now.Store(&snapshot{})
	return q
}

// fold replaces what is known of the cycle's sync, and returns how many projects had
// to be left out. A cycle that ended before it had a plan says nothing: what the one
// before it said still is the best that is known.
func (q *quality) fold(c record.Cycle) int {
	if c.Plan.Made.IsZero() {
		return 0
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	v := newView(c)
	dropped := q.admit(slices.Sorted(maps.Keys(v.cases)))
	for _, key := range slices.Sorted(maps.Keys(v.stories)) {
		dropped += q.admit([]string{model.Project(key)})
	}
	q.views[c.Sync] = v
	q.swap()
	return dropped
}

// newView reads what a cycle says.
func newView(c record.Cycle) view {
	v := view{cases: map[string]map[model.CaseID]plan.StateWord{}, stories: map[string]verdict.Word{},
		holds: map[plan.Reason]int{}, pending: map[plan.Verb]int{}}
	for _, s := range c.Plan.Failing {
		if v.cases[s.Project] == nil {
			v.cases[s.Project] = map[model.CaseID]plan.StateWord{}
		}
		v.cases[s.Project][s.Case] = s.State
	}
	for _, s := range c.Stories {
		v.stories[s.Key] = s.Verdict
	}
	for _, h := range c.Plan.Holds {
		v.holds[h.Hold]++
	}
	for _, ch := range c.Plan.Changes {
		v.pending[ch.Verb]++
	}
	for _, o := range c.Outcomes {
		if o.Result == plan.Done {
			v.pending[o.Change.Verb]--
		}
	}
	v.twins, v.linking = c.Plan.Twins, c.Linking
	return v
}

// admit lets projects have series of their own while there is room for them.
func (q *quality) admit(projects []string) (dropped int) {
	for _, p := range projects {
		switch {
		case q.projects[p]:
		case p == "" || !utf8.ValidString(p) || len(q.projects) >= projectCap:
			dropped++
		default:
			q.projects[p] = true
		}
	}
	return dropped
}

// announce admits projects before anything is known of them.
func (q *quality) announce(projects []string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	dropped := q.admit(projects)
	q.swap()
	return dropped
}

// ledger replaces the counts of ledger rows.
func (q *quality) ledger(rows map[ledger.State]int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.rows = maps.Clone(rows)
	q.swap()
}

// configure forgets syncs that no longer exist.
func (q *quality) configure(syncs []string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.syncs = slices.Clone(syncs)
	maps.DeleteFunc(q.views, func(sync string, _ view) bool { return !slices.Contains(syncs, sync) })
	q.swap()
}
