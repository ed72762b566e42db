// Package explain tells why cases and issues stand as they do: from what the last cycles
// have stored and what the configuration means now. It asks neither Jira nor any test
// tool, so a command may ask it without a daemon, and without any secret.
package explain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/config"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
)

// All explain for every Jira that a configuration knows, by the site's name. Keys
// of issues mean something within one Jira only; a case may have to do with several.
type All struct {
	cfg   *config.Config
	store *store.Store
	sites []*explainer
}

// Of gives each site's explainer the syncs of that site.
func Of(cfg *config.Config, st *store.Store, now time.Time, syncs []reconcile.Mapping) All {
	all := All{cfg: cfg, store: st}
	for _, site := range cfg.Sites() {
		e := &explainer{cfg: cfg, site: site, web: strings.TrimRight(cfg.Web.URL, "/"), store: st, now: now.UTC(), foreign: map[string]bool{}}
		for _, m := range syncs {
			s, _ := cfg.Sync(m.Name)
			if e.foreign[m.Name] = cfg.SiteOf(s).Name != site.Name; !e.foreign[m.Name] {
				e.syncs = append(e.syncs, m)
			}
		}
		all.sites = append(all.sites, e)
	}
	return all
}

// Load reads what the last cycles have stored; every question rests on it.
func (all All) Load(ctx context.Context) error {
	for _, e := range all.sites {
		if err := e.load(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Explain finds what a text names. A key that nothing is known of may still be part of a
// title.
func (all All) Explain(ctx context.Context, text string) (record.Why, error) {
	if err := all.Load(ctx); err != nil {
		return record.Why{}, err
	}
	text = strings.TrimSpace(text)
	if err := all.cfg.Named(text); err != nil {
		return record.Why{}, err
	}
	site, rest := all.cfg.Known(text)
	key := strings.ToUpper(rest)
	isKey := slices.Equal(model.Keys(key), []string{key})
	if isKey {
		if why, err := all.whyIssue(ctx, site, key); err != nil || why.Issue != nil {
			return why, err
		}
	}
	known, err := all.store.Cases(ctx, all.sources())
	if err != nil {
		return record.Why{}, err
	}
	found := all.Told(model.Find(known, text))
	switch {
	case len(found) == 1:
		why, err := all.Case(ctx, found[0].ID)
		if one := model.Find(known, text); len(one) == 1 && one[0].ID != found[0].ID {
			why.Asked = one[0].ID
		}
		return record.Why{Case: &why}, err
	case len(found) > 1:
		return record.Why{Matches: all.matches(found)}, nil
	case isKey:
		return record.Why{}, fmt.Errorf("nothing is known of %s: no test or link rule names it and syncd has not made it; correct the key, or look whether its project is in stories.projects (%s)",
			text, strings.Join(all.projects(), " "))
	}
	return record.Why{}, fmt.Errorf("no case is called %q: give its id, its title or a part of it, or the key of an issue; `syncd failures` lists the cases that fail", text)
}

// whyIssue says what an issue is to syncd, in the one Jira that is named or where it is
// known; it holds no issue where it is known in none.
func (all All) whyIssue(ctx context.Context, site, key string) (record.Why, error) {
	var at []*explainer
	var issue jira.Issue
	for _, e := range all.sites {
		if site != "" && e.site.Name != site {
			continue
		}
		if i, known := e.issue(ctx, key); known {
			at, issue = append(at, e), i
		}
	}
	switch len(at) {
	case 0:
		return record.Why{}, nil
	case 1:
		why, err := at[0].whyIssue(ctx, issue, key)
		return record.Why{Issue: &why}, err
	}
	var names []string
	for _, e := range at {
		names = append(names, all.cfg.Qualified(e.site.Name, key))
	}
	return record.Why{}, fmt.Errorf("%s is an issue in %d Jiras: ask for %s", key, len(at), strings.Join(names, " or "))
}

// Case says why a case stands as it does in every sync that uses its source.
func (all All) Case(ctx context.Context, id model.CaseID) (record.WhyCase, error) {
	var whole record.WhyCase
	for i, e := range all.sites {
		why, err := e.whyCase(ctx, id)
		if err != nil {
			return whole, err
		}
		if i == 0 {
			whole = why
			continue
		}
		whole = whole.With(why, writesTold)
	}
	return whole, nil
}

// Told replaces reported cases by the cases that they are, each once.
func (all All) Told(cases []model.Case) []model.Case {
	var out []model.Case
	for _, c := range cases {
		one := all.Whole(c)
		if !slices.ContainsFunc(out, func(o model.Case) bool { return o.ID == one.ID }) {
			out = append(out, one)
		}
	}
	return out
}

// Whole is the case that a reported one is part of: itself, unless it is one with others.
func (all All) Whole(c model.Case) model.Case {
	for _, e := range all.sites {
		if one, joined := e.whole(c); joined {
			return one
		}
	}
	return c
}

// matches lists several cases with how those that fail stand.
func (all All) matches(cases []model.Case) []record.Match {
	out := make([]record.Match, len(cases))
	for i, c := range cases {
		for _, e := range all.sites {
			m := e.match(c)
			m.State = cmp.Or(out[i].State, m.State)
			out[i] = m
		}
	}
	return out
}

// sources lists the sources of all syncs, projects the projects of their keys.
func (all All) sources() []string {
	var out []string
	for _, e := range all.sites {
		out = append(out, sourcesOf(e.syncs)...)
	}
	return once(out)
}
func (all All) projects() []string {
	var out []string
	for _, e := range all.sites {
		for _, m := range e.syncs {
			out = append(out, m.Keys.Projects...)
		}
	}
	return once(out)
}

// sourcesOf lists the sources of some syncs, each once.
func sourcesOf(syncs []reconcile.Mapping) []string {
	var out []string
	for _, m := range syncs {
		out = append(out, m.Sources...)
	}
	return once(out)
}

// once sorts words, each once.
func once(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}
