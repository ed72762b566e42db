package explain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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

// explainer tells why cases and issues stand as they do, as one Jira goes. It knows a
// configuration and a store, and needs neither Jira nor any secret.
type explainer struct {
	cfg     *config.Config
	site    config.Site
	address string // where people find the site
	web     string // where people find the pages, "" if nobody says
	store   *store.Store
	now     time.Time
	syncs   []reconcile.Mapping
	// foreign are the syncs of other Jiras: what they wrote to a key was another issue.
	foreign map[string]bool

	// What load reads once for everything that is asked.
	issues  map[string]jira.Issue // by id
	sights  map[string]plan.Sighting
	book    ledger.Book
	failing map[string][]plan.CaseState
	worlds  map[string]model.World // by sync, as its next cycle would see them
	keys    map[string]verdict.Keys
}

// load reads what the last cycles have stored.
func (e *explainer) load(ctx context.Context) error {
	mirror, err := e.store.Mirror(ctx, e.site.Name)
	if err != nil {
		return err
	}
	at, err := Addresses(ctx, e.store, e.cfg)
	if err != nil {
		return err
	}
	e.address, e.issues = at[e.site.Name], map[string]jira.Issue{}
	for _, i := range mirror {
		e.issues[i.ID] = i
	}
	if e.sights, err = e.store.Sightings(ctx, e.site.Name); err != nil {
		return err
	}
	facts, err := e.store.Book(ctx, e.site.Name)
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
		w := e.worlds[m.Name]
		if m.Releases.Versions, err = reconcile.KnownVersions(ctx, e.store, e.site.Name, m.Keys.Projects); err != nil {
			return err
		}
		w.Runs = m.Releases.NameRuns(w.Runs)
		e.worlds[m.Name] = w
		if e.keys[m.Name], err = Understood(ctx, e.store, e.site.Name, m.Keys, e.worlds[m.Name], e.issues); err != nil {
			return err
		}
	}
	return nil
}

// projectID is the id of the project that a sync files into, "" where no cycle has asked
// for it yet.
func (e *explainer) projectID(ctx context.Context, m reconcile.Mapping) (string, error) {
	data, _, ok, err := e.store.Cached(ctx, reconcile.MetaName(e.site.Name, m.Wishes))
	if err != nil || !ok {
		return "", err
	}
	var meta jira.Meta
	if err := json.Unmarshal(data, &meta); err != nil {
		return "", fmt.Errorf("read what project %s allows: %w", m.Wishes.Project, err)
	}
	return meta.ProjectID, nil
}

// whole is the case that a reported one is part of, if it is one with others.
func (e *explainer) whole(c model.Case) (model.Case, bool) {
	for _, m := range e.syncs {
		for id, members := range e.worlds[m.Name].Joined {
			if slices.Contains(members, c.ID) {
				return e.worlds[m.Name].Cases[id], true
			}
		}
	}
	return c, false
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
