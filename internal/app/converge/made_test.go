package converge

import (
	"slices"
	"strings"
	"time"
)

// defect is one issue that our account made.
type defect struct {
	key  string // of the label syncd.<key>
	test string // name of the case, from the summary that it was made with
	id   string
	name string // issue key at birth
	at   time.Time
}

// created lists what our account made, from the audit.
func (w *world) created() []defect {
	var out []defect
	for _, m := range w.server.Audit() {
		if m.User != ours || m.Verb != "create" {
			continue
		}
		d := defect{id: m.IssueID, name: m.Key, at: m.Time}
		for _, c := range m.Changes {
			switch c.FieldID {
			case "labels":
				d.key = keyIn(strings.Fields(c.ToText))
			case "summary":
				d.test = w.caseIn(c.ToText)
			}
		}
		out = append(out, d)
	}
	return out
}

// keyIn finds our second label.
func keyIn(labels []string) string {
	for _, l := range labels {
		if key, ok := strings.CutPrefix(l, "syncd."); ok {
			return key
		}
	}
	return ""
}

// marked reports whether labels make an issue ours.
func marked(labels []string) bool {
	return slices.Contains(labels, "syncd-"+owner) && keyIn(labels) != ""
}

// caseIn finds the case that a summary speaks of.
func (w *world) caseIn(summary string) string {
	for _, c := range w.suite {
		if strings.HasPrefix(summary, strings.Fields(c.name)[0]+" ") {
			return c.name
		}
	}
	return ""
}

// caseOf is the case that an issue of ours was made for.
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
}

// forget is what losing the store means for the promise.
func (w *world) forget() {
	clear(w.known)
	for _, d := range w.created() {
		if i, there := w.server.Issue(d.id); !there || !marked(i.Labels) {
			w.forgotten[d.key] = true
		}
		w.estranged[d.id] = w.estranged[d.id] || w.didPerson(d.id, "unlink", "")
	}
}
