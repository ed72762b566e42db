package zephyrdc

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// Survey implements source.Surveyor.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	out := source.Survey{References: []string{"Traceability › Issues of test cases (issueLinks)"}}
	var me struct{ Name, DisplayName tool.Text }
	if err := p.api.get(ctx, "ask as whom we are logged in", jiraAPI+"myself", "myself", nil, &me); err != nil {
		return out, err
	}
	out.Account = string(cmp.Or(me.DisplayName, me.Name))
	var info struct{ Version tool.Text }
	if err := p.api.get(ctx, "ask for the version of Jira", jiraAPI+"serverInfo", "serverInfo", nil, &info); err != nil {
		return out, err
	}
	out.Version = strings.TrimSpace("Jira " + string(info.Version))
	if found, err := p.places(ctx, &out); err != nil || !found {
		return out, err
	}
	return out, p.collect(cursor{}).measure(ctx, &out)
}

// places tells which projects the account sees, and whether ours is among them, with Zephyr.
func (p *Project) places(ctx context.Context, out *source.Survey) (bool, error) {
	var list tool.List[struct{ Key, Name tool.Text }]
	err := p.api.get(ctx, "list the projects", jiraAPI+"project", "project", nil, &list)
	if err == nil && !list.There {
		err = strange("list the projects", "projects")
	}
	if err != nil {
		return false, err
	}
	found := false
	for _, w := range list.Items {
		ours := string(w.Key) == p.cfg.Project
		found = found || ours
		out.Places = append(out.Places, source.Place{Kind: "project", Name: string(w.Name), ID: string(w.Key), Chosen: ours})
	}
	broken := func(key, text, cure string) {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: key, Text: text, Cure: cure})
	}
	if !found {
		broken("project", fmt.Sprintf("project %s is not among those that %s sees", p.cfg.Project, out.Account), "set `project` to one of the keys above, or let the user browse it")
		return false, nil
	}
	err = p.api.get(ctx, p.doing("list the environments"), zephyrAPI+"environments", "environments", url.Values{"projectKey": {p.cfg.Project}}, nil)
	switch source.KindOf(err) {
	case source.NotFound, source.Auth: // nothing else needs them: what is read tells whether Zephyr is there
		_, err = page[wireRun](ctx, p.api, p.doing("list the runs"), "testrun", p.inProject(), "key", 0)
		if source.KindOf(err) == source.NotFound {
			broken("url", "this Jira has no Zephyr Scale", "see whether it is installed there, and whether url ends with the context path of the Jira")
			return false, nil
		}
	case source.Refused:
		broken("project", fmt.Sprintf("Zephyr Scale refuses project %s: %v", p.cfg.Project, err), "switch it on in the project's settings › Zephyr Scale")
		return false, nil
	}
	return true, err
}

const (
	// sample is how many runs are looked into to learn which statuses there are.
	sample = 3
	// pagesMost is how many pages of cases are counted: Zephyr does not say how many there are.
	pagesMost = 10
)

// measure says how much the first pull would read. Results that were followed by others are
// counted nowhere.
func (c *collection) measure(ctx context.Context, out *source.Survey) error {
	list, err := all[wireRun](ctx, c.api, c.doing("list the runs"), "testrun", c.inProject(), runFields)
	if err != nil {
		return err
	}
	first := source.FirstPull{Runs: len(list), AtLeast: true}
	for _, r := range list {
		first.Results += int(r.Cases.Int())
	}
	for range pagesMost {
		cases, err := page[wireCase](ctx, c.api, c.doing("count the cases"), "testcase", c.inProject(), "key", first.Cases)
		if err != nil {
			return err
		}
		if len(cases) == 0 {
			break
		}
		first.Cases += len(cases)
	}
	first.Requests = 4 + first.Cases/pageSize + first.Runs/pageSize + 2*first.Runs + first.Results/resultsPage
	out.First = first
	return c.sampled(ctx, list, out)
}

// sampled tells the statuses that are usual, and those of some runs: Zephyr does not list
// them.
func (c *collection) sampled(ctx context.Context, list []wireRun, out *source.Survey) error {
	for name := range usual {
		c.outcome(tool.Text(name))
	}
	slices.Reverse(list) // new ones are at the end
	for _, r := range list[:min(sample, len(list))] {
		run, err := c.api.run(ctx, r.key())
		if err != nil {
			return err
		}
		for _, i := range run.Items.Items {
			c.outcome(i.Status)
		}
		for _, name := range slices.Sorted(maps.Keys(run.Summary.V)) {
			if run.Summary.V[name] != "" {
				c.outcome(tool.Text(name))
			}
		}
	}
	for _, name := range c.next.Statuses {
		out.Statuses = append(out.Statuses, source.ToolStatus{Name: name, Outcome: c.Statuses.Outcome(name), Mapped: c.Statuses.Mapped(name)})
	}
	return nil
}
