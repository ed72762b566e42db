package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
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
	// Moved is why this store may not be written from here, "" if it may.
	Moved string
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
	return m.finish(), m.rows()
}

// maker is one plan being made.
type maker struct {
	in      Input
	byID    map[string]jira.Issue
	byKey   map[string]jira.Issue
	plan    Plan
	wants   []want
	states  map[string]CaseState    // by defect key
	learned map[string]ledger.Entry // by name: what the ledger should know from now on; costs Jira nothing
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
		learned: map[string]ledger.Entry{},
		plan:    Plan{Sync: in.Sync, Made: in.Now.UTC(), Changes: []Change{}, Holds: []Hold{}, Failing: []CaseState{}}}
	for _, i := range in.Issues {
		m.byID[i.ID], m.byKey[i.Key] = i, i
	}
	return m
}

// adopt takes in the issues that carry our mark and are not in the ledger, before
// anything is decided: nothing may be created for what exists.
func (m *maker) adopt() {
	visible := slices.DeleteFunc(slices.Clone(m.in.Issues), m.missing)
	m.plan.Adopted = ledger.Adopt(m.in.Book, m.in.Owner, m.in.Site, m.in.Account, visible, m.in.Now)
	if len(m.plan.Adopted) > 0 {
		rows := map[string]ledger.Entry{}
		for _, e := range m.in.Book.Entries {
			rows[e.Name()] = e
		}
		for _, a := range m.plan.Adopted {
			rows[a.Entry.Name()] = a.Entry
			m.learn(a.Entry)
		}
		m.in.Book = ledger.NewBook(slices.Collect(maps.Values(rows)), m.in.Book.Links, m.in.Book.Cold)
	}
	for _, t := range ledger.Twins(m.in.Book, m.in.Owner, m.in.Account, visible) {
		m.plan.Twins += len(t.Keys)
		m.warn("%s carries the same mark as %s and was made by this account, too: close it as a duplicate", strings.Join(t.Keys, " and "), t.Entry.IssueKey)
	}
}

// learn keeps a ledger row as it should be from now on, replacing an earlier word.
func (m *maker) learn(e ledger.Entry) { m.learned[e.Name()] = e }

// relearn changes a ledger row that may have been changed by this plan already.
func (m *maker) relearn(e ledger.Entry, change func(*ledger.Entry)) {
	if l, ok := m.learned[e.Name()]; ok {
		e = l
	}
	change(&e)
	m.learn(e)
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

// hold adds a hold. Its id stays the same however often the held change is wished for
// with other words: an unchanged hold is told once.
func (m *maker) hold(c Change, reason Reason, because string, args ...any) {
	c.ID = model.Key16("hold:v1", string(c.Verb), c.Target.Project, c.Target.Defect, c.Target.IssueID, string(c.Reason), string(reason), c.part())
	c.Work = Work{}
	m.plan.Holds = append(m.plan.Holds, Hold{Change: c, Hold: reason, Because: fmt.Sprintf(because, args...)})
}

// part tells holds of one verb on one issue apart: by link, or by field.
func (c Change) part() string {
	switch {
	case c.Work.RemoteLink != nil:
		return c.Work.RemoteLink.Link.GlobalID
	case c.Work.IssueLink != nil:
		return c.Work.IssueLink.To
	case c.Verb == Update && len(c.Fields) == 1:
		return c.Fields[0].Name
	}
	return ""
}

// rows returns what the ledger should know from now on, sorted by name.
func (m *maker) rows() []ledger.Entry {
	var out []ledger.Entry
	for _, name := range slices.Sorted(maps.Keys(m.learned)) {
		out = append(out, m.learned[name])
	}
	return out
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
	slices.Sort(m.plan.Warnings)
	return m.plan
}
