package reconcile

import (
	"context"
	"time"

	"go.uber.org/zap"

	"syncd/internal/apply"
	"syncd/internal/failpoint"
	"syncd/internal/jira"
	"syncd/internal/ledger"
)

// await waits, where the cycle is meant to, until what an earlier cycle sent and never
// heard of can be looked for.
func (c *cycle) await(ctx context.Context) error {
	rest := time.Duration(0)
	for _, e := range c.seen.book.Entries {
		if e.State == ledger.Inflight {
			rest = max(rest, e.SentAt.Add(c.Site.Settle).Sub(c.Now()))
		}
	}
	if rest <= 0 || !c.Wait || c.Site.Writers == nil {
		return nil
	}
	c.log.Named("apply").Warn("a create was not answered: waiting until it can be looked for", zap.Duration("wait", rest))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rest):
		return nil
	}
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
	issues, err := c.Site.Reader.Search(ctx, jira.Query{}.Labelled(ledger.OwnerLabel(c.Mapping.Wishes.Owner)).With(c.seen.asked...), 0)
	if err != nil {
		return err
	}
	c.see(c.whole(issues))
	project := c.Mapping.Wishes.Project
	settled := jira.Query{}.InProjects(project).CreatedBefore(c.Now().Add(-c.Site.IndexLag), c.seen.zone).NewestFirst()
	newest, err := c.Site.Reader.Search(ctx, settled, 1)
	if err != nil {
		return err
	}
	recent, err := apply.Probe(ctx, c.Site.Reader, project, apply.Numbers(newest)[project], c.seen.asked...)
	if err != nil {
		return err
	}
	c.see(c.whole(recent))
	c.seen.looked = true
	failpoint.Hit("C2")
	return nil
}
