package app

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/config"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store"
)

// reportPath is where the control socket answers with a report.
const reportPath = "/control/report"

// Report reads a report from a store, without a daemon and without any secret.
func Report(ctx context.Context, cfg *config.Config, st *store.Store, ask record.ScopeAsk, version string, now time.Time) (record.Report, error) {
	return reviews{cfg, st, now.UTC()}.report(ctx, ask, version)
}

// Report asks the daemon for a report.
func (r *Remote) Report(ctx context.Context, ask record.ScopeAsk) (record.Report, error) {
	var out record.Report
	q := url.Values{"kind": {string(ask.Kind)}, "project": {ask.Project}, "name": {ask.Name}, "sync": {ask.Sync}, "frozen": {fmt.Sprint(ask.Frozen)}}
	err := r.call(ctx, http.MethodGet, reportPath+"?"+q.Encode(), nil, &out)
	return out, err
}

// reported answers what a command asks for a report.
func (d *Daemon) reported(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	ask := record.ScopeAsk{Kind: readiness.Kind(q.Get("kind")), Project: q.Get("project"), Name: q.Get("name"), Sync: q.Get("sync"), Frozen: q.Get("frozen") == "true"}
	out, err := d.reviews().report(r.Context(), ask, d.opt.Version)
	d.answer(w, out, err)
}

// report is a scope with all its stories.
func (r reviews) report(ctx context.Context, ask record.ScopeAsk, version string) (record.Report, error) {
	ask, err := r.meant(ctx, ask)
	if err != nil {
		return record.Report{}, err
	}
	out := record.Report{Made: r.now, Pages: r.cfg.Web.URL, Version: version}
	if out.ScopeView, err = r.scope(ctx, ask); err != nil {
		return out, err
	}
	page, err := r.members(ctx, out.ScopeView, record.MemberFilter{})
	out.Stories = page.Members
	if out.Stories == nil {
		out.Stories = []readiness.Member{}
	}
	return out, err
}

// meant finds the one scope that people mean: a release whose project they leave out, a
// sprint that they call by its name.
func (r reviews) meant(ctx context.Context, ask record.ScopeAsk) (record.ScopeAsk, error) {
	all, err := r.named(ctx, ask)
	if err != nil {
		return ask, err
	}
	if len(all) > 1 {
		var names []string
		for _, s := range all {
			names = append(names, cmp.Or(s.Project, s.ID+" ("+cmp.Or(s.Board, "no board")+")"))
		}
		how := "name one with --project"
		if ask.Kind == readiness.Sprint {
			how = "give an id"
		}
		return ask, fmt.Errorf("%s may be any of %d: %s; %s", ask, len(all), strings.Join(names, ", "), how)
	}
	if len(all) == 1 {
		found := record.AskFor(all[0])
		found.Sync, found.Frozen = ask.Sync, ask.Frozen
		return found, nil
	}
	return ask, nil // which is not there: the look says so, and what is
}

// named lists the scopes that a text may mean, each once: by id or exact name first, then
// by name whatever its case; what is judged before what is frozen.
func (r reviews) named(ctx context.Context, ask record.ScopeAsk) ([]readiness.Scope, error) {
	live, err := r.store.ScopeBriefs(ctx, r.syncs())
	if err != nil {
		return nil, err
	}
	frozen, err := r.store.FrozenAs(ctx, ask.Kind, ask.Project, ask.Name)
	if err != nil {
		return nil, err
	}
	var then []readiness.Readiness
	for _, f := range frozen {
		then = append(then, f.Then)
	}
	for _, among := range [][]readiness.Readiness{live, then} {
		for _, fits := range []func(readiness.Readiness) bool{
			func(j readiness.Readiness) bool { return ask.Kind == readiness.Sprint && j.ID == ask.Name },
			func(j readiness.Readiness) bool { return j.Name == ask.Name },
			func(j readiness.Readiness) bool { return strings.EqualFold(j.Name, ask.Name) },
		} {
			if found := ofKind(among, ask, fits); len(found) > 0 {
				return found, nil
			}
		}
	}
	return nil, nil
}

// ofKind lists the scopes of a kind, and of a project if one is named, that fit, each once.
func ofKind(among []readiness.Readiness, ask record.ScopeAsk, fits func(readiness.Readiness) bool) []readiness.Scope {
	var out []readiness.Scope
	for _, j := range among {
		same := func(s readiness.Scope) bool { return record.AskFor(s) == record.AskFor(j.Scope) }
		if j.Kind == ask.Kind && (ask.Project == "" || strings.EqualFold(j.Project, ask.Project)) && fits(j) && !slices.ContainsFunc(out, same) {
			out = append(out, j.Scope)
		}
	}
	return out
}
