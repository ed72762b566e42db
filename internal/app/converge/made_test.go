package converge

import (
	"maps"
	"slices"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
)

// defect is one issue that our account made.
type defect struct {
	name string // of the label that says which defect it is
	test string // name of a case, from the description that it was made with
	id   string
	at   time.Time
}

// created lists what our account made, from the audit.
func (w *world) created() []defect {
	var out []defect
	for _, m := range w.server.Audit() {
		if m.User != ours || m.Verb != "create" {
			continue
		}
		d := defect{id: m.IssueID, at: m.Time}
		for _, c := range m.Changes {
			switch c.FieldID {
			case "labels":
				d.name = markOf(strings.Fields(c.ToText))
			case "description":
				d.test = w.caseIn(c.ToText)
			}
		}
		out = append(out, d)
	}
	return out
}

// marked reports whether labels make an issue ours.
func marked(labels []string) bool { return markOf(labels) != "" }

// caseIn finds a case that a summary or description speaks of.
func (w *world) caseIn(text string) string {
	word := testWord.FindString(text)
	for _, c := range w.suite {
		if word != "" && strings.HasPrefix(c.name, word+" ") {
			return c.name
		}
	}
	return ""
}

// caseOf is a case that an issue of ours was made for.
func (w *world) caseOf(id string) string {
	for _, d := range w.created() {
		if d.id == id {
			return d.test
		}
	}
	return ""
}

// recognise remembers the issues that a cycle which began at a time must have seen:
// those that are old enough for settling and for the search index.
func (w *world) recognise(begun time.Time) {
	for _, d := range w.created() {
		if begun.Sub(d.at) > 11*time.Minute {
			w.known[d.id] = true
		}
	}
	w.looks[len(w.looks)-1].whole = true
	w.met = w.met || slices.ContainsFunc(w.contacts, func(c contact) bool { return c.era == w.count.lost })
}

// forget is what losing the store means for the promise. A copy that is put back knows
// what was certainly known when it was made. Labels that a person put back moments ago no
// search shows yet, and an issue that is older than the index lag is found by search alone.
func (w *world) forget(knows map[string]bool) {
	for _, d := range w.created() {
		i, there := w.server.Issue(d.id)
		if !knows[d.id] && (!there || w.relabelled(d.id, time.Now().Add(-lag)) || markOf(i.Labels) != d.name || i.Security == secret || i.Archived) {
			w.forgotten[d.name] = true
		}
		w.estranged[d.id] = w.estranged[d.id] || w.didPerson(d.id, "unlink")
	}
	w.known = maps.Clone(knows)
	w.releases = append(w.releases, time.Now())
}

// relabelled reports whether a person changed the labels of an issue after a moment.
func (w *world) relabelled(id string, after time.Time) bool {
	return slices.ContainsFunc(w.server.Audit(), func(m simjira.Mutation) bool {
		return m.IssueID == id && m.User != ours && m.Time.After(after) &&
			slices.ContainsFunc(m.Changes, func(c simjira.Change) bool { return c.FieldID == "labels" })
	})
}
