package converge

import (
	"slices"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
)

// ticket is an issue as the audit tells it, up to one moment.
type ticket struct {
	id, key string
	ours    bool // our account made it
	clone   bool
	copied  string // id of the issue that it was cloned from
	born    time.Time
	labels  []string

	done       bool
	since      time.Time // when it became Done, or open again
	resolution string
	archived   bool      // Jira says so itself: nobody has to wait and see
	lost       time.Time // when it was deleted or hidden; zero while it can be seen
	deleted    bool

	favours  string // id of the issue that it is a duplicate of
	favoured string // the same, also after that issue was deleted

	// What we have written about it: which parts it stands for, why they fail, whether
	// it lists several tests, and since when each failed when it was made.
	covers map[string]bool
	causes map[outcome]bool
	shared bool
	began  map[string]time.Time
	moved  int // times that we took it out of Done

	edited map[string]string // fields that a person set, with what it was set to
	unlink map[string]bool   // keys of issues that a person unlinked it from
}

// past is all of Jira at one moment.
type past struct {
	w    *world
	by   map[string]*ticket // by id
	ids  map[string]string  // by every key that there ever was
	made map[string]*ticket // the first issue of ours that was made with a mark
	last map[string]*ticket // who was last seen to carry a mark
	// pointed are ids of issues that a person has named as the original of another one.
	pointed map[string]bool
}

// newPast is Jira before the story.
func (w *world) newPast() *past {
	p := &past{w: w, by: map[string]*ticket{}, ids: map[string]string{}, made: map[string]*ticket{}, last: map[string]*ticket{}, pointed: map[string]bool{}}
	for _, i := range w.seeded {
		t := p.ticket(i.ID)
		t.key, t.labels, t.done, t.since = i.Key, i.Labels, i.Category == "done", i.Resolved
		p.ids[i.Key] = i.ID
	}
	return p
}

// ticket returns an issue, new if it is.
func (p *past) ticket(id string) *ticket {
	if p.by[id] == nil {
		p.by[id] = &ticket{id: id, covers: map[string]bool{}, causes: map[outcome]bool{}, began: map[string]time.Time{},
			edited: map[string]string{}, unlink: map[string]bool{}}
	}
	return p.by[id]
}

// learn carries Jira over one deed.
func (p *past) learn(m simjira.Mutation) {
	t := p.ticket(m.IssueID)
	t.key, p.ids[m.Key] = m.Key, m.IssueID
	switch m.Verb {
	case "create", "clone":
		t.born, t.ours, t.clone = m.Time, m.User == ours, m.Verb == "clone"
	case "archive":
		t.lost, t.archived = m.Time, true
		if t.done && p.w.edition() == simjira.Cloud { // there it is known only that it was after it was closed
			t.lost = t.since
		}
	case "unarchive":
		t.lost, t.archived = time.Time{}, false
	case "delete":
		t.deleted, t.lost, t.archived = true, m.Time, false
		for _, other := range p.by {
			if other.favours == t.id {
				other.favours = ""
			}
		}
	}
	for _, c := range m.Changes {
		p.change(t, m, c)
	}
	if name := markOf(t.labels); name != "" && t.lost.IsZero() && !t.clone {
		if old := p.last[name]; old == nil || !old.lost.IsZero() || markOf(old.labels) != name {
			p.last[name] = t // of two issues with one mark the first stays the answer
		}
		if t.ours && p.made[name] == nil {
			p.made[name] = t
		}
	}
}

// change carries an issue over one change.
func (p *past) change(t *ticket, m simjira.Mutation, c simjira.Change) {
	byUs := m.User == ours
	switch c.FieldID {
	case "labels":
		t.labels = strings.Fields(c.ToText)
	case "resolution":
		t.resolution = c.ToText
	case "security":
		if t.lost = (time.Time{}); c.ToText == secret {
			t.lost = m.Time
		}
	case "status":
		if done := c.ToText == "Done"; done != t.done {
			if t.done, t.since = done, m.Time; byUs && !done {
				t.moved++
			}
		}
	case "description":
		if byUs {
			p.w.read(t, c.ToText, m.Time)
		}
	}
	switch {
	case m.Verb == "link" && strings.Contains(c.ToText, "This issue clones"):
		t.copied = p.ids[c.To]
	case m.Verb == "link" && strings.Contains(c.ToText, "duplicates"):
		t.favours = p.ids[c.To]
		t.favoured = t.favours
		p.pointed[t.favours] = true
	case m.Verb == "unlink" && t.favours != "" && t.favours == p.ids[c.From]:
		t.favours, t.favoured = "", ""
	}
	switch {
	case byUs:
	case m.Verb == "unlink":
		t.unlink[c.From] = true
	case m.Verb == "update" && slices.Contains(kept, c.FieldID):
		t.edited[c.FieldID] = c.ToText
	}
}

// kept are the fields in which a person has the last word: summary, description, Test
// Verdict and Syncd ID.
var kept = []string{"summary", "description", "customfield_10050", "customfield_10051"}

// until is Jira as far as we could know it before a deed: what we did ourselves, and
// what people did so long before that every search shows it.
func (w *world) until(n int, lag time.Duration) *past {
	p, audit := w.newPast(), w.server.Audit()
	for _, m := range audit[:n] {
		if m.User == ours || !m.Time.After(audit[n].Time.Add(-lag)) {
			p.learn(m)
		}
	}
	return p
}

// markOf is what comes after `syncd.` in the one label that says which defect an issue
// is; nothing unless the owner's label is there, too.
func markOf(labels []string) string {
	var names []string
	for _, l := range labels {
		if name, ok := strings.CutPrefix(l, "syncd."); ok {
			names = append(names, name)
		}
	}
	if len(names) != 1 || !slices.Contains(labels, "syncd-"+owner) {
		return ""
	}
	return names[0]
}

// keyOf splits a mark into its key and its generation.
func keyOf(name string) (key string, generation int) {
	key, number, later := strings.Cut(name, ".")
	if !later {
		return key, 1
	}
	for _, d := range number {
		generation = generation*10 + int(d-'0')
	}
	return key, generation
}

// holder is the issue that carries a mark and can be seen; a clone carries it by
// accident.
func (p *past) holder(name string) *ticket {
	if t := p.last[name]; t != nil && t.lost.IsZero() && markOf(t.labels) == name {
		return t
	}
	for _, t := range p.by {
		if !t.clone && t.lost.IsZero() && markOf(t.labels) == name {
			return t
		}
	}
	return nil
}

// original follows an issue that people have closed in favour of another one; nil if
// they have not.
func (p *past) original(t *ticket) *ticket {
	var found *ticket
	for range 5 {
		next := p.by[t.favours]
		if !t.done || next == nil || !next.lost.IsZero() {
			break
		}
		t, found = next, next
	}
	return found
}

// rivals lists the marks that stand for a part, the latest generation of each.
func (p *past) rivals(part string) []string {
	latest := map[string]string{}
	for name, t := range p.made {
		key, generation := keyOf(name)
		if _, newest := keyOf(latest[key]); t.covers[part] && (latest[key] == "" || generation > newest) {
			latest[key] = name
		}
	}
	var out []string
	for _, name := range latest {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
