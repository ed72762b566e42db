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
	"syncd/internal/record"
)

// projectCap bounds the projects that get series of their own; the rest is other.
const projectCap = 100

// Bounds says how much the series about quality may be.
type Bounds struct {
	// Series is how many there may be. Those of syncs and projects always stay; of releases,
	// sprints and filters those that are due first do, and of stories those of the first
	// scopes.
	Series  int
	Stories bool // whether stories are named at all
	Titles  bool // whether the series of a story has its title
}

// DefaultBounds are those of an empty configuration.
func DefaultBounds() Bounds { return Bounds{Series: 10_000, Stories: true} }

// quality exports how tests and stories stand. Everything it says in one scrape comes
// from one snapshot that is swapped whole, so that states always sum.
type quality struct {
	descs  map[string]*prometheus.Desc
	titled *prometheus.Desc // of StoryInfo with a title

	mu       sync.Mutex // of writers
	syncs    []string
	views    map[string]view // by sync
	projects map[string]bool
	rows     map[ledger.State]int
	bounds   Bounds
	held     bool // nothing is shown while another instance shows it
	now      atomic.Pointer[snapshot]
}

// newQuality starts with an empty snapshot.
func newQuality() *quality {
	q := &quality{descs: map[string]*prometheus.Desc{}, views: map[string]view{}, projects: map[string]bool{}, bounds: DefaultBounds(), held: true}
	for _, d := range slices.Concat(standing(), scoped(), storied(), defective()) {
		q.descs[d.Name] = prometheus.NewDesc(d.Name, d.Help, d.Labels, nil)
		if d.Name == StoryInfo {
			q.titled = prometheus.NewDesc(d.Name, d.Help, with(d.Labels, d.Optional...), nil)
		}
	}
	q.now.Store(&snapshot{})
	return q
}

// fold replaces what is known of the cycle's sync, and returns how many projects had
// to be left out. A cycle that ended before it had a plan says nothing: what the one
// before it said still is the best that is known. So it is with scopes and defects where
// a cycle ended before it could judge them.
func (q *quality) fold(c record.Cycle) int {
	if c.Plan.Made.IsZero() {
		return 0
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	v, old := newView(c), q.views[c.Sync]
	if c.Readiness == nil {
		v.scopes = old.scopes
	}
	if c.Defects.Site == "" {
		v.defects = old.defects
	}
	dropped := q.admit(slices.Sorted(maps.Keys(v.cases)))
	for _, key := range slices.Sorted(maps.Keys(v.stories)) {
		dropped += q.admit([]string{model.Project(key)})
	}
	for _, s := range v.scopes {
		if s.Project != "" {
			dropped += q.admit([]string{s.Project})
		}
	}
	dropped += q.admit(slices.Sorted(maps.Keys(v.defects.Projects)))
	q.views[c.Sync] = v
	q.swap()
	return dropped
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

// project is the label of a project.
func (q *quality) project(name string) string {
	if q.projects[name] {
		return name
	}
	return other
}

// announce admits projects before anything is known of them.
func (q *quality) announce(projects []string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	dropped := q.admit(projects)
	q.swap()
	return dropped
}

// ledger replaces the counts of ledger rows. It is called often and mostly with what is
// known already.
func (q *quality) ledger(rows map[ledger.State]int) {
	q.change(func() bool {
		same := maps.Equal(rows, q.rows)
		q.rows = maps.Clone(rows)
		return !same
	})
}

// configure forgets syncs that no longer exist.
func (q *quality) configure(syncs []string) {
	q.change(func() bool {
		q.syncs = slices.Clone(syncs)
		maps.DeleteFunc(q.views, func(sync string, _ view) bool { return !slices.Contains(syncs, sync) })
		return true
	})
}

// bound says how much there may be from now on.
func (q *quality) bound(b Bounds) {
	q.change(func() bool {
		q.bounds = b
		return true
	})
}

// hold says whether anything is shown.
func (q *quality) hold(on bool) {
	q.change(func() bool {
		changed := q.held != on
		q.held = on
		return changed
	})
}

// change changes what is known, and shows it if that changed anything.
func (q *quality) change(by func() (changed bool)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if by() {
		q.swap()
	}
}
