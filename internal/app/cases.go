package app

import (
	"context"
	"slices"

	"syncd/internal/explain"
	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// Cases lists the cases of all sources that some sync uses, with the stories that they
// check as far as Jira was looked at.
func (b board) Cases(ctx context.Context, f record.CaseFilter) (record.CaseList, error) {
	w := b.world.Load()
	cases, err := b.store.Cases(ctx, w.used())
	if err != nil {
		return record.CaseList{}, err
	}
	keys, err := b.keys(ctx, w, cases)
	if err != nil {
		return record.CaseList{}, err
	}
	all := make([]record.CaseKeys, len(cases))
	for i, c := range cases {
		all[i] = w.caseKeys(c, keys)
	}
	var rules []record.RuleUse
	for _, name := range w.order {
		for _, l := range keys[name].Links.All() {
			rules = append(rules, record.RuleUse{Sync: name, Link: l, Wrong: keys[name].Unfit(l)})
		}
	}
	return record.ListCases(all, rules, f), nil
}

// used lists the sources of all syncs, each once.
func (w *world) used() []string {
	var out []string
	for _, name := range w.order {
		out = append(out, w.syncs[name].mapping.Sources...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// caseKeys says what the keys of a case mean to each sync that uses its source.
func (w *world) caseKeys(c model.Case, keys map[string]verdict.Keys) record.CaseKeys {
	out := record.CaseKeys{Case: c, Place: verdict.PlaceOf(c), Fit: map[string]bool{}, Stories: []string{}, Keys: []record.KeyIn{}}
	for _, name := range w.order {
		if !slices.Contains(w.syncs[name].mapping.Sources, c.Source) {
			continue
		}
		for _, n := range keys[name].Roles(c) {
			out.Keys = append(out.Keys, record.KeyIn{Sync: name, Named: n})
			if n.Role == verdict.RoleStory {
				out.Stories = append(out.Stories, n.Key)
				if n.Rule != "" {
					out.Fit[name+" "+n.Rule] = true
				}
			}
		}
	}
	slices.Sort(out.Stories)
	out.Stories = slices.Compact(out.Stories)
	return out
}

// keys returns how each sync understands the keys of these cases, with what the mirror
// knows of their issues.
func (b board) keys(ctx context.Context, w *world, cases []model.Case) (map[string]verdict.Keys, error) {
	issues, err := b.issues(ctx)
	if err != nil {
		return nil, err
	}
	out := map[string]verdict.Keys{}
	for _, name := range w.order {
		m, site := w.syncs[name].mapping, w.syncs[name].site.Name
		world := model.World{Cases: map[model.CaseID]model.Case{}}
		for _, c := range cases {
			if slices.Contains(m.Sources, c.Source) {
				world.Cases[c.ID] = c
			}
		}
		if out[name], err = explain.Understood(ctx, b.store, site, m.Keys, world, issues[site]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// addKeys says on the page of a case what each key that it names means.
func (b board) addKeys(ctx context.Context, view *record.CaseView) error {
	w := b.world.Load()
	keys, err := b.keys(ctx, w, []model.Case{view.Case})
	if err != nil {
		return err
	}
	is := w.caseKeys(view.Case, keys)
	view.Keys, view.Stories = is.Keys, is.Stories
	return nil
}
