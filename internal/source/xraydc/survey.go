package xraydc

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// Survey implements source.Surveyor.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	var out source.Survey
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
	c := p.collect(cursor{})
	var err error
	if c.next.Statuses, err = p.api.statuses(ctx); err != nil {
		return out, err
	}
	for _, name := range c.next.Statuses {
		out.Statuses = append(out.Statuses, source.ToolStatus{Name: name, Outcome: c.Statuses.Outcome(name), Mapped: c.Statuses.Mapped(name)})
	}
	out.Findings = append(out.Findings, c.Statuses.Strange()...)
	if found, err := p.places(ctx, &out); err != nil || !found {
		return out, err
	}
	if err := p.links(ctx, &out); err != nil {
		return out, err
	}
	if err := c.definition(ctx, &out); err != nil {
		return out, err
	}
	return out, c.measure(ctx, &out)
}

// places tells which projects the account sees, and whether ours is among them.
func (p *Project) places(ctx context.Context, out *source.Survey) (bool, error) {
	var list tool.List[struct {
		Key  tool.Text
		Name tool.Text
	}]
	err := p.api.get(ctx, "list the projects", jiraAPI+"project", "project", nil, &list)
	if err == nil && !list.There {
		err = strange("list the projects", "projects")
	}
	found := false
	for _, w := range list.Items {
		ours := string(w.Key) == p.cfg.Project
		found = found || ours
		out.Places = append(out.Places, source.Place{Kind: "project", Name: string(w.Name), ID: string(w.Key), Chosen: ours})
	}
	if err == nil && !found {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "project", Text: fmt.Sprintf("project %s is not among those that %s sees", p.cfg.Project, out.Account),
			Cure: "set `project` to one of the keys above, or let the user browse it"})
	}
	return found, err
}

// links tells by which links tests name stories, and which others there are where it is not
// among them.
func (p *Project) links(ctx context.Context, out *source.Survey) error {
	var answer struct {
		Types tool.List[struct{ Name, Outward tool.Text }] `json:"issueLinkTypes"`
	}
	err := p.api.get(ctx, "list the types of links", jiraAPI+"issueLinkType", "issueLinkType", nil, &answer)
	if err == nil && !answer.Types.There {
		err = strange("list the types of links", "types of links")
	}
	var others []string
	for _, t := range answer.Types.Items {
		if strings.EqualFold(string(t.Name), p.cfg.Link) {
			out.References = append(out.References, fmt.Sprintf("issue links of type %s (a test %q a story)", t.Name, t.Outward))
		}
		others = append(others, string(t.Name))
	}
	if err == nil && len(out.References) == 0 {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "link", Text: fmt.Sprintf("Jira has no link type %q: no test would name a story", p.cfg.Link),
			Cure: "set `link` to the type that Xray uses for coverage; there are " + strings.Join(others, ", ")})
	}
	return err
}

// definition tells where there is no field by which tests are joined with those of files.
func (c *collection) definition(ctx context.Context, out *source.Survey) error {
	err := c.define(ctx)
	if err == nil && c.next.Definition == "" && c.cfg.AutomationID != "" {
		out.Findings = append(out.Findings, source.Finding{Key: "automation_id", Text: fmt.Sprintf("Jira shows no field %q: tests meet those of result files only where these name the key of the test (`test_key`)", c.cfg.AutomationID),
			Cure: "set `automation_id` to the name of the field, or to \"\" if you need none"})
	}
	return err
}

// sample is how many executions are read to guess how many results there are.
const sample = 3

// measure says how much the first pull would read. Jira counts tests and executions; how
// many results there are is guessed from the executions that changed last.
func (c *collection) measure(ctx context.Context, out *source.Survey) error {
	c.next.Begun = c.api.Now().Unix()
	tests, err := c.api.page(ctx, "count the tests", c.ofType(c.cfg.Types.Test), "summary", 0, 1)
	if err != nil {
		return c.mistyped(out, "types.test", c.cfg.Types.Test, err)
	}
	jql := fmt.Sprintf("%s AND (statusCategory != Done OR %s) ORDER BY updated DESC", c.ofType(c.cfg.Types.Execution), c.since(c.edge()))
	executions, err := c.api.page(ctx, "count the executions", jql, executionFields, 0, sample)
	if err != nil {
		return c.mistyped(out, "types.execution", c.cfg.Types.Execution, err)
	}
	list, results := executions.Issues.Items, 0
	list = list[:min(sample, len(list))]
	for _, w := range list {
		runs, err := c.api.runs(ctx, string(w.Key))
		if err != nil {
			return err
		}
		results += len(runs)
	}
	out.First = source.FirstPull{Cases: int(tests.Total.Int()), Runs: int(executions.Total.Int()), AtLeast: true}
	if n := len(list); n > 0 {
		out.First.Results = results * out.First.Runs / n
	}
	out.First.Requests = 3 + out.First.Cases/issuesPage + out.First.Runs/issuesPage + 2*out.First.Runs + out.First.Results/pageSize
	return nil
}

// mistyped tells of a type of issues that a search was refused for; any other error remains
// one.
func (c *collection) mistyped(out *source.Survey, key, name string, err error) error {
	if source.KindOf(err) != source.Refused {
		return err
	}
	out.Findings = append(out.Findings, source.Finding{Broken: true, Key: key, Text: fmt.Sprintf("Jira does not search for issues of type %q: %v", name, err),
		Cure: "set `" + key + "` to the name of the issue type as Jira shows it"})
	return nil
}
