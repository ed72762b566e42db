// Package site is the one state behind every face of the Jira simulator: projects, workflow, issues and what was
// done to them.
//
// It holds the rules (screens, required fields, transitions, permissions, limits, the lagging search index) and
// speaks Jira's own words, but no wire format: a face hands in raw field values together with its Dialect and
// renders what it reads. Every issue version is immutable; a write puts a new version in place, so a reader needs
// no lock and the search index is simply an older version. It reads no clock: callers say when.
package site

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options are the switches of a site.
type Options struct {
	IndexLag time.Duration
	Quirks   Quirks
}

// Quirks are switches where real Jira is uncertain or differs between sites; the zero value is the likelier world.
type Quirks struct {
	CloneCopiesProperties      bool // a clone carries the entity properties of its original
	RemoteLinkMovesUpdate      bool // writing a remote link moves `updated`
	PropertyMovesUpdate        bool // writing an entity property moves `updated`
	BulkFetchReadsIndex        bool // issue/bulkfetch is as stale as search
	BareTransitionDropsComment bool // a comment sent with a transition that has no screen is lost without a word
	LimitCountsDocument        bool // the 32,767 characters of a text count the serialised document, not its text
}

// Site is the whole state.
type Site struct {
	opts Options

	mu       sync.RWMutex
	catalog  *catalog
	issues   map[int64]*record
	order    []int64            // ids in order of creation
	keys     map[string]int64   // every key that ever was, upper case
	kids     map[string][]int64 // issues by the id of their parent
	counters map[string]int64   // last number used per project and per kind of id
	audit    []Mutation
	require  map[string]bool // fields that a fault has made required on create
	last     time.Time       // the newest write: versions never go back in time
	limits   Limits
}

// record is one issue through time.
type record struct {
	now      *Issue // nil once deleted
	versions []version
}

// version is what the index may still show; a nil issue is a deletion.
type version struct {
	at    time.Time
	issue *Issue
}

// New builds a site from a seed; the seed's ages count back from start.
func New(seed *Seed, opts Options, start time.Time) (*Site, error) {
	cat, err := newCatalog(seed, start)
	if err != nil {
		return nil, err
	}
	s := &Site{opts: opts, catalog: cat, issues: map[int64]*record{}, keys: map[string]int64{}, kids: map[string][]int64{},
		counters: map[string]int64{}, require: map[string]bool{}, limits: seed.Limits.orDefault()}
	return s, s.plant(seed, start)
}

// next hands out the next id of a kind; the first is first.
func (s *Site) next(kind string, first int64) int64 {
	n := max(s.counters[kind]+1, first)
	s.counters[kind] = n
	return n
}

// stamp gives a write its time. A late request may carry an older time than the last write; versions must not go
// back, or the index would show them out of order.
func (s *Site) stamp(at time.Time) time.Time {
	if at.Before(s.last) {
		at = s.last
	}
	s.last = at
	return at
}

// find looks an issue up by id or by any key it ever had, any case; nil when there is none now.
func (s *Site) find(idOrKey string) *Issue {
	id, err := strconv.ParseInt(idOrKey, 10, 64)
	if err != nil {
		id = s.keys[strings.ToUpper(strings.TrimSpace(idOrKey))]
	}
	if rec := s.issues[id]; rec != nil {
		return rec.now
	}
	return nil
}

// put makes next the current version.
func (s *Site) put(next *Issue, at time.Time) {
	rec := s.issues[next.ID]
	if rec == nil {
		rec = &record{}
		s.issues[next.ID] = rec
		s.order = append(s.order, next.ID)
	}
	s.adopt(rec.now, next)
	rec.now = next
	rec.remember(version{at, next}, at.Add(-s.opts.IndexLag))
	s.keys[strings.ToUpper(next.Key)] = next.ID
}

// adopt keeps the children of each parent at hand: looking through all issues for them is slow on large sites.
func (s *Site) adopt(before, next *Issue) {
	from, to := "", next.Ref("parent")
	if before != nil {
		from = before.Ref("parent")
	}
	if from == to {
		return
	}
	s.kids[from] = slices.DeleteFunc(s.kids[from], func(id int64) bool { return id == next.ID })
	if to != "" {
		s.kids[to] = append(s.kids[to], next.ID)
	}
}

// remember appends a version and forgets those which no search can show any more.
func (r *record) remember(v version, cut time.Time) {
	r.versions = append(r.versions, v)
	keep := 0
	for i := range r.versions {
		if !r.versions[i].at.After(cut) {
			keep = i
		}
	}
	r.versions = r.versions[keep:]
}

// indexed is the version that the index shows at now; nil while the issue is not indexed yet or was deleted.
func (r *record) indexed(cut time.Time) *Issue {
	var seen *Issue
	for _, v := range r.versions {
		if v.at.After(cut) {
			break
		}
		seen = v.issue
	}
	return seen
}
