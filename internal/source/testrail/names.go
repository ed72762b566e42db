package testrail

import (
	"context"
	"fmt"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// name reads what numbers stand for.
func (c *collection) name(ctx context.Context) error {
	var p wireProject
	if err := c.api.get(ctx, c.doing("read the name"), c.method("get_project", ""), "get_project/{project}", &p); err != nil {
		return err
	}
	n := names{SuiteMode: p.SuiteMode.Int(), Sections: map[int64]string{}}
	for _, what := range []struct {
		into             *map[int64]string
		doing            string
		method, endpoint string
		member           string
	}{
		{&n.Suites, c.doing("list the suites"), c.method("get_suites", ""), "get_suites/{project}", "suites"},
		{&n.Types, "list the types of cases", "get_case_types", "get_case_types", "case_types"},
		{&n.Priorities, "list the priorities", "get_priorities", "get_priorities", "priorities"},
	} {
		list, err := c.named(ctx, what.doing, what.method, what.endpoint, what.member)
		if err != nil {
			return err
		}
		*what.into = map[int64]string{}
		for _, x := range list {
			(*what.into)[x.ID.Int()] = x.Name
		}
	}
	c.next.Names = n
	if err := c.nameStatuses(ctx); err != nil {
		return err
	}
	return c.nameMilestones(ctx)
}

// named reads a list that some versions give whole and others in pages. Lists that are
// never long take no page.
func (c *collection) named(ctx context.Context, doing, method, endpoint, member string) ([]wireNamed, error) {
	p := page[wireNamed]{member: member}
	err := c.api.get(ctx, doing, method, endpoint, &p)
	if err == nil && p.more {
		return all[wireNamed](ctx, c.api, doing, method, endpoint, member)
	}
	return p.items, err
}

// nameStatuses reads the statuses of results.
func (c *collection) nameStatuses(ctx context.Context) error {
	list, err := c.api.statuses(ctx)
	if err != nil {
		return err
	}
	c.next.Names.Statuses = nil
	for _, s := range list {
		c.next.Names.Statuses = append(c.next.Names.Statuses, status{ID: s.ID.Int(), Name: s.Name, Label: string(s.Label)})
	}
	return nil
}

// statuses reads the statuses of results.
func (a *api) statuses(ctx context.Context) ([]wireStatus, error) {
	p := page[wireStatus]{member: "statuses"}
	err := a.get(ctx, "list the statuses", "get_statuses", "get_statuses", &p)
	return p.items, err
}

// nameMilestones reads the milestones; those within others are known by their own name.
func (c *collection) nameMilestones(ctx context.Context) error {
	list, err := all[wireMilestone](ctx, c.api, c.doing("list the milestones"), c.method("get_milestones", ""), "get_milestones/{project}", "milestones")
	if err != nil {
		return err
	}
	c.next.Names.Milestones = map[int64]string{}
	var take func([]wireMilestone)
	take = func(list []wireMilestone) {
		for _, m := range list {
			c.next.Names.Milestones[m.ID.Int()] = m.Name
			take(m.Sub)
		}
	}
	take(list)
	return nil
}

// milestone is the name of a run's milestone, read again where the number is new.
func (c *collection) milestone(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	if name, ok := c.next.Names.Milestones[id]; ok {
		return name, nil
	}
	if err := c.nameMilestones(ctx); err != nil {
		return "", err
	}
	name := c.next.Names.Milestones[id]
	c.next.Names.Milestones[id] = name // one that may not be seen is not asked for each time
	return name, nil
}

// outcome is what a status counts as; TestRail's list is read again where the number is new.
func (c *collection) outcome(ctx context.Context, id int64) (model.Outcome, error) {
	for range 2 {
		for _, s := range c.next.Names.Statuses {
			if s.ID == id {
				return c.Statuses.Outcome(s.Label, s.Name), nil
			}
		}
		if err := c.nameStatuses(ctx); err != nil {
			return "", err
		}
	}
	return c.Statuses.Outcome(fmt.Sprintf("status %d", id)), nil
}

// suites lists the suites whose cases are asked for. Where a project has only one, none is
// named.
func (c *collection) suites(context.Context) ([]int64, error) {
	if c.next.Names.SuiteMode == 1 {
		return []int64{0}, nil
	}
	var out []int64
	for id := range c.next.Names.Suites {
		if c.cfg.reads(id) {
			out = append(out, id)
		}
	}
	for _, id := range c.cfg.Suites {
		if _, ok := c.next.Names.Suites[id]; !ok {
			return nil, &source.Error{Kind: source.NotFound, Doing: c.doing("list the suites"), Message: fmt.Sprintf("there is no suite %d", id),
				Cure: "correct `suites:` of this source; there are " + c.next.Names.list()}
		}
	}
	return sorted(out), nil
}

// list names the suites for people.
func (n names) list() string {
	var out []string
	for _, id := range sorted(keys(n.Suites)) {
		out = append(out, fmt.Sprintf("%d (%s)", id, n.Suites[id]))
	}
	return strings.Join(out, ", ")
}
