package plan

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// Publish says how stories are written to.
type Publish struct {
	Settle      time.Duration // how long a verdict must have stood
	MinInterval time.Duration // between two edits of one story
	// WritesPerDay is how many edits of stories of one project a day may see; 0 means no
	// bound.
	WritesPerDay int
	Freeze       bool // a story that is Done shows what it showed then
}

// ScreenOf names the edit screen of an issue: those of one project and type are taken for
// one.
func ScreenOf(i jira.Issue) string { return i.Project + " " + i.Type }

// PublishedFields finds the fields of the site that the rules about stories mean, and says
// what is wrong with those that mean none.
func PublishedFields(p desired.Publish, site jira.Fields) (fields map[string]jira.Field, wrong map[string]error) {
	names := make([]string, len(p.Fields))
	for i, f := range p.Fields {
		names[i] = f.Field
	}
	return Named(names, site)
}

// publish wishes that stories show their verdicts. A computed field that shows anything
// else is a lie, so people's edits are overwritten unless the rule says otherwise; nothing
// is ever emptied.
func (m *maker) publish() {
	if len(m.in.Shown) == 0 {
		return
	}
	m.published()
	defects := map[string]bool{} // what is a defect of ours is filled as one, whatever its type
	for _, e := range m.in.Book.Entries {
		defects[e.IssueID] = defects[e.IssueID] || e.Role == ledger.Own && e.State == ledger.Owned
	}
	for _, s := range m.in.Shown {
		if story, ok := m.byKey[s.Story]; ok && !m.missing(story) && !defects[story.ID] && slices.Contains(m.in.Stories, story.Project) {
			m.show(s, story)
		}
	}
}

// published finds the fields that the rules mean, and those that rest. What is wrong with a
// rule is said once, not on each story.
func (m *maker) published() {
	fields, wrong := PublishedFields(m.in.Wishes.Publish, m.in.StoryFields)
	m.showing = fields
	for _, f := range m.in.Wishes.Publish.Fields {
		if err := wrong[f.Field]; err != nil && m.in.StoryFields != nil {
			m.warn("fields: %s: %v; no story shows it", f.Field, err)
		}
	}
	n := map[string]int{}
	m.idle = map[string]string{}
	for _, p := range m.in.Book.Parked {
		if p.About != "" && p.Rests(m.in.Setup, m.in.Now) {
			if n[p.About]++; n[p.About] >= declinedMost {
				m.idle[p.About] = p.Words
			}
		}
	}
}

// show compares one story with what it should show. What is due goes into one edit, and
// what changes with every run rides along.
func (m *maker) show(s desired.Shown, story jira.Issue) {
	base := Change{Verb: Update, Target: Target{Project: story.Project, IssueID: story.ID, Issue: story.Key}, Reason: VerdictChanged, Why: s.Why}
	var due, ride []piece
	for _, p := range m.pieces(s, story) {
		p.fact = m.remembered(p, story)
		c := base
		c.Fields = []Field{p.told(story)}
		switch why, because := m.waits(p, c, story); {
		case p.err == nil && p.step == leave && p.changed():
			ride = append(ride, p)
		case p.err == nil && (p.step == leave || p.step == learn):
		case why != "":
			m.hold(c, why, "%s", because)
		default:
			due = append(due, p)
		}
	}
	if len(due) > 0 {
		m.edit(base, append(due, ride...), story)
	}
}

// edit wishes one edit of a story.
func (m *maker) edit(c Change, pieces []piece, story jira.Issue) {
	w := PublishWork{Expect: map[string]string{}, Freeze: m.in.Rules.Publish.Freeze}
	w.Patch.Silent = m.in.Silent[story.Project]
	var edited []string
	for _, p := range pieces {
		if p.known && p.rule.Enforce && shownValue(p.theirs) != p.base.Seen {
			edited = append(edited, p.field.Name)
		}
		c.Fields = append(c.Fields, p.told(story))
		w.Expect[p.field.ID] = shownValue(p.theirs)
		p.fact.Base, p.fact.Value = ledger.Base{Sent: p.digest, Seen: shownValue(p.canonical)}, p.value.String()
		w.Facts = append(w.Facts, p.fact)
		if p.field.ID == ledger.LabelsField {
			w.Family = p.family
			w.Patch.AddLabels, w.Patch.RemoveLabels = without(p.value, p.theirs), without(p.theirs, p.value)
			continue
		}
		if w.Patch.Fields == nil {
			w.Patch.Fields = map[string]jira.Value{}
		}
		w.Patch.Fields[p.field.ID] = p.write
		if p.write == nil {
			w.Patch.Fields[p.field.ID] = p.value
		}
	}
	if len(edited) > 0 {
		c.Why += fmt.Sprintf("; somebody had changed %s, which syncd computes", strings.Join(edited, " and "))
	}
	c.Work.Publish = &w
	m.want(c, 0, "")
}

// without is what of a list another one lacks.
func without(list, other jira.Value) []string {
	return slices.DeleteFunc(slices.Clone([]string(list)), func(l string) bool { return slices.Contains(other, l) })
}
