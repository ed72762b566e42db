package plan

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// Input is everything that a plan is made from.
type Input struct {
	Sync    string
	Site    string
	Owner   string
	Account string // ours, at the site
	Rules   Rules

	Defects []desired.Defect
	Links   []desired.StoryLink
	Wishes  desired.Rules // writes the texts that depend on what exists

	Issues    []jira.Issue        // the mirror
	Sightings map[string]Sighting // by issue id: when each was last seen
	Book      ledger.Book
	Complete  map[string]bool // by source: whether absence in it means anything

	Now time.Time
}

// Rules is how a sync acts.
type Rules struct {
	Policy         Policy
	MaxCreates     int // per cycle; the worst first, the rest is held
	MaxTransitions int
	Resolve        Resolve
	LinkType       string // between a story and its defect
	// LinksInCreate says that the create screen takes links; otherwise each link is a
	// request of its own.
	LinksInCreate bool
	// IndexLag is how long something that was just written may stay invisible.
	IndexLag time.Duration
	// Paused is why nothing may be written, "" if writing is allowed.
	Paused string
}

// Resolve is what is done with an open defect whose tests pass again.
type Resolve string

// The ways to resolve.
const (
	ByComment    Resolve = "comment"
	ByTransition Resolve = "transition"
	ByNothing    Resolve = "nothing"
)

// Sighting says when a mirrored issue was last seen, and how often it was looked
// for in vain since. It has no name of its own in the language, so that the store
// need not know this room.
type Sighting = struct {
	Seen   time.Time // last time that Jira showed it
	Looks  int       // looks in vain since then
	Missed time.Time // the first of those; zero if there is none
}

// Make compares what should be with what is. The same input always makes the same
// plan, byte for byte.
func Make(in Input) (Plan, []ledger.Entry) {
	m := newMaker(in)
	m.adopt()
	for _, d := range m.in.Defects {
		m.defect(d)
	}
	for _, l := range m.in.Links {
		m.storyLink(l)
	}
	m.guard()
	return m.finish(), m.learned
}

// maker is one plan being made.
type maker struct {
	in      Input
	byID    map[string]jira.Issue
	byKey   map[string]jira.Issue
	plan    Plan
	wants   []want
	states  map[string]CaseState // by defect key
	learned []ledger.Entry       // what the ledger should know from now on; costs Jira nothing
}

// want is a change that is wished for; guard decides whether it is made.
type want struct {
	change Change
	worst  int    // urgency: failures in a row
	defect string // key of the defect whose case's state depends on it, "" if none does
}

// newMaker indexes the input.
func newMaker(in Input) *maker {
	m := &maker{in: in, byID: map[string]jira.Issue{}, byKey: map[string]jira.Issue{}, states: map[string]CaseState{},
		plan: Plan{Sync: in.Sync, Made: in.Now.UTC()}}
	for _, i := range in.Issues {
		m.byID[i.ID], m.byKey[i.Key] = i, i
	}
	return m
}

// adopt takes in the issues that carry our mark and are not in the ledger, before
// anything is decided: nothing may be created for what exists.
func (m *maker) adopt() {
	found := ledger.Adopt(m.in.Book, m.in.Owner, m.in.Site, m.in.Account, m.in.Issues, m.in.Now)
	if len(found) == 0 {
		return
	}
	entries := slices.Clone(m.in.Book.Entries)
	for _, a := range found {
		entries = slices.DeleteFunc(entries, func(e ledger.Entry) bool {
			return e.Key == a.Entry.Key && e.Generation == a.Entry.Generation
		})
		entries = append(entries, a.Entry)
		m.learned = append(m.learned, a.Entry)
		for _, key := range a.Twins {
			m.warn("%s and %s carry the same mark and were both made by this account: close one of them as a duplicate", a.Entry.IssueKey, key)
		}
	}
	m.plan.Adopted = found
	m.in.Book = ledger.NewBook(entries, m.in.Book.Links, m.in.Book.Cold)
}

// learn keeps a ledger row as it should be from now on, replacing an earlier word.
func (m *maker) learn(e ledger.Entry) {
	i := slices.IndexFunc(m.learned, func(o ledger.Entry) bool { return o.Key == e.Key && o.Generation == e.Generation })
	if i >= 0 {
		m.learned[i] = e
		return
	}
	m.learned = append(m.learned, e)
}

// warn adds a warning for people.
func (m *maker) warn(format string, args ...any) {
	m.plan.Warnings = append(m.plan.Warnings, fmt.Sprintf(format, args...))
}

// want adds a wished change and gives it its id.
func (m *maker) want(c Change, worst int, defect string) {
	parts := []string{"change:v1", string(c.Verb), c.Target.Project, c.Target.Defect, c.Target.IssueID, string(c.Reason)}
	for _, f := range c.Fields {
		parts = append(parts, f.Name, f.To)
	}
	c.ID = model.Key16(parts...)
	m.wants = append(m.wants, want{change: c, worst: worst, defect: defect})
}

// hold adds a hold, and with it the state of the case.
func (m *maker) hold(c Change, reason Reason, because string, args ...any) {
	c.ID = model.Key16("hold:v1", string(c.Verb), c.Target.Project, c.Target.Defect, c.Target.IssueID, string(c.Reason), string(reason))
	c.Work = Work{}
	m.plan.Holds = append(m.plan.Holds, Hold{Change: c, Hold: reason, Because: fmt.Sprintf(because, args...)})
}

// finish sorts everything: a plan reads the same however its input was ordered.
func (m *maker) finish() Plan {
	slices.SortFunc(m.plan.Changes, compare)
	slices.SortFunc(m.plan.Holds, func(a, b Hold) int { return cmp.Or(cmp.Compare(a.Hold, b.Hold), compare(a.Change, b.Change)) })
	for _, s := range m.states {
		m.plan.Failing = append(m.plan.Failing, s)
	}
	slices.SortFunc(m.plan.Failing, func(a, b CaseState) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Case, b.Case))
	})
	slices.SortFunc(m.learned, func(a, b ledger.Entry) int { return cmp.Compare(a.Name(), b.Name()) })
	slices.Sort(m.plan.Warnings)
	return m.plan
}
