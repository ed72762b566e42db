package reconcile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// formerKeys finds the issues that were asked for by a key from before they moved, or
// before their project was renamed, and remembers it. Jira answers with the key of today
// and does not say which of those asked for it is; where several may be meant, each is
// asked for by itself, once and for all.
func (c *cycle) formerKeys(ctx context.Context, asked []string, issues []jira.Issue) error {
	wanted, answered := map[string]bool{}, map[string]bool{}
	for _, name := range asked {
		wanted[name] = true
	}
	var strange []jira.Issue
	for _, i := range issues {
		answered[i.Key] = true
		if !wanted[i.Key] && !wanted[i.ID] {
			strange = append(strange, i)
		}
	}
	keys := slices.DeleteFunc(slices.Clone(asked), func(name string) bool { return !strings.Contains(name, "-") || answered[name] })
	if len(strange) == 0 || len(keys) == 0 {
		return nil
	}
	former := map[string]string{}
	for _, key := range keys {
		found := strange
		if len(keys) > 1 || len(strange) > 1 {
			var err error
			if found, err = c.Site.Reader.Read(ctx, []string{key}); err != nil {
				return err
			}
		}
		for _, i := range found {
			former[key], c.seen.moved[key] = i.ID, i.Key
		}
	}
	if err := c.Store.PutIssueKeys(ctx, c.Site.Name, former); err != nil {
		return fmt.Errorf("keep former keys: %w", err)
	}
	return nil
}
