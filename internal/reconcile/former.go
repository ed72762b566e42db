package reconcile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/model"
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

// formerNames finds the issues that results in test tools name by a key from before they
// moved: nobody writes there what stands there already.
func (c *cycle) formerNames(ctx context.Context) error {
	if len(c.Mapping.Plan.WriteBack) == 0 {
		return nil
	}
	present := map[string]bool{}
	for _, i := range c.seen.issues {
		present[i.Key] = true
	}
	names := map[string]bool{}
	for _, list := range c.seen.world.Reports {
		for _, r := range list {
			for _, key := range r.Defects {
				if !present[key] && model.RefID(key) == "" {
					names[key] = true
				}
			}
		}
	}
	if len(names) == 0 {
		return nil
	}
	var err error
	if c.judged.former, err = c.Store.IssueIDs(ctx, c.Site.Name, slices.Sorted(maps.Keys(names))); err != nil {
		return fmt.Errorf("read mirror of jira: %w", err)
	}
	return nil
}
