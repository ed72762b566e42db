package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
	"syncd/internal/verdict"
)

// explainer tells why cases and issues stand as they do. It knows a configuration and a
// store, and needs neither Jira nor any secret.
type explainer struct {
	cfg   *config.Config
	store *store.Store
	now   time.Time
	syncs []reconcile.Mapping

	// What load reads once for everything that is asked.
	issues  map[string]jira.Issue // by id
	sights  map[string]plan.Sighting
	book    ledger.Book
	failing map[string][]plan.CaseState
	worlds  map[string]model.World // by sync, as its next cycle would see them
	keys    map[string]verdict.Keys
}

// Explain reads from a store why what a text names stands as it does: the key of an
// issue, or the id, the title, or a part of one, of a case.
func Explain(ctx context.Context, cfg *config.Config, st *store.Store, text string, now time.Time) (record.Why, error) {
	e := &explainer{cfg: cfg, store: st, now: now.UTC()}
	for _, s := range cfg.Syncs {
		m, err := compile(cfg, s)
		if err != nil {
			return record.Why{}, fmt.Errorf("build sync %s: %w", s.Name, err)
		}
		e.syncs = append(e.syncs, m)
	}
	return e.explain(ctx, text)
}

// explainer is one that tells what the present configuration means.
func (h *House) explainer() *explainer {
	w := h.world.Load()
	e := &explainer{cfg: w.cfg, store: h.store, now: h.opt.Now().UTC()}
	for _, name := range w.order {
		e.syncs = append(e.syncs, w.syncs[name].mapping)
	}
	return e
}

// addWhy says on the page of a case why it stands as it does. It reads what is known of
// all cases, as a cycle does: about three milliseconds per hundred.
func (b board) addWhy(ctx context.Context, view *record.CaseView) error {
	e := b.explainer()
	if err := e.load(ctx); err != nil {
		return err
	}
	one := e.whole(view.Case)
	why, err := e.whyCase(ctx, one.ID)
	if err != nil || len(why.Syncs) == 0 {
		return err
	}
	if one.ID != view.Case.ID {
		why.Asked = view.Case.ID
	}
	view.Why = &why
	return nil
}

// Explain asks the daemon why what a text names stands as it does.
func (r *Remote) Explain(ctx context.Context, text string) (record.Why, error) {
	var why record.Why
	err := r.call(ctx, http.MethodGet, explainPath+"?"+url.Values{"of": {text}}.Encode(), nil, &why)
	return why, err
}

// load reads what the last cycles have stored.
func (e *explainer) load(ctx context.Context) error {
	mirror, err := e.store.Mirror(ctx, siteName)
	if err != nil {
		return err
	}
	e.issues = map[string]jira.Issue{}
	for _, i := range mirror {
		e.issues[i.ID] = i
	}
	if e.sights, err = e.store.Sightings(ctx, siteName); err != nil {
		return err
	}
	facts, err := e.store.Book(ctx, siteName)
	if err != nil {
		return err
	}
	e.book = ledger.NewBook(facts, false)
	if e.failing, err = e.store.Failing(ctx); err != nil {
		return err
	}
	e.worlds, e.keys = map[string]model.World{}, map[string]verdict.Keys{}
	for i, m := range e.syncs {
		if e.syncs[i].Wishes.ProjectID, err = e.projectID(ctx, m); err != nil {
			return err
		}
		view := m.View
		view.Now = e.now
		if e.worlds[m.Name], err = e.store.World(ctx, view); err != nil {
			return err
		}
		if e.keys[m.Name], err = understood(ctx, e.store, m.Keys, e.worlds[m.Name], e.issues); err != nil {
			return err
		}
	}
	return nil
}

// projectID is the id of the project that a sync files into, "" where no cycle has asked
// for it yet.
func (e *explainer) projectID(ctx context.Context, m reconcile.Mapping) (string, error) {
	data, _, ok, err := e.store.Cached(ctx, reconcile.MetaName(siteName, m.Wishes))
	if err != nil || !ok {
		return "", err
	}
	var meta jira.Meta
	if err := json.Unmarshal(data, &meta); err != nil {
		return "", fmt.Errorf("read what project %s allows: %w", m.Wishes.Project, err)
	}
	return meta.ProjectID, nil
}

