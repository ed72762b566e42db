package converge

import (
	"slices"
	"strings"

	simjira "syncd/internal/sim/jira"
)

// past is an issue as the audit tells it, up to one moment.
type past struct {
	labels []string
	clone  bool
	edited map[string]string // fields that a person set, with what it was set to
	unlink map[string]bool   // issues that a person unlinked it from
}

// judgeAudit reads everything that ever happened, in order, and wants that our
// account touched only what was ours at that moment, and nothing that a person had
// set.
func (w *world) judgeAudit() {
	all := map[string]*past{}
	for _, m := range w.server.Audit() {
		p := all[m.IssueID]
		if p == nil {
			p = &past{edited: map[string]string{}, unlink: map[string]bool{}}
			all[m.IssueID] = p
		}
		if m.User == ours && m.Verb != "create" {
			w.judgeTouch(m, p)
		}
		p.learn(m)
	}
}

// kept are the fields in which a person has the last word: summary, description, Test
// Verdict and Syncd ID.
var kept = []string{"summary", "description", "customfield_10050", "customfield_10051"}

// learn carries the issue over one deed.
func (p *past) learn(m simjira.Mutation) {
	p.clone = p.clone || m.Verb == "clone"
	for _, c := range m.Changes {
		if c.FieldID == "labels" {
			p.labels = strings.Fields(c.ToText)
		}
		if m.User == ours {
			continue
		}
		switch {
		case m.Verb == "update" && (slices.Contains(kept, c.FieldID)):
			p.edited[c.FieldID] = c.ToText
		case m.Verb == "unlink":
			p.unlink[c.From] = true
		}
	}
}

// judgeTouch judges one deed of our account on an issue.
func (w *world) judgeTouch(m simjira.Mutation, p *past) {
	when := m.Time.UTC().Format("Jan 02 15:04:05")
	if slices.Contains(p.labels, "syncd-ignore") {
		w.fault("%s: %s of ours at %s although it carries syncd-ignore", m.Key, m.Verb, when)
	}
	if m.Verb == "remotelink" {
		if _, total := w.tally(m.Key); total == 0 {
			w.fault("%s: remote link at %s although no test names it", m.Key, when)
		}
		return
	}
	if !marked(p.labels) {
		w.fault("%s: %s of ours at %s although it does not carry our mark", m.Key, m.Verb, when)
	}
	if p.clone && !w.forgotten[keyIn(p.labels)] {
		w.fault("%s: %s of ours at %s although it is a person's copy", m.Key, m.Verb, when)
	}
	for _, c := range m.Changes {
		text, edited := p.edited[c.FieldID]
		again := m.Verb == "link" && p.unlink[c.To]
		switch {
		case again && w.estranged[m.IssueID]:
			w.count.pardon("a link that a person had taken away was made again, because the store was lost after that", 1)
		case edited:
			w.fault("%s: we overwrote the %s that a person had set to %q, at %s", m.Key, c.FieldID, text, when)
		case again:
			w.fault("%s: we linked it to %s again at %s, which a person had taken away", m.Key, c.To, when)
		}
	}
}
