package plan

import (
	"cmp"
	"maps"
	"slices"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// unit is one wish with the row that answers it, if there is one.
type unit struct {
	d     desired.Defect
	e     ledger.Entry
	known bool
}

// units puts every wish to its row. Cases that share a defect are joined into one wish,
// under the key of the row that they share.
func (m *maker) units() []unit {
	shares := m.shares()
	shared := map[string][]desired.Defect{}
	missing := map[string]map[string]bool{} // by row: cases of whom nothing is known
	rows := map[string]ledger.Entry{}
	for _, list := range shares {
		for _, e := range list {
			if rows[e.Key] = e; missing[e.Key] == nil {
				missing[e.Key] = map[string]bool{}
				for _, c := range e.Cases {
					missing[e.Key][c] = true
				}
			}
		}
	}
	var out []unit
	for _, d := range m.in.Defects {
		for _, e := range shares[string(d.Case.ID)] {
			delete(missing[e.Key], string(d.Case.ID))
		}
		e, common := m.answer(d, shares)
		if common {
			shared[e.Key] = append(shared[e.Key], d)
			rows[e.Key] = e
			continue
		}
		own, known := m.in.Book.Latest(d.Key)
		out = append(out, unit{d, own, known})
	}
	for key, members := range shared {
		e := rows[key]
		d := m.in.Wishes.Join(key, e.Kind == ledger.Flood, members)
		if d.Evidence == desired.Recovered && len(missing[key]) > 0 {
			d.Evidence = desired.Silent // what is not heard of may fail
		}
		e = m.admit(e, d)
		out = append(out, unit{d, e, true})
	}
	slices.SortFunc(out, func(a, b unit) int { return cmp.Compare(a.d.Key, b.d.Key) })
	return out
}

// shares lists the shared rows of each case, the latest generation of each.
func (m *maker) shares() map[string][]ledger.Entry {
	out := map[string][]ledger.Entry{}
	for _, e := range m.in.Book.Entries {
		if latest, _ := m.in.Book.Latest(e.Key); e.Kind == ledger.Single || latest.Generation != e.Generation || !m.ours(e) {
			continue
		}
		for _, c := range e.Cases {
			out[c] = append(out[c], e)
		}
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b ledger.Entry) int {
			return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.Key, b.Key))
		})
	}
	return out
}

// ours reports whether a shared row belongs to this sync's project: another project's
// rows have other keys.
func (m *maker) ours(e ledger.Entry) bool {
	w := m.in.Wishes
	return e.Key == w.FloodKey(e.Source, e.Run) || slices.ContainsFunc(e.Signatures, func(sig string) bool {
		return e.Key == w.TogetherKey(e.Source, e.Run, sig)
	})
}

// answer returns the shared row that a case belongs to, if there is one. A row of its
// own that is alive comes first.
func (m *maker) answer(d desired.Defect, shares map[string][]ledger.Entry) (ledger.Entry, bool) {
	if own, known := m.in.Book.Latest(d.Key); len(d.Members) > 0 || known && m.alive(own) {
		return ledger.Entry{}, false
	}
	if o, ok := m.in.Book.Order(string(d.Case.ID)); ok && o.Verb != ledger.Recreate {
		return ledger.Entry{}, false // somebody has spoken about this case alone
	}
	for _, e := range shares[string(d.Case.ID)] {
		if m.belongs(e, d) {
			return e, true
		}
	}
	if d.Evidence != desired.Failing || !d.Due || d.Muted {
		return ledger.Entry{}, false
	}
	return m.joins(d)
}

// alive reports whether a row has, or may have, an issue that is not Done.
func (m *maker) alive(e ledger.Entry) bool {
	switch e.State {
	case ledger.Owned:
		i, ok := m.byID[e.IssueID]
		return !ok || i.Category != jira.Done
	case ledger.Inflight:
		return true
	}
	return false
}

// belongs reports whether a case that a shared row lists is still its business. One
// that fails in another way than all that share it has got a cause of its own, and so
// has one that failed anew after everything under an umbrella had passed.
func (m *maker) belongs(e ledger.Entry, d desired.Defect) bool {
	switch {
	case d.Evidence != desired.Failing, e.Run == string(d.Since.Run.ID):
		return true
	case e.Kind == ledger.Flood:
		return m.alive(e) && !e.Recovered
	}
	return ledger.Alike(d.Signatures, e.Signatures)
}

// joins finds the shared row that a failing case without one belongs to by what it is:
// broken by the same run, or failing like an umbrella that is still open.
func (m *maker) joins(d desired.Defect) (ledger.Entry, bool) {
	w, run := m.in.Wishes, string(d.Since.Run.ID)
	keys := []string{w.FloodKey(d.Case.Source, run)}
	if d.Case.Automated && len(d.Signatures) == 1 && m.in.Rules.Together {
		keys = append(keys, w.TogetherKey(d.Case.Source, run, d.Signatures[0]))
	}
	for _, key := range keys {
		if e, ok := m.in.Book.Latest(key); ok && e.Kind != ledger.Single {
			return e, true
		}
	}
	for _, e := range m.in.Book.Entries {
		if e.Kind == ledger.Flood && e.Source == d.Case.Source && m.ours(e) && e.State == ledger.Owned && m.alive(e) && !e.Recovered && ledger.Alike(d.Signatures, e.Signatures) {
			return e, true
		}
	}
	return ledger.Entry{}, false
}

// admit keeps in the row who shares it now, and that all of them have passed.
func (m *maker) admit(e ledger.Entry, d desired.Defect) ledger.Entry {
	cases := map[string]bool{}
	for _, c := range e.Cases {
		cases[c] = true
	}
	for _, member := range d.Each() {
		cases[string(member.Case.ID)] = true
	}
	recovered := e.Recovered || d.Evidence == desired.Recovered && m.in.Complete[e.Source]
	if len(cases) == len(e.Cases) && recovered == e.Recovered {
		return e
	}
	return m.relearn(e, func(r *ledger.Entry) {
		r.Cases, r.Recovered = slices.Sorted(maps.Keys(cases)), recovered
	})
}
