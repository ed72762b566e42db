package reconcile

import (
	"context"
	"fmt"
	"slices"

	"syncd/internal/ledger"
)

// strangers reads the issues of other people that answer failures and lie in projects that
// no search covers: a tester may name any issue by its id. They are as old as versions may
// be at most.
func (c *cycle) strangers(ctx context.Context) error {
	var want []string
	for _, e := range c.seen.book.Entries {
		i, mirrored := c.seen.issues[e.IssueID]
		if e.Role == ledger.Associated && e.State == ledger.Owned && mirrored && !slices.Contains(c.Mapping.Projects(), i.Project) &&
			(e.Source == "" || slices.Contains(c.Mapping.Sources, e.Source)) {
			want = append(want, i.ID)
		}
	}
	if len(want) == 0 {
		return nil
	}
	scope, now := c.Mapping.Name+":strangers", c.Now().UTC()
	last, err := c.Store.Observed(ctx, c.Site.Name, scope)
	if err != nil {
		return fmt.Errorf("read when issues of other projects were last looked at: %w", err)
	}
	if now.Sub(last) < c.planAge() {
		return nil
	}
	slices.Sort(want)
	if err := c.read(ctx, slices.Compact(want)); err != nil {
		return err
	}
	return c.Store.SetObserved(ctx, c.Site.Name, scope, now)
}
