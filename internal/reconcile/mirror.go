package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"syncd/internal/apply"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
)

// see takes issues into the mirror if they matter and are newer than what is there:
// the search index lags, and an old picture must not hide our own last write.
func (c *cycle) see(issues []jira.Issue) {
	referred := map[string]bool{}
	for _, key := range c.referredKeys() {
		referred[key] = true
	}
	for _, e := range c.seen.book.Entries {
		referred[e.IssueKey] = true
	}
	c.take(slices.DeleteFunc(slices.Clone(issues), func(i jira.Issue) bool {
		_, known := c.seen.issues[i.ID]
		_, marked := ledger.ReadMark(c.Mapping.Wishes.Owner, i.Labels)
		return !known && !marked && !referred[i.Key] && !referred[model.IDRef(i.ID)] && !c.isPlanned(i)
	}))
}

// take takes issues into the mirror that are newer than what is there.
func (c *cycle) take(issues []jira.Issue) {
	for _, i := range issues {
		old, known := c.seen.issues[i.ID]
		if known && i.Updated.Before(old.Updated) {
			continue
		}
		if c.elsewhere(old, i) {
			c.seen.news[i.ID] = true
		}
		i = carried(i, old)
		c.seen.issues[i.ID], c.seen.changed[i.ID] = i, i
	}
}

// read reads issues by id or key as they are now. A mirrored issue that is not in
// the answer counts as looked for in vain.
func (c *cycle) read(ctx context.Context, idsOrKeys []string) error {
	issues, err := c.Site.Reader.Read(ctx, idsOrKeys, c.seen.asked...)
	if err != nil {
		return err
	}
	found := map[string]bool{}
	for _, i := range c.whole(issues) {
		found[i.ID] = true
		if c.elsewhere(c.seen.issues[i.ID], i) {
			c.seen.news[i.ID] = true
		}
		i = carried(i, c.seen.issues[i.ID])
		c.seen.issues[i.ID], c.seen.changed[i.ID] = i, i
		delete(c.seen.sightings, i.ID)
	}
	if err := c.formerKeys(ctx, idsOrKeys, issues); err != nil {
		return err
	}
	var gone []string
	for _, id := range idsOrKeys {
		if _, mirrored := c.seen.issues[id]; mirrored && !found[id] {
			gone = append(gone, id)
		}
	}
	missed, err := c.Store.MarkMissing(ctx, c.Site.Name, gone, c.Now().UTC())
	if err != nil {
		return fmt.Errorf("remember issues that are missing: %w", err)
	}
	maps.Copy(c.seen.sightings, missed)
	return nil
}

// keep stores what was learned, and only then that Jira was looked at: what was found by
// its mark and is not kept has to be looked for again.
func (c *cycle) keep(ctx context.Context) error {
	now := c.Now().UTC()
	changed := slices.Collect(maps.Values(c.seen.changed))
	if err := c.Store.PutIssues(ctx, c.Site.Name, changed, now); err != nil {
		return fmt.Errorf("keep mirror of jira: %w", err)
	}
	for project, number := range apply.Numbers(changed) {
		if err := c.Store.RaiseKeyFloor(ctx, c.Site.Name, project, number); err != nil {
			return fmt.Errorf("keep key floor of %s: %w", project, err)
		}
	}
	if err := c.Store.SetObserved(ctx, c.Site.Name, c.Mapping.Name, c.Started); err != nil {
		return fmt.Errorf("keep when jira was looked at: %w", err)
	}
	c.Looked = c.Looked || c.seen.looked
	return nil
}

// reread refreshes the mirror after writes, past the search index.
func (c *cycle) reread(ctx context.Context, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	c.seen.changed = map[string]jira.Issue{}
	if err := c.read(ctx, ids); err != nil {
		return err
	}
	return c.keep(ctx)
}

// Projects lists the projects whose changes are followed.
func (m Mapping) Projects() []string {
	out := append(slices.Clone(m.Keys.Projects), m.Wishes.Project)
	for _, k := range m.Wishes.Known {
		out = append(out, model.Project(k.Issue))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cached fills out from the store while it is fresh enough, and from fetch otherwise.
func (c *cycle) cached(ctx context.Context, key string, age time.Duration, out any, fetch func() (any, error)) error {
	at, err := c.load(ctx, key, out)
	if err != nil || !at.IsZero() && c.Now().Sub(at) < age {
		return err
	}
	fresh, err := fetch()
	if err != nil {
		return err
	}
	data, err := json.Marshal(fresh)
	if err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	reflect.ValueOf(out).Elem().SetZero() // what is there no more must not stay
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("keep %s: %w", key, err)
	}
	return c.Store.PutCached(ctx, key, data, c.Now().UTC())
}

// load reads a cached value and says when it was kept; the zero time if it was not.
func (c *cycle) load(ctx context.Context, key string, out any) (time.Time, error) {
	data, at, ok, err := c.Store.Cached(ctx, key)
	if err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", key, err)
	}
	if !ok {
		return time.Time{}, nil
	}
	if err := json.Unmarshal(data, out); err != nil {
		return time.Time{}, fmt.Errorf("read %s: %w", key, err)
	}
	return at, nil
}
