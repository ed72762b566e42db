package plan

import (
	"maps"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// managed is one field that we keep true on a defect of ours.
type managed struct {
	name string
	ours string // digest of what of our wish is worth an edit
	will string // digest of what Jira will show after we have written it
	// theirs is the digest of what Jira shows now.
	theirs string
	from   string
	to     string
}

// draftOf completes a draft with the mark of its row: the labels, the footer that
// names them, and the property.
func draftOf(d desired.Defect, owner string, e ledger.Entry) jira.Draft {
	draft := d.Draft
	draft.Labels = append(ledger.Labels(owner, e.Key, e.Generation), draft.Labels...)
	blocks := draft.Description.Blocks
	draft.Description.Blocks = append(blocks[:len(blocks):len(blocks)],
		desired.Footer(ledger.IgnoreLabel, ledger.KeyLabel(e.Key, e.Generation)))
	draft.Property = property(d, owner, e, bases(d, draft))
	return draft
}

// bases is what the ledger remembers of the fields once a draft has been made.
func bases(d desired.Defect, draft jira.Draft) map[string]ledger.Base {
	out := map[string]ledger.Base{}
	for _, f := range fieldsOf(d, draft, jira.Issue{}) {
		out[f.name] = ledger.Base{Sent: f.ours, Seen: f.will}
	}
	return out
}

// fieldsOf lists the managed fields of a defect beside what its issue shows.
func fieldsOf(d desired.Defect, draft jira.Draft, issue jira.Issue) []managed {
	return []managed{
		{name: "summary", ours: d.Headline, will: shown(draft.Summary), theirs: shown(issue.Summary),
			from: issue.Summary, to: draft.Summary},
		{name: "description", ours: d.Facts, will: shown(draft.Description.Plain()), theirs: shown(issue.Description),
			from: "as last written", to: d.Why},
	}
}

// shown is the digest of a text in canonical form.
func shown(text string) string { return model.Key16("text:v1", jira.Canonical(text)) }

// fields compares each managed field three ways: what we wish, what we last wrote,
// and what is there. People's edits are never overwritten.
func (m *maker) fields(d desired.Defect, e ledger.Entry, issue jira.Issue) {
	work := PatchWork{Base: map[string]ledger.Base{}, Expect: map[string]string{}}
	c := Change{Verb: Update, Target: target(e), Reason: FactsChanged, Why: d.Why, Case: d.Case.ID}
	with := e
	with.Cases = sharers(e, d)
	draft := draftOf(d, m.in.Owner, with)
	for _, f := range fieldsOf(d, draft, issue) {
		base, known := e.Fields[f.name]
		switch f.compare(base, known) {
		case learn:
			base = ledger.Base{Sent: f.ours}
			if f.theirs == f.will {
				base.Seen = f.theirs
			}
			m.relearn(e, func(r *ledger.Entry) { *r = withBase(*r, f.name, base) })
		case write:
			c.Fields = append(c.Fields, Field{Name: f.name, From: f.from, To: f.to})
			work.Base[f.name] = ledger.Base{Sent: f.ours, Seen: f.will}
			work.Expect[f.name] = f.theirs
		case keep:
			h := c
			h.Fields = []Field{{Name: f.name, From: f.from, To: f.to}}
			because := "somebody edited the %s of %s; syncd leaves it as it is"
			if base.Seen == "" {
				because = "the %s of %s was there before syncd knew the issue; syncd leaves it as it is"
			}
			m.hold(h, HoldHumanEdit, because, f.name, issue.Key)
		}
	}
	e = m.tells(e, d, with.Cases, shown(draft.Description.Plain()), shown(issue.Description), &work)
	m.keep(d, e, issue, &c, &work)
	if len(work.Base) > 0 {
		further := work.Patch.Fields
		work.Patch = patchOf(draft, work.Base)
		work.Patch.Fields = further
		if with.Cases = e.Cases; work.Cases != nil {
			with.Cases = work.Cases
		}
		after := maps.Clone(e.Fields)
		maps.Copy(after, work.Base)
		work.Patch.Property = property(d, m.in.Owner, with, after)
		work.Signatures = union(e.Signatures, d.Signatures)
		c.Work.Patch = &work
		m.want(c, d.Worst, "")
	}
}

// tells keeps in the row who shares an issue, once the issue tells of them. Whoever has
// joined it and is not told of yet may leave it again: were it counted among those that
// share the issue, and people put the issue away, nobody would ever hear of it.
func (m *maker) tells(e ledger.Entry, d desired.Defect, cases []string, will, theirs string, work *PatchWork) ledger.Entry {
	_, edited := work.Base["description"]
	switch {
	case slices.Equal(cases, e.Cases):
	case theirs == will, e.Fields["description"] == ledger.Base{Sent: d.Facts, Seen: theirs}:
		return m.relearn(e, func(r *ledger.Entry) { r.Cases = cases })
	case edited:
		work.Cases = cases
	}
	return e
}

// step is what follows from comparing a field.
type step int

const (
	leave step = iota // nothing to do
	learn             // what is there is the base from now on
	write             // we have something new to say, and nobody else has spoken
	keep              // somebody else has spoken
)

// compare compares a field three ways. A base that shows nothing belongs to an
// adopted issue: what is there are other people's words, and kept.
func (f managed) compare(base ledger.Base, known bool) step {
	switch {
	case f.theirs == f.will && base == (ledger.Base{Sent: f.ours, Seen: f.theirs}):
		return leave
	case f.theirs == f.will, !known:
		return learn
	case base.Sent == f.ours && (base.Seen == f.theirs || base.Seen == ""):
		return leave
	case base.Seen == f.theirs:
		return write
	}
	return keep
}

// patchOf sets the fields that have a new base.
func patchOf(draft jira.Draft, bases map[string]ledger.Base) jira.Patch {
	var p jira.Patch
	if _, ok := bases["summary"]; ok {
		p.Summary = &draft.Summary
	}
	if _, ok := bases["description"]; ok {
		p.Description = &draft.Description
	}
	return p
}

// Shows returns the digest of a managed field as an issue shows it: apply compares
// it with PatchWork.Expect right before it writes.
func Shows(issue jira.Issue, field string) string {
	if id, further := strings.CutPrefix(field, fieldBase); further {
		return shownValue(issue.Fields[id])
	}
	for _, f := range fieldsOf(desired.Defect{}, jira.Draft{}, issue) {
		if f.name == field {
			return f.theirs
		}
	}
	return ""
}

// withBase returns the entry with one field's base replaced, sharing nothing.
func withBase(e ledger.Entry, name string, b ledger.Base) ledger.Entry {
	fields := map[string]ledger.Base{name: b}
	for n, old := range e.Fields {
		if n != name {
			fields[n] = old
		}
	}
	e.Fields = fields
	return e
}

// union joins two sets.
func union(a, b []string) []string {
	out := slices.Concat(a, b)
	slices.Sort(out)
	return slices.Compact(out)
}
