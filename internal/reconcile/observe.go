package reconcile

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
)

const (
	// metaAge is how long what a project allows is believed.
	metaAge = 24 * time.Hour
	// silence is how long the ledger may be untouched before it has to be checked
	// against the marks in Jira.
	silence = time.Hour
)

// observed is all that a cycle knows of Jira and of our doings there.
type observed struct {
	world   model.World
	account jira.Account
	zone    *time.Location
	meta    jira.Meta
	asked   []jira.Field // further fields that our defects are read with
	book    ledger.Book
	issues  map[string]jira.Issue // the mirror, by id
	// sightings says of each mirrored issue when it was last seen.
	sightings map[string]plan.Sighting
	changed   map[string]jira.Issue // what the mirror must learn
	news      map[string]bool       // ids of issues that boards must look at again
	chained   map[string]bool       // keys in whose favour others were closed
	moved     map[string]string     // present keys of issues that tests name by an older one
	looked    bool                  // everything that carries our mark has been looked for
	planned   planned
	published published
}

// observe brings the mirror up to date. If it fails half-way the cycle ends: no plan
// is made from half of Jira.
func (c *cycle) observe(ctx context.Context) (err error) {
	o := &c.seen
	o.changed, o.chained = map[string]jira.Issue{}, map[string]bool{}
	o.moved, o.news = map[string]string{}, map[string]bool{}
	view := c.Mapping.View
	view.Now = c.Now().UTC()
	if o.world, err = c.Store.World(ctx, view); err != nil {
		return fmt.Errorf("read results: %w", err)
	}
	c.loose()
	for _, step := range []func(context.Context) error{
		c.whoami, c.address, c.metadata, c.storyFields, c.scoped, c.remembered, c.await, c.resolve, c.delta, c.hinted, c.marks, c.sweep,
		c.plannedIssues, c.followed, c.referred, c.strangers, c.unread, c.storiesUnread, c.editScreens, c.waived, c.keep,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// whoami learns whose account is used and in which zone it reads dates.
func (c *cycle) whoami(ctx context.Context) error {
	err := c.cached(ctx, AccountName(c.Site.Name), metaAge, &c.seen.account, func() (any, error) {
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

// address learns where people find the site. Links on pages are all that depends on it.
func (c *cycle) address(ctx context.Context) error {
	if c.Site.Server == nil {
		return nil
	}
	var s jira.Server
	err := c.cached(ctx, AddressName(c.Site.Name), metaAge, &s, func() (any, error) { return c.Site.Server(ctx) })
	if jira.KindOf(err) == jira.Auth || jira.KindOf(err) == "" {
		return err
	}
	c.Log.Info("where people find the site is not known; set browse_url", zap.String("site", c.Site.Name), zap.Error(err))
	return nil
}

// metadata learns what the project allows for defects.
func (c *cycle) metadata(ctx context.Context) error {
	return c.readMeta(ctx, metaAge)
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
	facts, err := c.Store.Book(ctx, c.Site.Name)
	if err != nil {
		return fmt.Errorf("read ledger: %w", err)
	}
	c.seen.book = ledger.NewBook(facts, cold)
	return nil
}
