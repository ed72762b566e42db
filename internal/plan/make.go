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
	Stories []string            // projects of stories, by key
	Speaks  map[string][]string // the sources of the tests that refer to a story, muted ones among them, by its key
	Wishes  desired.Rules       // writes the texts that depend on what exists
	Shown   []desired.Shown     // what stories should show of their verdicts

	Issues []jira.Issue // the mirror
	Screen jira.Fields  // of new defects
	// StoryFields are the fields of the whole site, EditScreens what may be set in stories,
	// by ScreenOf; nil where no story shows its verdict in a field.
	StoryFields jira.Fields
	EditScreens map[string]jira.Fields
	Silent      map[string]bool     // projects, by key, in which we may edit without telling anybody
	Sightings   map[string]Sighting // by issue id: when each was last seen
	Book        ledger.Book
	Complete    map[string]bool // by source: whether absence in it means anything
	Behind      map[string]Lag  // by source, those that are still being read
	// Former are the ids of issues by keys under which they were known before they moved, as
	// far as results name them.
	Former map[string]string
	Ran    map[model.RunID]int // cases that ran, by run, of runs in which failures began
	// Setup is a digest of what a refused change rests on: configuration and metadata.
	Setup string

	Now time.Time
}

// Sighting says when a mirrored issue was last seen, and how often it was looked
// for in vain since. It has no name of its own in the language, so that the store
// need not know this room.
type Sighting = struct {
	Seen   time.Time // last time that Jira showed it
	Looks  int       // looks in vain since then
	Missed time.Time // the first of those; zero if there is none
}

// Make compares what should be with what is. The same input always makes the same
// plan, byte for byte. What it learns are facts, which even a dry cycle keeps.
func Make(in Input) (Plan, ledger.Facts) {
	m := newMaker(in)
	m.screen()
	m.letGo()
	m.adopt()
	m.inscriptions()
	m.meet()
	m.rests = m.resting()
	for _, u := range m.units() {
		m.defect(u)
	}
	m.floods()
	m.gather()
	for _, b := range m.births {
		m.bear(b)
	}
	for _, l := range m.in.Links {
		m.storyLink(l)
	}
	m.unlinks()
	m.publish()
	m.backlinks()
	m.breakers()
	m.guard()
	return m.finish(), m.facts()
}

// maker is one plan being made.
type maker struct {
	in     Input
	byID   map[string]jira.Issue
	byKey  map[string]jira.Issue
	plan   Plan
	births []birth
	rests  map[string]string // fields that are not tried on new defects, with jira's words
	fills  []filling         // what further fields of defects hold
	wants  []want
	// showing are the fields in which stories show their verdicts, by the name in the rule;
	// idle those that several stories would not take, with jira's words, by id; written
	// counts the edits of stories within a day, by project.
	showing map[string]jira.Field
	idle    map[string]string
	written map[string]int
	stands  map[string]stand        // by defect key
	heard   map[string]bool         // cases of which anything is known
	wished  map[string]bool         // keys of which a wish speaks
	taken   map[string]string       // issues that this plan adopts: the key of the defect, by id
	known   ledger.Facts            // what the ledger should know from now on, beside rows; costs Jira nothing
	rows    map[string]ledger.Entry // rows that it should know, by name
}

// want is a change that is wished for; guard decides whether it is made.
type want struct {
	change Change
	worst  int    // urgency: failures in a row
	defect string // key of the defect whose case's state depends on it, "" if none does
	rests  bool   // it is true only after a transition of the same plan
}

// newMaker indexes the input.
func newMaker(in Input) *maker {
	m := &maker{in: in, byID: map[string]jira.Issue{}, byKey: map[string]jira.Issue{}, stands: map[string]stand{},
		heard: map[string]bool{}, wished: map[string]bool{}, taken: map[string]string{}, rows: map[string]ledger.Entry{},
		plan: Plan{Sync: in.Sync, Made: in.Now.UTC(), Changes: []Change{}, Holds: []Hold{}, Failing: []CaseState{}}}
	for _, i := range in.Issues {
		m.byID[i.ID], m.byKey[i.Key] = i, i
	}
	for _, d := range in.Defects {
		for _, one := range d.Each() {
			m.heard[string(one.Case.ID)] = true
		}
		for _, key := range append([]string{d.Key}, d.Also...) {
			m.wished[key] = true
		}
	}
	return m
}

