package app

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"time"

	"syncd/internal/explain"
	"syncd/internal/record"
)

// Source returns one source with its newest runs.
func (b board) Source(ctx context.Context, name string) (record.SourceView, error) {
	var o record.Overview
	if err := b.addSources(ctx, &o); err != nil {
		return record.SourceView{}, err
	}
	i := slices.IndexFunc(o.Sources, func(s record.SourceState) bool { return s.Name == name })
	if i < 0 {
		return record.SourceView{}, fmt.Errorf("there is no source %q: %w", name, record.ErrNotFound)
	}
	runs, err := b.Runs(ctx, record.RunFilter{Source: name, Limit: record.SourceRuns})
	return record.SourceView{SourceState: o.Sources[i], Runs: runs.Runs}, err
}

// Stories lists stories as the latest cycles judged them.
func (b board) Stories(ctx context.Context, f record.StoryFilter) (record.StoryPage, error) {
	w := b.world.Load()
	f.Syncs = w.order
	page, err := b.store.Stories(ctx, f)
	if err != nil {
		return page, err
	}
	at, err := explain.Addresses(ctx, b.store, w.cfg)
	for i, r := range page.Stories {
		site := w.syncs[r.Sync].site.Name
		page.Stories[i].Ref, page.Stories[i].Link = w.cfg.Qualified(site, r.Key), explain.Browse(at[site], r.Key)
	}
	return page, err
}

// Days returns the days of all projects together, from a moment on.
func (b board) Days(ctx context.Context, from time.Time) ([]record.Trend, error) {
	projects, err := b.store.ProjectTrends(ctx, b.world.Load().order, from)
	return record.SumDays(projects, b.opt.Now().UTC()), err
}

// Config returns the configuration in force. Secrets are not part of it: their places are.
func (b board) Config(context.Context) (record.ConfigView, error) {
	w := b.world.Load()
	view := record.ConfigView{AsOf: w.made, Files: w.cfg.Files, Settings: []record.Setting{}}
	for _, s := range w.cfg.Effective() {
		origin := s.Origin.String()
		if s.Origin.File == "" && s.Origin.Other == "" {
			origin = ""
		}
		view.Settings = append(view.Settings, record.Setting{Path: s.Path, Value: withoutLogin(s.Value), Origin: origin})
	}
	return view, nil
}

// withoutLogin takes a login out of an address: none belongs there, and one that is there
// all the same is not shown.
func withoutLogin(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.User == nil || u.Host == "" {
		return value
	}
	if _, secret := u.User.Password(); !secret {
		return value
	}
	u.User = url.UserPassword(u.User.Username(), "withheld")
	return u.String()
}
