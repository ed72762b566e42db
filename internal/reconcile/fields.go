package reconcile

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/plan"
)

// unfitAge is how long a screen is believed that does not take what we wish: an admin who
// mends it waits for us.
const unfitAge = 10 * time.Minute

// metaKey is under which name the screen of new defects is kept. It changes with what is
// kept of it.
func (c *cycle) metaKey() string {
	w := c.Mapping.Wishes
	return MetaName(c.Site.Name, w)
}

// readMeta learns what the project allows for defects, and with which fields issues must
// be read.
func (c *cycle) readMeta(ctx context.Context, age time.Duration) error {
	w := c.Mapping.Wishes
	err := c.cached(ctx, c.metaKey(), age, &c.seen.meta, func() (any, error) {
		return c.Site.Reader.Meta(ctx, w.Project, w.Type)
	})
	c.ask()
	return err
}

// ask settles with which further fields issues are read: those that rules keep true, those
// in which stories show their verdicts, and the one that lists sprints.
func (c *cycle) ask() {
	c.seen.asked = plan.Fields(c.Mapping.Wishes.Fills, c.seen.meta.Fields)
	for _, f := range c.seen.published.fields {
		if !slices.ContainsFunc(c.seen.asked, func(o jira.Field) bool { return o.ID == f.ID }) {
			c.seen.asked = append(c.seen.asked, f)
		}
	}
	if f := c.seen.planned.sprint; f.ID != "" {
		c.seen.asked = append(c.seen.asked, f)
	}
}

// refit reads the screen anew if it is not as fresh as can be, and reports whether it did.
func (c *cycle) refit(ctx context.Context) (bool, error) {
	at, err := c.load(ctx, c.metaKey(), &jira.Meta{})
	if err != nil || c.Now().Sub(at) < unfitAge {
		return false, err
	}
	return true, c.readMeta(ctx, 0)
}

// doubt has the next cycle read the screen anew, because Jira refused what it seemed to
// allow.
func (c *cycle) doubt(ctx context.Context, outcomes []plan.Outcome) error {
	if !slices.ContainsFunc(outcomes, func(o plan.Outcome) bool {
		return o.Refused && (o.Change.Work.Draft != nil || o.Change.Work.Patch != nil)
	}) {
		return nil
	}
	data, err := json.Marshal(c.seen.meta)
	if err != nil {
		return fmt.Errorf("keep %s: %w", c.metaKey(), err)
	}
	return c.Store.PutCached(ctx, c.metaKey(), data, c.Now().UTC().Add(-metaAge))
}

// whole notes in issues that were read with further fields which of those are not set:
// a field without an entry has not been read.
func (c *cycle) whole(issues []jira.Issue) []jira.Issue {
	for n, i := range issues {
		for _, f := range c.seen.asked {
			if _, set := i.Fields[f.ID]; set {
				continue
			}
			if i.Fields == nil {
				i.Fields = map[string]jira.Value{}
			}
			i.Fields[f.ID] = jira.Value{}
		}
		issues[n] = i
	}
	return issues
}

// carried is a newly read issue with what only the older picture tells: since when it is
// Done, that it is archived, and further fields that another sync may have taken, where nothing has changed.
func carried(fresh, old jira.Issue) jira.Issue {
	fresh = fresh.Since(old)
	if fresh.Updated.Equal(old.Updated) {
		fresh.Frozen = old.Frozen
	}
	if !fresh.Updated.Equal(old.Updated) || len(old.Fields) == 0 {
		return fresh
	}
	fields := map[string]jira.Value{}
	for id, v := range old.Fields {
		fields[id] = v
	}
	for id, v := range fresh.Fields {
		fields[id] = v
	}
	fresh.Fields = fields
	return fresh
}

// unread reads the open defects whose further fields are not known: those that a rule
// names since a moment ago, or that another sync has read without them.
func (c *cycle) unread(ctx context.Context) error {
	var want []string
	for _, e := range c.seen.book.Entries {
		i, mirrored := c.seen.issues[e.IssueID]
		if e.State != ledger.Owned || e.Role != ledger.Own || !mirrored || i.Category == jira.Done ||
			c.seen.sightings[i.ID].Looks > 0 || e.Source != "" && !slices.Contains(c.Mapping.Sources, e.Source) {
			continue
		}
		if slices.ContainsFunc(c.seen.asked, func(f jira.Field) bool { _, ok := i.Fields[f.ID]; return !ok }) {
			want = append(want, i.ID)
		}
	}
	if len(want) == 0 {
		return nil
	}
	slices.Sort(want)
	return c.read(ctx, slices.Compact(want))
}
