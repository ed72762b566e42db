package reconcile

import (
	"context"
	"fmt"
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/readiness"
)

// membersMost is how many keys one search names.
const membersMost = 100

// members is what the memory keeps of the searches for what is planned.
type members struct {
	At       time.Time                  `json:"at"` // when all of it was searched for
	Of       string                     `json:"of"` // digest of what was searched for
	Required map[string]bool            `json:"required"`
	Filtered map[string]map[string]bool `json:"filtered"`
}

// plannedIssues brings the stories and defects of what is judged into the mirror, and
// learns which of them must be tested: all of them now and then, and those that have
// changed in every cycle.
func (c *cycle) plannedIssues(ctx context.Context) error {
	p := &c.seen.planned
	p.required, p.filtered = map[string]bool{}, map[string]map[string]bool{}
	if c.Site.Planner == nil || len(c.Mapping.Projects()) == 0 {
		return nil
	}
	if err := c.sprints(ctx); err != nil {
		return err
	}
	key, now := c.Site.Name+":"+c.Mapping.Name+":members", c.Now().UTC()
	var m members
	if _, err := c.load(ctx, key, &m); err != nil {
		return err
	}
	of := c.wanted()
	var err error
	switch {
	case m.Of != of || now.Sub(m.At) >= c.Site.Sweep:
		m = members{At: now, Of: of, Required: map[string]bool{}, Filtered: map[string]map[string]bool{}}
		if err = c.allMembers(ctx, &m); err == nil {
			err = c.remember(ctx, key, m)
		}
	default:
		var changed bool
		if changed, err = c.changedMembers(ctx, &m); err == nil && changed {
			err = c.remember(ctx, key, m)
		}
	}
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		c.unplanned("stories.jql, track", err)
		err = nil
	}
	p.required, p.filtered = m.Required, m.Filtered
	return err
}

// wanted is a digest of what is searched for.
func (c *cycle) wanted() string {
	parts := []string{"members:v1", c.Mapping.Must, fmt.Sprint(c.Mapping.Track.Filters), fmt.Sprint(c.Mapping.Keys.Projects, c.boardTypes())}
	for _, s := range c.seen.planned.scopes {
		parts = append(parts, string(s.Kind), s.ID, s.Name)
	}
	return model.Key16(parts...)
}

// allMembers searches for everything that is planned.
func (c *cycle) allMembers(ctx context.Context, m *members) error {
	q := jira.Query{}.InProjects(c.Mapping.Keys.Projects...)
	scoped, some := q.PlannedFor(c.scopeIDs(readiness.Release), c.scopeIDs(readiness.Sprint))
	if some {
		must, err := c.search(ctx, scoped.Matching(c.Mapping.Must))
		if err != nil {
			return err
		}
		for _, i := range must {
			m.Required[i.ID] = true
		}
		if _, err := c.search(ctx, scoped.OfTypes(c.boardTypes()...)); err != nil {
			return err
		}
	}
	for _, f := range c.Mapping.Track.Filters {
		found, err := c.search(ctx, q.Matching(f.JQL).MatchingOrOfTypes(c.Mapping.Must, c.Mapping.Keys.DefectTypes...))
		if err != nil {
			return fmt.Errorf("filter %s: %w", f.Name, err)
		}
		m.Filtered[f.Name] = map[string]bool{}
		for _, i := range found {
			m.Filtered[f.Name][i.ID] = true
			if !slices.Contains(c.Mapping.Keys.DefectTypes, i.Type) {
				m.Required[i.ID] = true
			}
		}
	}
	return nil
}

// search finds issues and takes them into the mirror.
func (c *cycle) search(ctx context.Context, q jira.Query) ([]jira.Issue, error) {
	found, err := c.Site.Reader.Search(ctx, q.ByKey().With(c.seen.asked...), 0)
	if err != nil {
		return nil, err
	}
	found = c.whole(found)
	c.take(found)
	return found, nil
}

// scopeIDs lists the ids of the scopes of a kind.
func (c *cycle) scopeIDs(kind readiness.Kind) []string {
	var out []string
	for _, s := range c.seen.planned.scopes {
		if s.Kind == kind {
			out = append(out, s.ID)
		}
	}
	return out
}

// changedMembers asks of the planned issues that have changed since the last look whether
// they must be tested.
func (c *cycle) changedMembers(ctx context.Context, m *members) (bool, error) {
	var keys []string
	for id := range c.seen.news {
		i := c.seen.issues[id]
		if i.Updated.Before(m.At.Add(-c.Site.IndexLag)) && !m.Required[id] {
			continue // the search for all of them has judged it
		}
		if m.Required[id] || c.isPlanned(i) {
			keys = append(keys, i.Key)
			delete(m.Required, i.ID)
		}
	}
	slices.Sort(keys)
	for part := range slices.Chunk(keys, membersMost) {
		must, err := c.search(ctx, jira.Query{}.Keyed(part...).Matching(c.Mapping.Must))
		if err != nil {
			return true, err
		}
		for _, i := range must {
			m.Required[i.ID] = true
		}
	}
	return len(keys) > 0, nil
}
