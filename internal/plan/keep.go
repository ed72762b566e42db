package plan

import (
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// keep compares the further fields of a defect with what its issue shows, three ways
// like the others. What is to be written joins the edit; what is not, is held.
func (m *maker) keep(d desired.Defect, e ledger.Entry, issue jira.Issue, c *Change, work *PatchWork) {
	for _, f := range m.fills {
		theirs, read := issue.Fields[f.field.ID]
		if f.Once || !read {
			continue
		}
		value, canonical, digest, err := m.fit(f, d, e)
		if err != nil {
			m.tell(*c, []trouble{{f, err}})
			continue
		}
		base, known := e.Fields[f.base()]
		w := wish{value: value, canonical: canonical, digest: digest, theirs: theirs, base: base, known: known, taken: e.Adopted}
		to, step := w.decide(f)
		after := ledger.Base{Sent: digest, Seen: shownValue(canonical)}
		switch step {
		case learn:
			if w.foreign() && !f.own() && !slices.Equal(canonical, theirs) {
				after.Seen = unseen
			}
			m.relearn(e, func(r *ledger.Entry) { *r = withBase(*r, f.base(), after) })
		case write:
			c.Fields = append(c.Fields, Field{Name: f.field.Name, From: strings.Join(theirs, ", "), To: to.String()})
			if work.Patch.Fields == nil {
				work.Patch.Fields = map[string]jira.Value{}
			}
			work.Patch.Fields[f.field.ID] = to
			work.Base[f.base()], work.Expect[f.base()] = after, shownValue(theirs)
		case keep:
			m.yield(*c, f, w, to)
		}
	}
}

// yield holds what a person has decided otherwise.
func (m *maker) yield(h Change, f filling, w wish, to jira.Value) {
	h.Fields = []Field{{Name: f.field.Name, From: strings.Join(w.theirs, ", "), To: to.String()}}
	because := "somebody edited %s of %s; syncd leaves it as it is"
	if !w.known || w.base.Seen == unseen {
		because = "%s of %s was set before syncd filled it; syncd leaves it as it is"
	}
	m.hold(h, HoldHumanEdit, because+", unless defects.fields.%s says `conflict: enforce`", f.field.Name, h.Target.Issue, f.Field)
}

// own reports whether only our own elements of the field are ours: a list, in which
// people may keep elements of theirs.
func (f filling) own() bool { return f.field.Kind().Many() && !f.Enforce }

// wish is what a field should hold, beside what it holds and what we know of it.
type wish struct {
	value, canonical jira.Value
	digest           string
	theirs           jira.Value
	base             ledger.Base
	known            bool
	taken            bool // the issue was adopted: what it holds are other people's words
}

// unseen is what we have seen of a field that other people filled before the issue was
// ours: nothing that it could show equals it.
const unseen = "?"

// foreign reports whether what the field holds are other people's words.
func (w wish) foreign() bool { return !w.known && w.taken }

// decide says what to do with a field, and what would be written.
func (w wish) decide(f filling) (jira.Value, step) {
	if f.own() {
		return w.elements()
	}
	there, ours := shownValue(w.theirs), shownValue(w.canonical)
	switch {
	case there == ours && w.base == (ledger.Base{Sent: w.digest, Seen: there}) && w.known:
		return nil, leave
	case there == ours:
		return nil, learn
	case len(w.canonical) == 0 && (!w.known || f.field.Required):
		return nil, leave // nothing to say, and nothing of ours to take back
	case w.known && w.base == (ledger.Base{Sent: w.digest, Seen: there}):
		return nil, leave // only what changes with every run is another
	case f.Enforce, w.known && w.base.Seen == there:
		return w.value, write
	case w.foreign():
		return nil, learn
	case !w.known && len(w.theirs) == 0:
		return w.value, write // the rule is newer than the issue
	case w.base.Seen == unseen && w.base.Sent == w.digest:
		return nil, leave
	}
	return w.value, keep
}

// elements decides on a list of which only our elements are ours: those that are new
// come, those that we have put there and want no more go, and one that a person took
// away stays away.
func (w wish) elements() (jira.Value, step) {
	switch {
	case w.known && w.base.Sent == w.digest:
		return nil, leave
	case w.foreign():
		return nil, learn
	}
	before := strings.Fields(w.base.Seen)
	was := func(e string) bool { return slices.Contains(before, shownValue(jira.Value{e})) }
	out := slices.DeleteFunc(slices.Clone(w.theirs), func(e string) bool { return was(e) && !slices.Contains(w.canonical, e) })
	for _, e := range w.canonical {
		if !was(e) && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	slices.Sort(out)
	if slices.Equal(out, w.theirs) {
		return nil, learn
	}
	return out, write
}
