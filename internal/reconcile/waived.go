package reconcile

import (
	"context"
	"reflect"
	"slices"

	"syncd/internal/jira"
)

// waived learns who put the labels on that accept risks.
func (c *cycle) waived(ctx context.Context) error {
	p := &c.seen.planned
	p.waivers = map[string][]jira.LabelChange{}
	if c.Site.Planner == nil || c.Mapping.Readiness.Waiver.Label == "" {
		return nil
	}
	key := c.Site.Name + ":" + c.Mapping.Name + ":waivers"
	var kept, now map[string]waivers
	if _, err := c.load(ctx, key, &kept); err != nil {
		return err
	}
	now = map[string]waivers{}
	for id, i := range c.seen.issues {
		labels := c.Mapping.Readiness.Waiver.Labels(i)
		if len(labels) == 0 || c.seen.sightings[id].Looks > 0 {
			continue
		}
		w, known := kept[id]
		if !known || !slices.Equal(w.Labels, labels) {
			history, err := c.Site.Planner.LabelHistory(ctx, id)
			if unfit(err) {
				c.unplanned("who accepted the risks of "+i.Key, err)
				continue
			}
			if err != nil {
				return err
			}
			w = waivers{Labels: labels, History: history}
		}
		now[id], p.waivers[id] = w, w.History
	}
	if reflect.DeepEqual(kept, now) || len(kept)+len(now) == 0 {
		return nil
	}
	return c.remember(ctx, key, now)
}

// waivers is what the memory keeps of an issue whose risks are accepted.
type waivers struct {
	Labels  []string           `json:"labels"`
	History []jira.LabelChange `json:"history"`
}
