package reconcile

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"syncd/internal/jira"
)

// sprintsMost is how many sprints that nobody has read are read in one cycle: an old board
// has hundreds.
const sprintsMost = 20

// sprintField finds the field that lists the sprints of an issue, and has issues read
// with it.
func (c *cycle) sprintField(ctx context.Context) error {
	f := &c.seen.planned.sprint
	err := c.cached(ctx, c.Site.Name+":sprint-field", metaAge, f, func() (any, error) {
		all, err := c.Site.Reader.Fields(ctx)
		if err != nil {
			return nil, err
		}
		found, _ := jira.SprintField(all)
		return found, nil
	})
	c.ask()
	return err
}

// sprintsKey is under which name the sprints of a sync are kept.
func (c *cycle) sprintsKey() string { return c.Site.Name + ":" + c.Mapping.Name + ":sprints" }

// sprints learns how the sprints stand that issues are in: those that are not closed as
// far as we know, and those that are new.
func (c *cycle) sprints(ctx context.Context) error {
	p := &c.seen.planned
	if p.sprint.ID == "" {
		return nil
	}
	at, err := c.load(ctx, c.sprintsKey(), &p.plans.Sprints)
	if err != nil || !at.IsZero() && c.Now().Sub(at) < c.planAge() {
		return err
	}
	open, err := c.search(ctx, jira.Query{}.InProjects(c.Mapping.Keys.Projects...).InOpenSprints())
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		c.unplanned("sprints", err)
		return nil
	}
	if err != nil {
		return err
	}
	known := map[string]jira.Sprint{}
	for _, s := range p.plans.Sprints {
		known[s.ID] = s
	}
	asked := unsettled(open, known, p.sprint.ID)
	fresh, err := c.Site.Planner.Sprints(ctx, asked)
	if unfit(err) {
		c.unplanned("sprints", err)
		return nil
	}
	if err != nil {
		return err
	}
	for _, id := range asked {
		delete(known, id) // one that is not in the answer is gone, or not to be seen
	}
	for _, s := range fresh {
		known[s.ID] = s
	}
	p.plans.Sprints = slices.SortedFunc(maps.Values(known), func(a, b jira.Sprint) int { return cmp.Compare(a.ID, b.ID) })
	c.scopes()
	return c.remember(ctx, c.sprintsKey(), p.plans.Sprints)
}

// unsettled lists the sprints that must be read: those that were not closed, and of those
// of issues in open sprints that nobody has read yet the newest.
func unsettled(open []jira.Issue, known map[string]jira.Sprint, field string) []string {
	var strange, out []string
	for _, i := range open {
		for _, id := range i.Fields[field] {
			if _, there := known[id]; !there {
				strange = append(strange, id)
			}
		}
	}
	slices.SortFunc(strange, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(b, a)) })
	strange = slices.Compact(strange)
	for id, s := range known {
		if s.State != jira.SprintClosed {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return append(out, strange[:min(len(strange), sprintsMost)]...)
}
