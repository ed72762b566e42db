package plan

import (
	"cmp"
	"slices"
	"time"

	"syncd/internal/desired"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
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
	rows, joined := map[string]ledger.Entry{}, map[string][]desired.Defect{}
	var out []unit
	for _, d := range m.in.Defects {
		d.Key = m.keyOf(d)
		common := m.answers(d, shares)
		for _, e := range common {
			rows[e.Key], joined[e.Key] = e, append(joined[e.Key], d.Each()...)
		}
		if own, known := m.in.Book.Latest(d.Key); len(common) == 0 || known && d.Evidence != desired.Failing {
			out = append(out, unit{d, own, known})
		}
	}
	for key, members := range joined {
		e := rows[key]
		d := m.in.Wishes.Join(key, e.Kind == ledger.Flood, members)
		if d.Evidence == desired.Recovered && m.unheard(e) {
			d.Evidence = desired.Silent // what is not heard of may fail
		}
		out = append(out, unit{d, m.admit(e, d), true})
	}
	slices.SortFunc(out, func(a, b unit) int { return cmp.Compare(a.d.Key, b.d.Key) })
	return out
}

// keyOf is the key under which a wish is known: its own, unless only a case that was
// joined in it has a row.
func (m *maker) keyOf(d desired.Defect) string {
	if _, known := m.in.Book.Latest(d.Key); known {
		return d.Key
	}
	best := ledger.Entry{Key: d.Key}
	for _, key := range d.Also {
		if e, known := m.in.Book.Latest(key); known && (best.State == "" || m.alive(e) && !m.alive(best)) {
			best = e
		}
	}
	return best.Key
}

// unheard reports whether nothing at all is known of one of the cases that share a row.
func (m *maker) unheard(e ledger.Entry) bool {
	return slices.ContainsFunc(e.Cases, func(c string) bool { return !m.heard[model.CaseOf(c)] })
}

// shares lists the shared rows of each case, the latest generation of each.
func (m *maker) shares() map[string][]ledger.Entry {
	out := map[string][]ledger.Entry{}
	for _, e := range m.in.Book.Entries {
		if latest, _ := m.in.Book.Latest(e.Key); e.Kind == ledger.Single || latest.Generation != e.Generation || !m.ours(e) {
			continue
		}
		for _, c := range e.Cases {
			c = model.CaseOf(c)
			if last := len(out[c]) - 1; last < 0 || out[c][last].Key != e.Key {
				out[c] = append(out[c], e)
			}
		}
	}
	for _, list := range out {
		slices.SortFunc(list, latestFirst)
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

// answers returns the shared rows that a wish belongs to. A failing one belongs to one at
// most, and not while a row of its own is alive; one that does not fail speaks for every
// row that lists it, so that each of them may come to its end.
func (m *maker) answers(d desired.Defect, shares map[string][]ledger.Entry) []ledger.Entry {
	own, known := m.in.Book.Latest(d.Key)
	listed := m.listed(d, shares)
	if d.Evidence != desired.Failing {
		return slices.DeleteFunc(listed, func(e ledger.Entry) bool {
			return known && e.Recovered && !own.CreatedAt.Before(e.CreatedAt) // it has failed anew since, which is told there
		})
	}
	if known && m.alive(own) || m.spoken(d) {
		return nil
	}
	for _, e := range listed {
		if m.belongs(e, d) {
			return []ledger.Entry{e}
		}
	}
	if !d.Due || d.Muted {
		return nil
	}
	return m.joins(d)
}

// listed returns the shared rows that list a wish, or one that it is made of, each once.
func (m *maker) listed(d desired.Defect, shares map[string][]ledger.Entry) []ledger.Entry {
	var out []ledger.Entry
	for _, one := range d.Each() {
		for _, e := range shares[string(one.Case.ID)] {
			if e.Lists(one.Member()) && !slices.ContainsFunc(out, func(o ledger.Entry) bool { return o.Key == e.Key }) {
				out = append(out, e)
			}
		}
	}
	slices.SortFunc(out, latestFirst)
	return out
}

// latestFirst orders shared rows.
func latestFirst(a, b ledger.Entry) int {
	return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.Key, b.Key))
}

// spoken reports whether somebody has spoken about one of the cases alone.
func (m *maker) spoken(d desired.Defect) bool {
	return slices.ContainsFunc(d.Each(), func(one desired.Defect) bool {
		o, ok := m.in.Book.Order(string(one.Case.ID))
		return ok && o.Verb != ledger.Recreate
	})
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

// belongs reports whether a failing case that a shared row lists is still its business.
// One that fails in another way than all that share it has got a cause of its own, and
// so has one that failed anew after everything under an umbrella had passed, or after
// people had put the umbrella away.
func (m *maker) belongs(e ledger.Entry, d desired.Defect) bool {
	began := e.Run == string(d.Since.Run.ID)
	if e.Kind == ledger.Flood {
		return began || !e.Recovered && (m.alive(e) || !d.Since.At.After(m.putAway(e)))
	}
	return ledger.Alike(d.Signatures, e.Signatures) || began && len(d.Signatures) == 0
}

// putAway is when people closed, let go or deleted the issue of a row: what failed under
// it then is no news. It is zero while the issue is open.
func (m *maker) putAway(e ledger.Entry) time.Time {
	if i, ok := m.byID[e.IssueID]; e.State == ledger.Owned && ok && i.Category == jira.Done {
		return doneAt(i)
	}
	return e.Lost
}

// joins finds the shared row that a failing case without one belongs to by what it is:
// broken by the same run, or failing like an umbrella that is still open.
func (m *maker) joins(d desired.Defect) []ledger.Entry {
	w, run := m.in.Wishes, string(d.Since.Run.ID)
	keys := []string{w.FloodKey(d.Case.Source, run)}
	if d.Case.Automated && len(d.Signatures) == 1 && m.in.Rules.Together {
		keys = append(keys, w.TogetherKey(d.Case.Source, run, d.Signatures[0]))
	}
	for _, key := range keys {
		if e, ok := m.in.Book.Latest(key); ok && e.Kind != ledger.Single {
			return []ledger.Entry{e}
		}
	}
	var open []ledger.Entry
	for _, e := range m.in.Book.Entries {
		if e.Kind == ledger.Flood && e.Source == d.Case.Source && m.ours(e) && e.State == ledger.Owned && e.Role == ledger.Own && m.alive(e) && !e.Recovered && ledger.Alike(d.Signatures, e.Signatures) {
			open = append(open, e)
		}
	}
	slices.SortFunc(open, latestFirst)
	return open[:min(1, len(open))]
}

// admit keeps in the row that all who share it have passed. Who shares it is kept once the
// issue tells of them: see tells.
func (m *maker) admit(e ledger.Entry, d desired.Defect) ledger.Entry {
	if e.Recovered || d.Evidence != desired.Recovered || !m.in.Complete[e.Source] {
		return e
	}
	return m.relearn(e, func(r *ledger.Entry) { r.Recovered = true })
}

// sharers lists who shares a defect once its issue tells of all that it should.
func sharers(e ledger.Entry, d desired.Defect) []string {
	if e.Kind == ledger.Single {
		return nil
	}
	cases := slices.Clone(e.Cases)
	for _, member := range d.Each() {
		cases = append(cases, member.Member())
	}
	slices.Sort(cases)
	return slices.Compact(cases)
}
