package app

import (
	"context"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/reconcile"
	"syncd/internal/record"
)

// unkept is the store of a cycle that runs where the store is not at home: what it learns of
// Jira is not kept, because a look from the wrong place must leave no trace. Results and the
// cycle's own record are kept. At another Jira what is known of the right one is not shown,
// either: the same ids and keys mean other issues there.
type unkept struct {
	reconcile.Store
	other bool // another Jira
}

// keeping returns the store for a cycle; moved says why it may write nothing, "" if it may.
func keeping(st reconcile.Store, moved string, home, here record.Home) reconcile.Store {
	if moved == "" {
		return st
	}
	return unkept{st, home.OtherJira(here)}
}

// What is read of the right Jira.
func (u unkept) Mirror(ctx context.Context, site string) ([]jira.Issue, error) {
	if u.other {
		return nil, nil
	}
	return u.Store.Mirror(ctx, site)
}

// Sightings likewise.
func (u unkept) Sightings(ctx context.Context, site string) (map[string]plan.Sighting, error) {
	if u.other {
		return map[string]plan.Sighting{}, nil
	}
	return u.Store.Sightings(ctx, site)
}

// IssueIDs likewise.
func (u unkept) IssueIDs(ctx context.Context, site string, keys []string) (map[string]string, error) {
	if u.other {
		return map[string]string{}, nil
	}
	return u.Store.IssueIDs(ctx, site, keys)
}

// Observed likewise.
func (u unkept) Observed(ctx context.Context, site, scope string) (time.Time, error) {
	if u.other {
		return time.Time{}, nil
	}
	return u.Store.Observed(ctx, site, scope)
}

// Cached likewise.
func (u unkept) Cached(ctx context.Context, key string) ([]byte, time.Time, bool, error) {
	if u.other {
		return nil, time.Time{}, false, nil
	}
	return u.Store.Cached(ctx, key)
}

// Book likewise.
func (u unkept) Book(ctx context.Context, site string) (ledger.Facts, error) {
	if u.other {
		return ledger.Facts{}, nil
	}
	return u.Store.Book(ctx, site)
}

// KeyFloor likewise.
func (u unkept) KeyFloor(ctx context.Context, site, project string) (int64, error) {
	if u.other {
		return 0, nil
	}
	return u.Store.KeyFloor(ctx, site, project)
}

// What would be kept is not. Every method below is one that Store has for keeping what a
// cycle learns of Jira.

// PutIssues keeps nothing.
func (u unkept) PutIssues(context.Context, string, []jira.Issue, time.Time) error { return nil }

// MarkMissing keeps nothing, and so no issue counts as missed.
func (u unkept) MarkMissing(context.Context, string, []string, time.Time) (map[string]plan.Sighting, error) {
	return nil, nil
}

// PutIssueKeys keeps nothing.
func (u unkept) PutIssueKeys(context.Context, string, map[string]string) error { return nil }

// SetObserved keeps nothing: the next look begins where the last one from home ended.
func (u unkept) SetObserved(context.Context, string, string, time.Time) error { return nil }

// PutCached keeps nothing.
func (u unkept) PutCached(context.Context, string, []byte, time.Time) error { return nil }

// RaiseKeyFloor keeps nothing.
func (u unkept) RaiseKeyFloor(context.Context, string, string, int64) error { return nil }

// Learn keeps nothing.
func (u unkept) Learn(context.Context, ledger.Facts) error { return nil }

// Touch keeps nothing.
func (u unkept) Touch(context.Context, string, time.Time) error { return nil }

// Save keeps nothing.
func (u unkept) Save(context.Context, []ledger.Entry) error { return nil }

// SaveLinks keeps nothing.
func (u unkept) SaveLinks(context.Context, []ledger.Link) error { return nil }

// SavePublished keeps nothing.
func (u unkept) SavePublished(context.Context, []ledger.Published) error { return nil }

// SaveBacklinks keeps nothing.
func (u unkept) SaveBacklinks(context.Context, []ledger.Backlink) error { return nil }

// Park keeps nothing.
func (u unkept) Park(context.Context, ledger.Parked) error { return nil }

// PutScopes keeps nothing: boards go on showing what was judged at home.
func (u unkept) PutScopes(context.Context, string, []readiness.Readiness) error { return nil }

// Freeze keeps nothing.
func (u unkept) Freeze(context.Context, record.Frozen) (bool, error) { return false, nil }

// PutTrends keeps nothing.
func (u unkept) PutTrends(context.Context, map[record.ScopeName]record.Trend) error { return nil }

// PutStories keeps nothing.
func (u unkept) PutStories(context.Context, string, []record.StoryItem) error { return nil }
