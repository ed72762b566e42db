package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
)

const (
	// absentAge is how long a key that Jira does not know is not asked for again.
	absentAge = time.Hour
	// loginAge is how long an empty search is believed without asking who we are: an
	// expired token finds nothing, too.
	loginAge = 10 * time.Minute
)

// delta searches for what changed since the last look, with an overlap as long as
// the index may lag. The first look has nothing to compare with and needs no search.
func (c *cycle) delta(ctx context.Context) error {
	since, err := c.Store.Observed(ctx, c.Site.Name, c.Mapping.Name)
	if err != nil {
		return fmt.Errorf("read when jira was last looked at: %w", err)
	}
	if since.IsZero() {
		return nil
	}
	q := jira.Query{}.InProjectsOr(ledger.OwnerLabel(c.Mapping.Wishes.Owner), c.Mapping.Projects()...).UpdatedSince(since.Add(-c.Site.IndexLag-time.Minute), c.seen.zone).OldestUpdate().With(c.seen.asked...)
	issues, err := c.Site.Reader.Search(ctx, q, 0)
	if err != nil {
		return err
	}
	c.see(c.whole(issues))
	if len(issues) == 0 {
		return c.login(ctx)
	}
	return nil
}

// login makes sure that an empty answer was not an anonymous one.
func (c *cycle) login(ctx context.Context) error {
	return c.cached(ctx, c.Site.Name+":login", loginAge, &jira.Account{}, func() (any, error) {
		return c.Site.Reader.Myself(ctx)
	})
}

// followed finds the issues that tests still name by a key from before they moved.
func (c *cycle) followed(ctx context.Context) error {
	keys := c.referredKeys()
	ids, err := c.Store.IssueIDs(ctx, c.Site.Name, keys)
	if err != nil {
		return fmt.Errorf("read mirror of jira: %w", err)
	}
	for key, id := range ids {
		if i, ok := c.seen.issues[id]; ok && i.Key != key {
			c.seen.moved[key] = i.Key
		}
	}
	return nil
}

// referredKeys lists the issues that tests and rules name: keys, or what model.IDRef makes
// of their ids.
func (c *cycle) referredKeys() []string {
	out := c.Mapping.Keys.Referred(c.seen.world)
	for _, k := range c.Mapping.Wishes.Known {
		out = append(out, k.Issue)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sweep reads every mirrored issue again, rarely: only so do deletions and lost
// permissions show.
func (c *cycle) sweep(ctx context.Context) error {
	scope := c.Mapping.Name + ":sweep"
	last, err := c.Store.Observed(ctx, c.Site.Name, scope)
	if err != nil {
		return fmt.Errorf("read when jira was last swept: %w", err)
	}
	now := c.Now().UTC()
	if last.IsZero() {
		return c.Store.SetObserved(ctx, c.Site.Name, scope, now)
	}
	if now.Sub(last) < c.Site.Sweep {
		return nil
	}
	if err := c.read(ctx, slices.Sorted(maps.Keys(c.seen.issues))); err != nil {
		return err
	}
	return c.Store.SetObserved(ctx, c.Site.Name, scope, now)
}

// referred reads the issues that tests or ledger rows name and the mirror lacks.
func (c *cycle) referred(ctx context.Context) error {
	known := map[string]bool{}
	for _, i := range c.seen.issues {
		known[i.Key] = true
	}
	for key := range c.seen.moved {
		known[key] = true
	}
	absent := map[string]time.Time{}
	if _, err := c.load(ctx, c.Site.Name+":absent", &absent); err != nil {
		return err
	}
	now := c.Now().UTC()
	var want []string
	for _, key := range c.referredKeys() {
		if model.RefID(key) == "" && !known[key] && now.Sub(absent[key]) > absentAge {
			want = append(want, key)
		}
	}
	for _, id := range c.pointed() {
		if _, mirrored := c.seen.issues[id]; !mirrored && now.Sub(absent[id]) > absentAge {
			want = append(want, id)
		}
	}
	if len(want) == 0 {
		return c.favoured(ctx)
	}
	if err := c.read(ctx, want); err != nil {
		return err
	}
	if err := c.rememberAbsent(ctx, absent, want, now); err != nil {
		return err
	}
	return c.favoured(ctx)
}

// pointed lists the ids of issues that the ledger points to, or test tools.
func (c *cycle) pointed() []string {
	var out []string
	for _, ref := range c.referredKeys() {
		out = append(out, model.RefID(ref))
	}
	for _, e := range c.seen.book.Entries {
		out = append(out, e.IssueID, e.WasID)
	}
	for _, o := range c.seen.book.Orders {
		out = append(out, o.IssueID)
	}
	slices.Sort(out)
	return slices.DeleteFunc(slices.Compact(out), func(id string) bool { return id == "" })
}

// favoured reads the issues in whose favour ours were closed, and those in whose favour
// these were, as far as a chain is followed. What is not to be seen is asked for once an
// hour.
func (c *cycle) favoured(ctx context.Context) error {
	for range plan.ChainMost {
		var want []string
		known := map[string]bool{}
		for _, i := range c.seen.issues {
			known[i.Key] = true
		}
		for _, i := range c.seen.issues {
			if key, ok := plan.Favours(i, c.Mapping.Plan.Duplicate); ok && !known[key] && c.answers(i) && !slices.Contains(want, key) {
				want = append(want, key)
			}
		}
		slices.Sort(want)
		want, err := c.unasked(ctx, want)
		if err != nil || len(want) == 0 {
			return err
		}
		if err := c.read(ctx, want); err != nil {
			return err
		}
	}
	return nil
}

// answers reports whether a mirrored issue is the answer to a defect, or part of a chain
// that begins at one.
func (c *cycle) answers(i jira.Issue) bool {
	_, marked := ledger.ReadMark(c.Mapping.Wishes.Owner, i.Labels)
	return marked || c.seen.chained[i.Key]
}

// unasked leaves out the keys that Jira did not know within the hour, and remembers the
// others as asked for.
func (c *cycle) unasked(ctx context.Context, keys []string) ([]string, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	absent := map[string]time.Time{}
	if _, err := c.load(ctx, c.Site.Name+":absent", &absent); err != nil {
		return nil, err
	}
	now := c.Now().UTC()
	var out []string
	for _, key := range keys {
		c.seen.chained[key] = true
		if now.Sub(absent[key]) > absentAge {
			out = append(out, key)
		}
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, c.rememberAbsent(ctx, absent, out, now)
}

// rememberAbsent keeps which of the keys and ids Jira does not know, so that a
// misspelt key in a test costs one request an hour and not one a cycle.
func (c *cycle) rememberAbsent(ctx context.Context, absent map[string]time.Time, asked []string, now time.Time) error {
	maps.DeleteFunc(absent, func(_ string, at time.Time) bool { return now.Sub(at) > absentAge })
	for _, name := range asked {
		absent[name] = now
	}
	for _, i := range c.seen.issues {
		delete(absent, i.Key)
		delete(absent, i.ID)
	}
	data, err := json.Marshal(absent)
	if err != nil {
		return fmt.Errorf("remember keys that jira does not know: %w", err)
	}
	return c.Store.PutCached(ctx, c.Site.Name+":absent", data, now)
}
