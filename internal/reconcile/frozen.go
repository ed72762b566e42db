package reconcile

import (
	"context"
	"fmt"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/plan"
)

// freeze has the mirror remember which issues Jira would not change because they are
// archived. On Cloud nothing else tells: such an issue is read like any other.
func (c *cycle) freeze(ctx context.Context, outcomes []plan.Outcome) error {
	var frozen []jira.Issue
	for _, o := range outcomes {
		if !o.Refused || o.Change.Work.Backlink != nil || !jira.SaysArchived(o.Error) {
			continue
		}
		for id, i := range c.seen.issues {
			if id == o.Change.Target.IssueID && o.Change.Work.IssueLink == nil || named(o.Error, i.Key) {
				i.Frozen = c.Now().UTC()
				c.seen.issues[id] = i
				frozen = append(frozen, i)
			}
		}
	}
	if len(frozen) == 0 {
		return nil
	}
	if err := c.Store.PutIssues(ctx, c.Site.Name, frozen, c.Now().UTC()); err != nil {
		return fmt.Errorf("keep which issues are archived: %w", err)
	}
	return nil
}

// named reports whether a text names an issue by its key: SHOP-1 is not named by SHOP-10.
func named(text, key string) bool {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		if strings.EqualFold(word, key) {
			return true
		}
	}
	return false
}