// adopt takes in the issues that carry our mark and are not in the ledger, before
// anything is decided: nothing may be created for what exists.
func (m *maker) adopt() {
	visible := slices.DeleteFunc(slices.Clone(m.in.Issues), m.missing)
	for _, e := range ledger.Clones(m.in.Book, m.in.Owner, visible) {
		m.learn(e)
	}
	m.reread()
	m.plan.Adopted = ledger.Adopt(m.in.Book, m.in.Owner, m.in.Site, m.in.Account, visible, m.in.Now)
	for i, a := range m.plan.Adopted {
		m.plan.Adopted[i].Entry = m.inscribed(a.Entry)
		m.learn(m.plan.Adopted[i].Entry)
	}
	m.reread()
	for _, t := range ledger.Twins(m.in.Book, m.in.Owner, m.in.Account, visible) {
		m.plan.Twins += len(t.Keys)
		m.warn("%s carries the same mark as %s and was made by this account, too: close it as a duplicate", strings.Join(t.Keys, " and "), t.Entry.IssueKey)
	}
}

// reread makes what was learned part of the book.
func (m *maker) reread() {
	if len(m.rows) == 0 {
		return
	}
	rows := map[string]ledger.Entry{}
	for _, e := range m.in.Book.Entries {
		rows[e.Name()] = e
	}
	maps.Copy(rows, m.rows)
	facts := m.in.Book.Facts
	facts.Entries = nil
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		facts.Entries = append(facts.Entries, rows[name])
	}
	m.in.Book = ledger.NewBook(facts, m.in.Book.Cold)
}

// learn keeps a ledger row as it should be from now on, replacing an earlier word.
func (m *maker) learn(e ledger.Entry) { m.rows[e.Name()] = e }

// relearn changes a ledger row that may have been changed by this plan already, and
// returns it.
func (m *maker) relearn(e ledger.Entry, change func(*ledger.Entry)) ledger.Entry {
	if l, ok := m.rows[e.Name()]; ok {
		e = l
	}
	change(&e)
	m.learn(e)
	return e
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
	c.ID = model.Key16("hold:v1", c.Parking(), string(c.Reason), string(reason))
	c.Work = Work{}
	m.plan.Holds = append(m.plan.Holds, Hold{Change: c, Hold: reason, Because: fmt.Sprintf(because, args...)})
}

// Parking names what a change is about, whatever it would say: if Jira refuses it, this
// is what rests.
func (c Change) Parking() string {
	if c.Work.Attach != nil {
		return model.Key16("parking:v1", "attach", c.Target.Defect) // also before the issue has an id
	}
	if w := c.Work.Backlink; w != nil { // likewise
		return model.Key16("parking:v1", string(c.Verb), c.Target.Defect, w.Source, w.Ref, string(w.Kind))
	}
	return model.Key16("parking:v1", string(c.Verb), c.Target.Project, c.Target.Defect, c.Target.IssueID, c.part())
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

// facts returns what the ledger should know from now on, sorted.
func (m *maker) facts() ledger.Facts {
	out := m.known
	for _, name := range slices.Sorted(maps.Keys(m.rows)) {
		out.Entries = append(out.Entries, m.rows[name])
	}
	slices.SortFunc(out.Published, func(a, b ledger.Published) int {
		return cmp.Or(strings.Compare(a.IssueID, b.IssueID), strings.Compare(a.Field, b.Field))
	})
	return out
}

// finish sorts everything: a plan reads the same however its input was ordered.
func (m *maker) finish() Plan {
	slices.SortFunc(m.plan.Changes, compare)
	slices.SortFunc(m.plan.Holds, func(a, b Hold) int { return cmp.Or(cmp.Compare(a.Hold, b.Hold), compare(a.Change, b.Change)) })
	m.plan.Failing = m.told()
	slices.SortFunc(m.plan.Failing, func(a, b CaseState) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(a.Title, b.Title), cmp.Compare(a.Case, b.Case))
	})
	slices.Sort(m.plan.Warnings)
	return m.plan
}
