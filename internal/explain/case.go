package explain

import (
	"cmp"
	"context"
	"slices"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// whyCase says why a case stands as it does in every sync that uses its source.
func (e *explainer) whyCase(ctx context.Context, id model.CaseID) (record.WhyCase, error) {
	why := record.WhyCase{ID: id, Syncs: []record.WhyIn{}, Orders: []ledger.Order{}, Defects: []record.WhyDefect{}, Writes: []record.Write{}}
	var keys, reported []string
	var c model.Case
	for _, m := range e.syncs {
		w := e.worlds[m.Name]
		known, ok := w.Cases[id]
		if !ok {
			continue
		}
		c = known
		in, of, err := e.whyIn(ctx, m, w, c)
		if err != nil {
			return why, err
		}
		why.Syncs, keys = append(why.Syncs, in), append(keys, of...)
		for _, member := range w.Joined[id] {
			reported = append(reported, string(member))
		}
	}
	why.Title, why.Class, why.Name, why.Source, why.IDs, why.Automated = c.Title, c.Class, c.Name, c.Source, c.IDs, c.Automated
	if e.web != "" {
		why.Page = e.web + "/cases/" + string(id)
	}
	ids := append(reported, string(id))
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if err := e.addJoined(ctx, &why, reported); err != nil {
		return why, err
	}
	for _, one := range ids {
		if o, ok := e.book.Order(one); ok {
			why.Orders = append(why.Orders, o)
		}
	}
	rows := e.rows(func(r ledger.Entry) bool {
		return slices.Contains(keys, r.Key) || slices.ContainsFunc(ids, func(one string) bool { return r.Case == one || r.Has(one) })
	})
	why.Defects = e.defects(rows)
	filters := []store.WriteFilter{}
	for _, one := range ids {
		filters = append(filters, store.WriteFilter{Case: model.CaseID(one)})
	}
	for _, r := range rows {
		if r.IssueKey != "" {
			filters = append(filters, store.WriteFilter{Issue: r.IssueKey})
		}
	}
	var err error
	why.Writes, err = e.writes(ctx, filters)
	return why, err
}

// addJoined names the reported cases that are one.
func (e *explainer) addJoined(ctx context.Context, why *record.WhyCase, ids []string) error {
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return nil // which is nearly always so, and saves reading all cases
	}
	all, err := e.store.Cases(ctx, sourcesOf(e.syncs))
	if err != nil {
		return err
	}
	for _, id := range ids {
		m := record.Match{ID: model.CaseID(id)}
		if i := slices.IndexFunc(all, func(c model.Case) bool { return string(c.ID) == id }); i >= 0 {
			m = record.MatchOf(all[i])
		}
		why.Joined = append(why.Joined, m)
	}
	return nil
}

// whyIn says why a case stands in one sync as it does, and which keys its defects have.
func (e *explainer) whyIn(ctx context.Context, m reconcile.Mapping, w model.World, c model.Case) (record.WhyIn, []string, error) {
	s := e.subject(m, c)
	in := record.WhyIn{Sync: m.Name, Project: m.Wishes.Project, Policy: string(m.Plan.Policy), Excluded: w.Excluded[c.ID], Retired: s.Retired,
		Stories: listed(s.Stories), Keys: listed(e.named(m, s)), Held: []record.WhyHeld{}, Stops: []string{}, Lines: e.lines(m, w, c)}
	if was, ok := w.Renamed[c.ID]; ok {
		match := e.match(w.Cases[was])
		in.Renamed = &match
	}
	if a, fails := m.Wishes.Explain(w, s, e.now); fails {
		in.When = &a
	}
	for _, l := range s.Lines {
		if sig := l.Deciding.Signature; l.Failing() && sig != "" && !slices.Contains(in.Signatures, sig) {
			in.Signatures = append(in.Signatures, sig)
		}
	}
	var keys []string
	if m.Wishes.ProjectID != "" {
		keys = m.Wishes.Keys(s)
		if met, ok := e.book.Contact(m.Wishes.ProjectID, m.Wishes.Space(c.Source)); ok {
			in.Contact = &met
		}
	}
	cycle, err := e.judged(ctx, m.Name)
	if err != nil {
		return in, keys, err
	}
	in.Cycle, in.AsOf = cycle.ID, cycle.Finished
	e.stand(&in, m, s, cycle, keys)
	e.held(&in, c, cycle, keys)
	return in, keys, e.stops(ctx, &in, m)
}

// named lists what a case names, and what people attached to its failures.
func (e *explainer) named(m reconcile.Mapping, s verdict.Subject) []verdict.Named {
	out := e.keys[m.Name].Roles(s.Case)
	for _, a := range s.Attached {
		if !slices.Contains(out, a.Named) {
			out = append(out, a.Named)
		}
	}
	return out
}

// subject is a case as its sync's next cycle would judge it.
func (e *explainer) subject(m reconcile.Mapping, c model.Case) verdict.Subject {
	w := e.worlds[m.Name]
	one := w
	one.Cases = map[model.CaseID]model.Case{c.ID: c}
	return verdict.Subjects(one, m.Counting, e.keys[m.Name])[0]
}

// lines lists the lines of a case and what speaks against those that do not count.
func (e *explainer) lines(m reconcile.Mapping, w model.World, c model.Case) []record.WhyLine {
	mine := slices.DeleteFunc(slices.Clone(w.Lines), func(l model.Line) bool { return l.Case != c.ID })
	out := make([]record.WhyLine, len(mine))
	for i, l := range mine {
		out[i] = record.WhyLine{Line: l, Against: m.Counting.Against(l.LineKey, mine)}
	}
	slices.SortStableFunc(out, func(a, b record.WhyLine) int {
		return cmp.Or(cmp.Compare(min(1, len(a.Against)), min(1, len(b.Against))), a.LineKey.Compare(b.LineKey))
	})
	return out
}
