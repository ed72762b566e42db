package reconcile

import (
	"context"
	"slices"

	"syncd/internal/model"
)

// hinted reads the issues of which webhooks have told, past the search index, as far as
// the sync has to do with them: an unknown one that matters will be found by the search.
// Nothing but their names was taken from the webhooks.
func (c *cycle) hinted(ctx context.Context) error {
	referred, ids := map[string]bool{}, map[string]string{}
	for _, key := range c.referredKeys() {
		referred[key] = true
	}
	for _, e := range c.seen.book.Entries {
		referred[e.IssueKey] = true
	}
	for id, i := range c.seen.issues {
		ids[i.Key] = id
	}
	var want []string
	for _, h := range c.hints {
		_, known := c.seen.issues[h.ID]
		switch {
		case known: // a moved issue, too
			want = append(want, h.ID)
		case ids[h.Key] != "":
			want = append(want, ids[h.Key])
		case h.Key != "" && referred[h.Key]:
			want = append(want, h.Key)
		case referred[model.IDRef(h.ID)]:
			want = append(want, h.ID)
		}
	}
	if len(want) == 0 {
		return nil
	}
	slices.Sort(want)
	return c.read(ctx, slices.Compact(want))
}
