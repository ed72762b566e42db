package qase

import (
	"cmp"
	"context"
	"fmt"
	"net/url"

	"syncd/internal/source"
)

// Survey implements source.Surveyor. Qase does not say whose a token is.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	c := p.collect(cursor{Version: cursorVersion, Runs: map[int64]seen{}, Whole: true})
	projects, err := all[wireProject](ctx, p.api, "list the projects", "project", "project", nil)
	if err != nil {
		return source.Survey{}, err
	}
	out := source.Survey{Version: "API v1"}
	var chosen *wireProject
	for i, w := range projects {
		ours := string(w.Code) == p.cfg.Project
		if ours {
			chosen = &projects[i]
		}
		out.Places = append(out.Places, source.Place{Kind: "project", Name: string(w.Title), ID: string(w.Code), Chosen: ours})
	}
	if chosen == nil {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "project", Text: fmt.Sprintf("project %s is not among those that the token sees", p.cfg.Project),
			Cure: "set `project` to one of the codes above, or give the token's user access to it"})
		return out, nil
	}
	if err := c.nameFields(ctx); err != nil {
		return out, err
	}
	for _, s := range c.next.Statuses {
		mapped := c.Statuses.Mapped(s.Title, s.Slug)
		out.Statuses = append(out.Statuses, source.ToolStatus{Name: cmp.Or(s.Title, s.Slug), Outcome: c.Statuses.Outcome(s.Title, s.Slug), Mapped: mapped})
	}
	if !c.next.Lacks.Miss(systemFields) {
		out.Findings = append(out.Findings, c.Statuses.Strange()...)
	}
	if err := c.measure(ctx, *chosen, &out); err != nil {
		return out, err
	}
	return out, c.probe(ctx, &out)
}

// probe asks for what pulls read beside cases and results, and tells of what is not shown.
// Defects must be: without them, an issue that testers have filed would be filed once more.
func (c *collection) probe(ctx context.Context, out *source.Survey) error {
	if err := c.nameSuites(ctx); err != nil {
		return err
	}
	if err := c.nameConfigs(ctx); err != nil {
		return err
	}
	out.Findings = append(out.Findings, c.next.Lacks.Findings()...)
	_, err := get[page[wireDefect]](ctx, c.api, c.doing("list the defects"), "defect/"+c.code, "defect/{code}", url.Values{"limit": {"1"}})
	return err
}

// measure says by which field cases name issues, and how much the first pull would read.
func (c *collection) measure(ctx context.Context, p wireProject, out *source.Survey) error {
	out.References = []string{"external issues of " + c.cfg.Jira}
	list, err := c.listCases(ctx)
	if err != nil {
		return err
	}
	named := 0
	for _, w := range list {
		named += len(c.kase(w).Keys)
	}
	switch {
	case c.next.Unpaid:
		out.Findings = append(out.Findings, source.Finding{Text: unpaidText})
	case named == 0 && len(list) > 0:
		out.Findings = append(out.Findings, source.Finding{Key: "jira", Text: "no case names an issue of " + c.cfg.Jira,
			Cure: "link cases to issues with Qase's app for Jira, and set `jira` to jira-server if that is a Jira Data Center"})
	}
	c.next.Begun = c.api.Now().Unix()
	if err := c.listRuns(ctx); err != nil {
		return err
	}
	first := source.FirstPull{Cases: len(list), Runs: len(c.runs), AtLeast: true}
	for _, r := range c.runs {
		tests := int(r.Stats.Total.Int() - r.untested())
		first.Results += tests
		first.Requests += 1 + tests/100
		if r.untested() > 0 {
			first.Requests++
		}
	}
	first.Requests += 7 + len(list)/100 + len(c.runs)/100 + int(p.Counts.Defects["total"])/100
	out.First = first
	return nil
}
