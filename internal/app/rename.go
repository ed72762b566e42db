package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// rename keeps that a test goes on under another name, or takes that back, and returns
// what it means.
func (h *House) rename(ctx context.Context, s Say) ([]string, error) {
	all, err := h.store.Cases(ctx, h.sources())
	if err != nil {
		return nil, err
	}
	if len(s.Cases) == 0 {
		return nil, errors.New("name the case by its old name")
	}
	old, err := former(all, s.Cases[0])
	if err != nil {
		return nil, err
	}
	if s.TakeBack {
		return h.unrename(ctx, old)
	}
	if len(s.Cases) != 2 {
		return nil, errors.New("name the case by its old and by its present name")
	}
	found := model.Find(all, s.Cases[1])
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("no case is called %q: the test must have run once under its present name; give the id, the title or a part of it", s.Cases[1])
	case len(found) > 1:
		return nil, fmt.Errorf("%q may be any of %d cases: %s; give an id", s.Cases[1], len(found), several(found))
	case found[0].ID == old.ID:
		return nil, fmt.Errorf("%s is one case, under one name: there is nothing to rename", called(old))
	}
	now := found[0]
	if err := h.together(old, now); err != nil {
		return nil, err
	}
	if err := h.store.SetAlias(ctx, old.ID, now.ID); err != nil {
		return nil, err
	}
	told := []string{fmt.Sprintf("%s goes on as %s: from the next cycle on they are one case, with the history and the defect of the old name", called(old), called(now))}
	second, err := h.second(ctx, now)
	return append(told, second...), err
}

// unrename forgets that a test goes on under another name.
func (h *House) unrename(ctx context.Context, old model.Case) ([]string, error) {
	aliases, err := h.store.Aliases(ctx)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(aliases, func(a model.Alias) bool { return a.From == string(old.ID) }) {
		return nil, fmt.Errorf("%s was not renamed by `syncd adopt --rename`; give its old name, and look at aliases in the configuration", called(old))
	}
	if err := h.store.SetAlias(ctx, old.ID, ""); err != nil {
		return nil, err
	}
	return []string{called(old) + ": the renaming is taken back; from the next cycle on, results under the new name are another case's"}, nil
}

// former finds the case of an old name. One that the store has forgotten is known by its
// id, or by `class › name`, all the same.
func former(all []model.Case, text string) (model.Case, error) {
	found := model.Find(all, text)
	switch {
	case len(found) > 1:
		return model.Case{}, fmt.Errorf("%q may be any of %d cases: %s; give an id", text, len(found), several(found))
	case len(found) == 1:
		return found[0], nil
	case model.IsCaseID(text) || strings.Contains(text, " › "):
		return model.Case{ID: model.CaseID(text), Title: text}, nil
	}
	return model.Case{}, fmt.Errorf("no case is called %q: give its id, its title or a part of it, or, where it is not kept any more, its id or `class › name`", text)
}

// together refuses two cases that no sync sees both of: to none of them they are one.
func (h *House) together(old, now model.Case) error {
	w := h.world.Load()
	for _, name := range w.order {
		sources := w.syncs[name].mapping.Sources
		if slices.Contains(sources, now.Source) && (old.Source == "" || slices.Contains(sources, old.Source)) {
			return nil
		}
	}
	return fmt.Errorf("%s comes from %s and %s from %s, and no sync uses both: they cannot be one", called(old), old.Source, called(now), now.Source)
}

// second tells of the open defect that was made under the new name: with it, the case
// would have two.
func (h *House) second(ctx context.Context, now model.Case) ([]string, error) {
	var told []string
	for _, site := range siteNames(h.world.Load().cfg) {
		more, err := h.secondAt(ctx, site, now)
		if err != nil {
			return nil, err
		}
		told = append(told, more...)
	}
	return told, nil
}

// secondAt is second in one Jira.
func (h *House) secondAt(ctx context.Context, site string, now model.Case) ([]string, error) {
	facts, err := h.store.Book(ctx, site)
	if err != nil {
		return nil, err
	}
	issues, err := h.store.Mirror(ctx, site)
	if err != nil {
		return nil, err
	}
	var told []string
	for _, e := range facts.Entries {
		open := slices.ContainsFunc(issues, func(i jira.Issue) bool { return i.ID == e.IssueID && i.Category != jira.Done })
		if open && e.Case == string(now.ID) && e.Kind == ledger.Single && e.Role == ledger.Own && e.State == ledger.Owned {
			told = append(told, fmt.Sprintf("%s was made for the new name and is followed no more: close it as a duplicate", e.IssueKey))
		}
	}
	return told, nil
}

// called names a case for people.
func called(c model.Case) string {
	if c.Title == string(c.ID) {
		return c.Title
	}
	return fmt.Sprintf("%s (%s)", rule.Cut(120, rule.OneLine(c.Title)), c.ID)
}
