package testrail

import (
	"context"
	"fmt"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// name reads what numbers stand for. Of most of it results can be told without: where it is
// denied, what was known before is kept.
func (c *collection) name(ctx context.Context) error {
	var p wireProject
	if err := c.api.get(ctx, c.doing("read the name"), c.method("get_project", ""), "get_project/{project}", &p); err != nil {
		return err
	}
	n := &c.next.Names
	n.SuiteMode = p.SuiteMode.Int()
	for _, list := range []struct {
		into             *map[int64]string
		what, meaning    string
		doing            string
		method, endpoint string
		member           string
	}{
		{&n.Suites, "", "", c.doing("list the suites"), c.method("get_suites", ""), "get_suites/{project}", "suites"},
		{&n.Types, "types of cases", "no case counts as run by machines", "list the types of cases", "get_case_types", "get_case_types", "case_types"},
		{&n.Priorities, "priorities", "cases have none", "list the priorities", "get_priorities", "get_priorities", "priorities"},
	} {
		found, err := c.named(ctx, list.doing, list.method, list.endpoint, list.member)
		if err == nil {
			*list.into = map[int64]string{}
			for _, x := range found {
				(*list.into)[x.ID.Int()] = x.Name
			}
		}
		if list.what != "" { // cases are asked for by their suites
			_, err = c.next.Lacks.Spare(list.what, list.meaning, err)
		}
		if err != nil {
			return err
		}
	}
	if err := c.nameStatuses(ctx); err != nil {
		return err
	}
	return c.nameMilestones(ctx)
}

// single is the mode of a project that has one suite.
const single = 1

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

// own are TestRail's own statuses, whose numbers are the same everywhere.
var own = []status{{1, "passed", "Passed"}, {2, "blocked", "Blocked"}, {3, "untested", "Untested"}, {retest, "retest", "Retest"}, {5, "failed", "Failed"}}

// statuses is what Lacks calls those of results.
const statuses = "statuses"

// nameStatuses reads the statuses of results.
func (c *collection) nameStatuses(ctx context.Context) error {
	list, err := c.api.statuses(ctx)
	spared, err := c.next.Lacks.Spare(statuses, "those of your own are known by number only: `statuses` of this source may say what \"status 6\" counts as", err)
	if err != nil {
		return err
	}
	if spared {
		if len(c.next.Names.Statuses) == 0 {
			c.next.Names.Statuses = own
		}
		return nil
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

// nameMilestones reads what the milestones are called. The list holds those that lie in no
// other ("milestones: only available with get_milestone", says the reference), and so does
// this table until a run names one that lies in another.
func (c *collection) nameMilestones(ctx context.Context) error {
	list, err := all[wireMilestone](ctx, c.api, c.doing("list the milestones"), c.method("get_milestones", ""), "get_milestones/{project}", "milestones")
	lacked := c.next.Lacks.Miss("milestones")
	if spared, err := c.next.Lacks.Spare("milestones", noVersion, err); spared || err != nil {
		return err
	}
	if lacked { // runs that were told without theirs are read again
		for id, s := range c.next.Runs {
			s.Closed, s.Size = false, -1
			c.next.Runs[id] = s
		}
	}
	c.next.Names.Milestones = map[int64]string{}
	for _, m := range list {
		c.learnMilestone(m)
	}
	return nil
}

// noVersion is what it means that milestones are not shown.
const noVersion = "runs of them name no version"

// learnMilestone keeps the name of a milestone and of those in it, as far as it tells of them.
func (c *collection) learnMilestone(m wireMilestone) {
	c.next.Names.Milestones[m.ID.Int()] = m.Name
	for _, sub := range m.Sub {
		c.learnMilestone(sub)
	}
}

// milestone is the name of a run's milestone, asked for where no list had it: it is new, or
// lies in another.
func (c *collection) milestone(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	if name, ok := c.next.Names.Milestones[id]; ok {
		return name, nil
	}
	var m wireMilestone
	err := c.api.get(ctx, fmt.Sprintf("read milestone M%d", id), fmt.Sprintf("get_milestone/%d", id), "get_milestone/{id}", &m)
	if source.KindOf(err) == source.NotFound {
		err = nil // it was deleted
	}
	if _, err := c.next.Lacks.Spare("milestones in others", noVersion, err); err != nil {
		return "", err
	}
	if c.next.Names.Milestones == nil {
		c.next.Names.Milestones = map[int64]string{}
	}
	c.learnMilestone(m)
	c.next.Names.Milestones[id] = m.Name // one that was deleted, or is not shown, is not asked for each time
	return m.Name, nil
}

// outcome is what a status counts as; TestRail's list is read again where the number is new,
// once in a collection: results may have a status that no list shows any more.
func (c *collection) outcome(ctx context.Context, id int64) (model.Outcome, error) {
	for {
		for _, s := range c.next.Names.Statuses {
			if s.ID == id {
				return c.Statuses.Outcome(s.Label, s.Name), nil
			}
		}
		if c.asked {
			return c.Statuses.Outcome(fmt.Sprintf("status %d", id)), nil
		}
		c.asked = true
		if err := c.nameStatuses(ctx); err != nil {
			return "", err
		}
	}
}

// suites lists the suites whose cases are asked for. Where a project has only one, none is
// named.
func (c *collection) suites(context.Context) ([]int64, error) {
	if c.next.Names.SuiteMode == single {
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
