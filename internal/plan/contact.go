package plan

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/desired"
	"syncd/internal/ledger"
)

// meet notes what a source looks like when it is first judged for this project. If it
// shows more red than a flood would, none of it is news: it is shown and counted, and
// filed once it has passed and fails again, or when somebody says so.
func (m *maker) meet() {
	failing, seen, newest := map[string]int{}, map[string]bool{}, map[string]time.Time{}
	for _, d := range m.in.Defects {
		for _, one := range d.Each() {
			source := one.Case.Source
			seen[source] = true
			newest[source] = latest(newest[source], one.Last.At, one.Passed.At)
			if one.Evidence == desired.Failing && !one.Muted {
				failing[source]++
			}
		}
	}
	for source := range m.in.Complete {
		if _, met := m.contact(source); met || !seen[source] {
			continue
		}
		if _, behind := m.in.Behind[source]; behind {
			continue // half of it says little of what it looks like
		}
		limit := m.in.Rules.Flood.Cases
		m.known.Contacts = append(m.known.Contacts, ledger.Contact{Project: m.in.Wishes.ProjectID, Source: m.in.Wishes.Space(source),
			At: newest[source], Failing: failing[source], Red: limit > 0 && failing[source] > limit})
	}
	slices.SortFunc(m.known.Contacts, func(a, b ledger.Contact) int { return compareText(a.Source, b.Source) })
	if len(m.known.Contacts) > 0 {
		facts := m.in.Book.Facts
		facts.Contacts = slices.Concat(facts.Contacts, m.known.Contacts)
		m.in.Book = ledger.NewBook(facts, m.in.Book.Cold)
	}
}

// contact returns what a source looked like at first.
func (m *maker) contact(source string) (ledger.Contact, bool) {
	return m.in.Book.Contact(m.in.Wishes.ProjectID, m.in.Wishes.Space(source))
}

// red reports whether a failure is as old as our acquaintance with its source, and no
// news therefore.
func (m *maker) red(d desired.Defect) bool {
	c, met := m.contact(d.Case.Source)
	if !met || !c.Red || d.Since.At.After(c.At) || d.Muted {
		return false
	}
	m.hold(m.creation(birth{d: d}), HoldAlreadyRed, "it failed, like %d others, when syncd first saw %s; it is filed once it has passed and fails again, or with `syncd file %s`",
		c.Failing-1, d.Case.Source, d.Case.ID)
	m.state(d, StateRed, "", fmt.Sprintf("it failed, like %d others, when syncd first saw %s; it is filed once it has passed and fails again", c.Failing-1, d.Case.Source))
	return true
}

// latest returns the last of some times.
func latest(times ...time.Time) time.Time {
	return slices.MaxFunc(times, time.Time.Compare)
}
