package plan

import (
	"slices"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// piece is one field of a story, or its label, beside what it should show.
type piece struct {
	wish
	rule   filling // of the configuration, with its field
	field  jira.Field
	fact   ledger.Published
	write  jira.Value
	step   step
	every  time.Duration
	family []string
	err    error
}

// pieces are the fields of a story, and its label, beside what they should show.
func (m *maker) pieces(s desired.Shown, story jira.Issue) []piece {
	var out []piece
	for i, rule := range m.in.Wishes.Publish.Fields {
		field, found := m.showing[rule.Field]
		theirs, read := story.Fields[field.ID]
		if !found || !read {
			continue
		}
		if on, there := m.in.EditScreens[ScreenOf(story)][field.ID]; there {
			field = on
		}
		p := piece{rule: filling{Fill: desired.Fill{Field: rule.Field, Enforce: !rule.Keep}, field: field}, field: field, every: rule.Every, err: s.Wrong[i]}
		if p.err == nil {
			p.value = shape(field, slices.Clone(s.Values[i].Value))
			p.canonical, p.err = field.Canonical(p.value)
		}
		p.theirs, p.digest = theirs, s.Values[i].Digest
		out = append(out, m.judged(p, story))
	}
	if s.Label != "" {
		label := jira.Field{ID: ledger.LabelsField, Name: "label"}
		p := piece{rule: filling{Fill: desired.Fill{Field: "labels", Enforce: true}, field: label}, field: label}
		p.family, p.value, p.canonical = m.in.Wishes.Publish.Family(), jira.Value{s.Label}, jira.Value{s.Label}
		p.theirs, p.digest = kin(story.Labels, p.family), shownValue(p.canonical)
		out = append(out, m.judged(p, story))
	}
	return out
}

// kin are the labels of an issue that belong to a family, sorted.
func kin(labels, family []string) jira.Value {
	out := slices.DeleteFunc(slices.Clone(labels), func(l string) bool { return !slices.Contains(family, l) })
	slices.Sort(out)
	return out
}

// judged says what is to be done with a piece. Where the values of a choice are not known,
// ours is taken for theirs if it differs in case alone: Jira would choose the same.
func (m *maker) judged(p piece, story jira.Issue) piece {
	if p.err != nil {
		return p
	}
	if len(p.canonical) == 0 {
		p.step = leave // nothing to say, and nothing is ever emptied
		return p
	}
	if p.field.Allowed == nil && slices.EqualFunc(p.canonical, p.theirs, strings.EqualFold) {
		p.canonical = p.theirs
	}
	fact, _ := m.in.Book.Shown(story.ID, p.field.ID)
	p.base, p.known = fact.Base, fact.Known()
	p.write, p.step = p.decide(p.rule)
	if due := fact.At().Add(p.every); p.step == leave && p.changed() && p.every > 0 && !m.in.Now.Before(due) {
		p.step, p.write = write, p.value
	}
	return p
}

// changed reports whether a piece that is left alone would show something else: what
// changes with every run, and is no reason for an edit of its own.
func (p piece) changed() bool {
	return len(p.canonical) > 0 && p.every > 0 && shownValue(p.theirs) != shownValue(p.canonical)
}

// remembered is what is known of a piece, with since when it should show what it should now.
// Of that, and of what is there already, the ledger learns.
func (m *maker) remembered(p piece, story jira.Issue) ledger.Published {
	had, _ := m.in.Book.Shown(story.ID, p.field.ID)
	now := had
	now.IssueID, now.IssueKey, now.Project, now.Field, now.Name = story.ID, story.Key, story.Project, p.field.ID, p.field.Name
	if p.err == nil && len(p.canonical) > 0 {
		if now.Wish != p.digest {
			now.Wish, now.Since = p.digest, m.in.Now.UTC()
		}
		if p.step == learn {
			now.Base, now.Value = ledger.Base{Sent: p.digest, Seen: shownValue(p.theirs)}, p.theirs.String()
		}
	}
	if now.Wish != "" && (now.Wish != had.Wish || now.Base != had.Base || now.IssueKey != had.IssueKey || now.Name != had.Name) {
		m.known.Published = append(m.known.Published, now)
	}
	return now
}

// told is the piece as people read it. What somebody has put into a field of a restricted
// issue is nobody else's to read.
func (p piece) told(story jira.Issue) Field {
	f := Field{Name: p.field.Name, To: p.value.String()}
	if len(p.theirs) > 0 {
		f.From = p.theirs.String()
	}
	if story.Security != "" && f.From != "" && shownValue(p.theirs) != p.base.Seen {
		f.From = "(not shown: the issue is restricted)"
	}
	return f
}