// explain finds what a text names. A key that nothing is known of may still be part of a
// title.
func (e *explainer) explain(ctx context.Context, text string) (record.Why, error) {
	if err := e.load(ctx); err != nil {
		return record.Why{}, err
	}
	text = strings.TrimSpace(text)
	key := strings.ToUpper(text)
	isKey := slices.Equal(model.Keys(key), []string{key})
	if isKey {
		if issue, known := e.issue(ctx, key); known {
			why, err := e.whyIssue(ctx, issue, key)
			return record.Why{Issue: &why}, err
		}
	}
	all, err := e.store.Cases(ctx, e.sources())
	if err != nil {
		return record.Why{}, err
	}
	found := e.told(model.Find(all, text))
	switch {
	case len(found) == 1:
		why, err := e.whyCase(ctx, found[0].ID)
		if one := model.Find(all, text); len(one) == 1 && one[0].ID != found[0].ID {
			why.Asked = one[0].ID
		}
		return record.Why{Case: &why}, err
	case len(found) > 1:
		return record.Why{Matches: e.matches(found)}, nil
	case isKey:
		return record.Why{}, fmt.Errorf("nothing is known of %s: no test or link rule names it and syncd has not made it; correct the key, or look whether its project is in stories.projects (%s)",
			key, strings.Join(e.projects(), " "))
	}
	return record.Why{}, fmt.Errorf("no case is called %q: give its id, its title or a part of it, or the key of an issue; `syncd failures` lists the cases that fail", text)
}

// told replaces reported cases by the cases that they are, each once.
func (e *explainer) told(cases []model.Case) []model.Case {
	var out []model.Case
	for _, c := range cases {
		one := e.whole(c)
		if !slices.ContainsFunc(out, func(o model.Case) bool { return o.ID == one.ID }) {
			out = append(out, one)
		}
	}
	return out
}

// whole is the case that a reported one is part of: itself, unless it is one with
// others.
func (e *explainer) whole(c model.Case) model.Case {
	for _, m := range e.syncs {
		for id, members := range e.worlds[m.Name].Joined {
			if slices.Contains(members, c.ID) {
				return e.worlds[m.Name].Cases[id]
			}
		}
	}
	return c
}

// matches lists several cases with how those that fail stand.
func (e *explainer) matches(cases []model.Case) []record.Match {
	out := make([]record.Match, len(cases))
	for i, c := range cases {
		out[i] = e.match(c)
	}
	return out
}

// match is one case with how it stands, if it fails.
func (e *explainer) match(c model.Case) record.Match {
	m := record.MatchOf(c)
	for _, s := range e.syncs {
		if i := slices.IndexFunc(e.failing[s.Name], func(f plan.CaseState) bool { return f.Case == c.ID }); i >= 0 {
			m.State = e.failing[s.Name][i].String()
			break
		}
	}
	return m
}

// sources lists the sources of all syncs, projects the projects of their keys.
func (e *explainer) sources() []string {
	return e.union(func(m reconcile.Mapping) []string { return m.Sources })
}
func (e *explainer) projects() []string {
	return e.union(func(m reconcile.Mapping) []string { return m.Keys.Projects })
}

// union lists what syncs have, each once.
func (e *explainer) union(of func(reconcile.Mapping) []string) []string {
	var out []string
	for _, m := range e.syncs {
		out = append(out, of(m)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// judged is the latest cycle of a sync that came to a plan, whole; the zero cycle if
// there is none.
func (e *explainer) judged(ctx context.Context, sync string) (record.Cycle, error) {
	c, err := e.store.Judged(ctx, sync)
	if errors.Is(err, store.ErrNotFound) {
		return record.Cycle{}, nil
	}
	if err != nil {
		return c, err
	}
	return e.store.Cycle(ctx, c.ID)
}
