package plan

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// birth is a defect that is to be made. Those without a row may still be gathered into
// one that several cases share.
type birth struct {
	d     desired.Defect
	e     ledger.Entry // the row that exists already, or has been made up for it
	after string       // key of the issue that it follows, "" if it is the first
}

// create wishes a new defect.
func (m *maker) create(d desired.Defect, e ledger.Entry, after string) {
	if m.behind(d, m.creation(birth{d, e, after})) {
		return
	}
	name := e.Name()
	if e.Key == "" {
		name = ledger.Name(d.Key, 1)
	}
	m.stands[d.Key] = stand{d: d, state: StateNew, defect: name, detail: d.Why}
	m.births = append(m.births, birth{d, e, after})
}

// floods gathers what one run broke into one umbrella, where it is too much for a
// defect each.
func (m *maker) floods() {
	f := m.in.Rules.Flood
	for _, g := range m.groups(func(b birth) []string { return []string{b.d.Case.Source, string(b.d.Since.Run.ID)} }) {
		run := g[0].d.Since.Run.ID
		members := flatten(g)
		n, ran := len(members), m.in.Ran[run]
		if f.Cases <= 0 || n < f.Cases && (n < f.AtLeast || ran == 0 || float64(n) < f.Share*float64(ran)) {
			continue
		}
		m.share(ledger.Flood, m.in.Wishes.FloodKey(g[0].d.Case.Source, string(run)), run, g, members)
	}
}

// gather puts automated failures that began alike in one run under one defect.
func (m *maker) gather() {
	if !m.in.Rules.Together {
		return
	}
	groups := m.groups(func(b birth) []string {
		if !b.d.Case.Automated || len(b.d.Signatures) != 1 || weak(b.d.Signatures[0]) {
			return nil
		}
		return []string{b.d.Case.Source, string(b.d.Since.Run.ID), b.d.Signatures[0]}
	})
	for _, g := range groups {
		if len(g) > 1 {
			d := g[0].d
			m.share(ledger.Together, m.in.Wishes.TogetherKey(d.Case.Source, string(d.Since.Run.ID), d.Signatures[0]), d.Since.Run.ID, g, flatten(g))
		}
	}
}

// weak reports whether a signature is too little to say that two tests fail for one
// cause.
func weak(signature string) bool {
	return signature == "" || strings.HasPrefix(signature, model.Weak)
}

// groups sorts the births that have no row, and that nobody asked for one by one, by
// what they have in common.
func (m *maker) groups(common func(birth) []string) [][]birth {
	var names []string
	by := map[string][]birth{}
	for _, b := range m.births {
		name := strings.Join(common(b), "\x1f")
		if b.e.Key != "" || b.d.Since.Run.ID == "" || m.ordered(b.d, ledger.File) || name == "" {
			continue
		}
		if by[name] == nil {
			names = append(names, name)
		}
		by[name] = append(by[name], b)
	}
	slices.Sort(names)
	out := make([][]birth, len(names))
	for i, name := range names {
		out[i] = by[name]
	}
	return out
}

// flatten lists all wishes of a group.
func flatten(g []birth) []desired.Defect {
	var out []desired.Defect
	for _, b := range g {
		out = append(out, b.d.Each()...)
	}
	return out
}

// share replaces a group of births by one that they share.
func (m *maker) share(kind ledger.Kind, key string, run model.RunID, g []birth, members []desired.Defect) {
	if _, exists := m.in.Book.Latest(key); exists {
		return
	}
	mine := map[string]bool{}
	for _, b := range g {
		mine[b.d.Key] = true
		delete(m.stands, b.d.Key)
	}
	m.births = slices.DeleteFunc(m.births, func(b birth) bool { return mine[b.d.Key] })
	d := m.in.Wishes.Join(key, kind == ledger.Flood, members)
	e := m.row(d, ledger.Entry{})
	e.Kind, e.Run = kind, string(run)
	m.create(d, e, "")
}

// bear wishes the create of one defect, and its links where the create itself cannot
// make them.
func (m *maker) bear(b birth) {
	c := m.creation(b)
	if !m.filled(b, &c) {
		return
	}
	m.want(c, b.d.Worst, b.d.Key)
	m.attach(b.d, c.Work.Draft.Entry, Target{Project: c.Target.Project, Defect: c.Target.Defect})
	if m.in.Rules.LinksInCreate {
		return
	}
	for _, l := range m.links(b) {
		reason, why := StoryLinked, checks(b.d, l)
		if l == b.after {
			reason, why = NewFailure, l+" was the defect of "+b.d.Case.Title+" before"
		}
		m.issueLink(b.d, c.Work.Draft.Entry, l, reason, why)
	}
}

// links lists the issues that a new defect is linked to: its stories, and the issue
// that it follows.
func (m *maker) links(b birth) []string {
	var out []string
	for _, l := range b.d.Draft.Links {
		if m.linkable(l.To) {
			out = append(out, l.To)
		}
	}
	if b.after != "" && m.linkable(b.after) && !slices.Contains(out, b.after) {
		out = append(out, b.after)
	}
	return out
}

// creation is the change that makes a defect, under the row that may exist already.
func (m *maker) creation(b birth) Change {
	d, e := b.d, b.e
	if e.Key == "" {
		e = m.row(d, e)
	}
	e.Cases = sharers(e, d)
	draft := draftOf(d, m.in.Owner, e)
	e.Fields, e.Linked, e.Signatures = bases(d, draft), nil, d.Signatures
	draft.Links = nil
	fields := []Field{{Name: "type", To: draft.Type}, {Name: "summary", To: draft.Summary}}
	if draft.Priority != "" {
		fields = append(fields, Field{Name: "priority", To: draft.Priority})
	}
	if m.in.Rules.LinksInCreate {
		for _, to := range m.links(b) {
			draft.Links = append(draft.Links, jira.IssueLink{Type: m.in.Rules.LinkType, To: to})
			fields = append(fields, Field{Name: "link", To: to})
			e.Linked = append(e.Linked, to)
		}
	}
	why := d.Why
	if b.after != "" {
		why += "; " + b.after + ", its defect before, is closed"
	}
	return Change{Verb: Create, Target: Target{Project: d.Project, Defect: e.Name()}, Fields: fields,
		Reason: NewFailure, Why: why, Case: d.Case.ID, Work: Work{Draft: &DraftWork{Entry: e, Draft: draft}}}
}

// row is the ledger row of a wish without an issue, as if nothing had been sent yet.
func (m *maker) row(d desired.Defect, e ledger.Entry) ledger.Entry {
	created := e.CreatedAt
	if created.IsZero() {
		created = m.in.Now
	}
	return ledger.Entry{Key: d.Key, Generation: cmp.Or(e.Generation, 1), State: ledger.Planned, Role: ledger.Own, Site: m.in.Site,
		Project: d.Project, Source: d.Case.Source, Case: string(d.Case.ID), Title: d.Draft.Summary,
		Kind: e.Kind, Cases: e.Cases, Run: e.Run, CreatedAt: created, UpdatedAt: m.in.Now}
}

// next is the row of the generation that follows one whose issue is closed or lost.
func (m *maker) next(d desired.Defect, e ledger.Entry) ledger.Entry {
	return m.row(d, ledger.Entry{Generation: e.Generation + 1, Kind: e.Kind, Run: e.Run})
}
