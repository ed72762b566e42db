package reconcile

import (
	"context"
	"fmt"
	"maps"
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
	// Tried is when a search for all of it was last refused, and Refused what was searched
	// for: it is not tried again at once.
	Tried   time.Time `json:"tried,omitzero"`
	Refused string    `json:"refused,omitempty"`
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
	var changed bool
	var err error
	if of := c.wanted(); (m.Of != of || now.Sub(m.At) >= c.Site.Sweep) && (m.Refused != of || now.Sub(m.Tried) >= c.planAge()) {
		changed, err = true, c.allMembers(ctx, &m, of)
	} else {
		changed, err = c.changedMembers(ctx, &m)
	}
	if unfit(err) {
		c.unplanned("stories.jql, track", err)
		err = nil
	}
	p.required, p.filtered = m.Required, m.Filtered
	if err != nil || !changed {
		return err
	}
	return c.remember(ctx, key, m)
}

// unfit reports whether Jira will not have a search as it is: boards then go on with what
// they know.
func unfit(err error) bool {
	kind := jira.KindOf(err)
	return kind == jira.Refused || kind == jira.NotFound
}

// wanted is a digest of what is searched for.
func (c *cycle) wanted() string {
	parts := []string{"members:v1", c.Mapping.Must, fmt.Sprint(c.Mapping.Track.Filters), fmt.Sprint(c.Mapping.Keys.Projects, c.boardTypes())}
	for _, s := range c.seen.planned.scopes {
		parts = append(parts, string(s.Kind), s.ID, s.Name)
	}
	return model.Key16(parts...)
}

// allMembers searches for everything that is planned. What was known stays where Jira does
// not take a search: an empty board would read like a good one.
func (c *cycle) allMembers(ctx context.Context, m *members, of string) error {
	now := c.Now().UTC()
	fresh := members{At: now, Of: of, Required: map[string]bool{}, Filtered: map[string]map[string]bool{}}
	q := jira.Query{}.InProjects(c.Mapping.Keys.Projects...)
	scoped, some := q.PlannedFor(c.scopeIDs(readiness.Release), c.scopeIDs(readiness.Sprint))
	if some {
		must, err := c.search(ctx, scoped.Matching(c.Mapping.Must))
		if err == nil {
			_, err = c.search(ctx, scoped.OfTypes(c.boardTypes()...))
		}
		if err != nil {
			m.Tried, m.Refused = now, of
			return err
		}
		for _, i := range must {
			fresh.Required[i.ID] = true
		}
	}
	for _, f := range c.Mapping.Track.Filters {
		found, err := c.search(ctx, q.Matching(f.JQL).MatchingOrOfTypes(c.Mapping.Must, c.Mapping.Keys.DefectTypes...))
		if unfit(err) {
			c.unplanned("filter "+f.Name, err)
			fresh.keep(f.Name, m.Filtered[f.Name], m.Required)
			continue
		}
		if err != nil {
			return err
		}
		fresh.Filtered[f.Name] = map[string]bool{}
		for _, i := range found {
			fresh.Filtered[f.Name][i.ID] = true
			if !slices.Contains(c.Mapping.Keys.DefectTypes, i.Type) {
				fresh.Required[i.ID] = true
			}
		}
	}
	*m = fresh
	return nil
}

// keep takes over what was known of a filter.
func (m *members) keep(filter string, ids, required map[string]bool) {
	m.Filtered[filter] = ids
	for id := range ids {
		if required[id] {
			m.Required[id] = true
		}
	}
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
	required := maps.Clone(m.Required)
	if required == nil {
		required = map[string]bool{}
	}
	var keys []string
	for id := range c.seen.news {
		i := c.seen.issues[id]
		if i.Updated.Before(m.At.Add(-c.Site.IndexLag)) && !m.Required[id] {
			continue // the search for all of them has judged it
		}
		if m.Required[id] || c.isPlanned(i) {
			keys = append(keys, i.Key)
			delete(required, i.ID)
		}
	}
	slices.Sort(keys)
	for part := range slices.Chunk(keys, membersMost) {
		must, err := c.search(ctx, jira.Query{}.Keyed(part...).Matching(c.Mapping.Must))
		if err != nil {
			return false, err
		}
		for _, i := range must {
			required[i.ID] = true
		}
	}
	m.Required = required
	return len(keys) > 0, nil
}
