package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/apply"
	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

const (
	// metaAge is how long what a project allows is believed.
	metaAge = 24 * time.Hour
	// absentAge is how long a key that Jira does not know is not asked for again.
	absentAge = time.Hour
	// silence is how long the ledger may be untouched before it has to be checked
	// against the marks in Jira.
	silence = time.Hour
	// loginAge is how long an empty search is believed without asking who we are: an
	// expired token finds nothing, too.
	loginAge = 10 * time.Minute
)

// observed is all that a cycle knows of Jira and of our doings there.
type observed struct {
	world   model.World
	account jira.Account
	zone    *time.Location
	meta    jira.Meta
	book    ledger.Book
	issues  map[string]jira.Issue // the mirror, by id
	// sightings says of each mirrored issue when it was last seen.
	sightings map[string]plan.Sighting
	changed   map[string]jira.Issue // what the mirror must learn
}

// observe brings the mirror up to date. If it fails half-way the cycle ends: no plan
// is made from half of Jira.
func (c *cycle) observe(ctx context.Context) (err error) {
	o := &c.seen
	o.changed = map[string]jira.Issue{}
	if o.world, err = c.Store.World(ctx, c.Mapping.Sources); err != nil {
		return fmt.Errorf("read results: %w", err)
	}
	for _, step := range []func(context.Context) error{
		c.whoami, c.metadata, c.remembered, c.resolve, c.delta, c.marks, c.sweep, c.referred, c.keep,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// whoami learns whose account is used and in which zone it reads dates.
func (c *cycle) whoami(ctx context.Context) error {
	err := c.cached(ctx, c.Site.Name+":account", metaAge, &c.seen.account, func() (any, error) {
		return c.Site.Reader.Myself(ctx)
	})
	if err != nil {
		return err
	}
	c.seen.zone, err = time.LoadLocation(c.seen.account.TimeZone)
	if err != nil {
		return fmt.Errorf("time zone of account %s: %w", c.seen.account.Name, err)
	}
	return nil
}

// metadata learns what the project allows for defects.
func (c *cycle) metadata(ctx context.Context) error {
	w := c.Mapping.Wishes
	return c.cached(ctx, c.Site.Name+":meta:"+w.Project+":"+w.Type, metaAge, &c.seen.meta, func() (any, error) {
		return c.Site.Reader.Meta(ctx, w.Project, w.Type)
	})
}

// remembered reads the mirror and the ledger.
func (c *cycle) remembered(ctx context.Context) error {
	issues, err := c.Store.Mirror(ctx, c.Site.Name)
	if err != nil {
		return fmt.Errorf("read mirror of jira: %w", err)
	}
	c.seen.issues = map[string]jira.Issue{}
	for _, i := range issues {
		c.seen.issues[i.ID] = i
	}
	if c.seen.sightings, err = c.Store.Sightings(ctx, c.Site.Name); err != nil {
		return fmt.Errorf("read mirror of jira: %w", err)
	}
	touched, err := c.Store.Touched(ctx, c.Site.Name)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	return c.readBook(ctx, c.Now().Sub(touched) > silence)
}

// readBook reads the ledger.
func (c *cycle) readBook(ctx context.Context, cold bool) error {
	entries, links, err := c.Store.Book(ctx, c.Site.Name)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	c.seen.book = ledger.NewBook(entries, links, cold)
	return nil
}

// resolve settles what an earlier cycle sent and never heard of again.
func (c *cycle) resolve(ctx context.Context) error {
	changed, found, err := apply.Resolve(ctx, c.Site.Reader, c.Store, c.Mapping.Wishes.Owner,
		c.seen.book.Entries, c.Site.Settle, c.Now().UTC())
	if err != nil {
		return err
	}
	c.see(found)
	if len(changed) == 0 {
		return nil
	}
	return c.readBook(ctx, c.seen.book.Cold)
}

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
	q := jira.Query{}.InProjects(c.projects()...).UpdatedSince(since.Add(-c.Site.IndexLag-time.Minute), c.seen.zone).OldestUpdate()
	issues, err := c.Site.Reader.Search(ctx, q, 0)
	if err != nil {
		return err
	}
	c.see(issues)
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

// marks looks for everything that carries our mark, when the ledger cannot be
// trusted to know it all.
func (c *cycle) marks(ctx context.Context) error {
	if !c.seen.book.Cold {
		return nil
	}
	return c.lookForMarks(ctx)
}

// lookForMarks makes one search, and because its index lags, a read of every key
// above the highest one that the index must know.
func (c *cycle) lookForMarks(ctx context.Context) error {
	issues, err := c.Site.Reader.Search(ctx, jira.Query{}.Labelled(ledger.OwnerLabel(c.Mapping.Wishes.Owner)), 0)
	if err != nil {
		return err
	}
	c.see(issues)
	project := c.Mapping.Wishes.Project
	settled := jira.Query{}.InProjects(project).CreatedBefore(c.Now().Add(-c.Site.IndexLag), c.seen.zone).NewestFirst()
	newest, err := c.Site.Reader.Search(ctx, settled, 1)
	if err != nil {
		return err
	}
	recent, err := apply.Probe(ctx, c.Site.Reader, project, apply.Numbers(newest)[project])
	if err != nil {
		return err
	}
	c.see(recent)
	c.Looked = true
	return nil
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
	absent := map[string]time.Time{}
	if _, err := c.load(ctx, c.Site.Name+":absent", &absent); err != nil {
		return err
	}
	now := c.Now().UTC()
	var want []string
	for _, key := range verdict.Referred(c.seen.world, c.Mapping.Keys.From, c.Mapping.Keys.Projects) {
		if !known[key] && now.Sub(absent[key]) > absentAge {
			want = append(want, key)
		}
	}
	for _, e := range c.seen.book.Entries {
		if _, mirrored := c.seen.issues[e.IssueID]; e.IssueID != "" && !mirrored && now.Sub(absent[e.IssueID]) > absentAge {
			want = append(want, e.IssueID)
		}
	}
	if len(want) == 0 {
		return nil
	}
	if err := c.read(ctx, want); err != nil {
		return err
	}
	return c.rememberAbsent(ctx, absent, want, now)
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
