package zephyrcloud

import (
	"context"
	"fmt"
	"time"

	"syncd/internal/source"
)

// Survey implements source.Surveyor.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	list, err := all[wireProject](ctx, p.api, listing{doing: "list the projects", path: "projects", classic: true})
	if err != nil {
		return source.Survey{}, err
	}
	out, chosen := source.Survey{Version: "API v2"}, false
	for _, w := range list {
		if !w.Enabled && w.Key != p.cfg.Project {
			continue // Zephyr is switched off there
		}
		ours := w.Key == p.cfg.Project
		chosen = chosen || ours && bool(w.Enabled)
		out.Places = append(out.Places, source.Place{Kind: "project", Name: w.Key, ID: w.Key, Chosen: ours})
	}
	if !chosen {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "project", Text: fmt.Sprintf("Zephyr is switched off in project %s, or the token's user does not see it", p.cfg.Project),
			Cure: "set `project` to one of the keys above, switch Zephyr on in the project's settings in Jira, or give the user access"})
		return out, nil
	}
	c := p.collection(cursor{Version: cursorVersion, Cycles: map[string]cycle{}})
	if err := c.name(ctx); err != nil {
		return out, err
	}
	out.Findings = append(out.Findings, c.next.Lacks.Findings()...)
	for _, s := range c.next.Names.Statuses {
		outcome := c.Statuses.Outcome(s.Name)
		if !s.Retired {
			out.Statuses = append(out.Statuses, source.ToolStatus{Name: s.Name, Outcome: outcome, Mapped: c.Statuses.Mapped(s.Name)})
		}
	}
	out.Findings = append(out.Findings, c.Statuses.Strange()...)
	out.References = []string{"issues under Traceability of a test case (coverage)"}
	return out, c.measure(ctx, &out)
}

// glance looks at the first cases, whose links tell in which Jira Zephyr lives.
func (c *collection) glance(ctx context.Context, out *source.Survey) error {
	list, _, err := turn[wireCase](ctx, c.api, listing{doing: c.doing("list the cases"), path: "testcases", query: c.inProject(), classic: c.next.Classic}, "")
	for _, w := range list {
		c.learn(siteOf(w.Links.addresses(w.Owner)...))
	}
	if text := c.elsewhere(); text != "" {
		out.Findings = append(out.Findings, source.Finding{Key: "site", Text: text, Cure: elsewhereCure})
	}
	return err
}

// measure says how much the first pull would read, and by which lists.
func (c *collection) measure(ctx context.Context, out *source.Survey) error {
	if err := c.probe(ctx); err != nil {
		return err
	}
	since := c.api.Now().Add(-c.cfg.Since).Truncate(time.Second).Format(moment)
	first := source.FirstPull{Requests: 12, AtLeast: true} // what has not ended is not counted
	for _, of := range []struct {
		into *int
		what string
		path string
		more []string
	}{{&first.Cases, "cases", "testcases", nil}, {&first.Runs, "cycles", "testcycles", nil}, {&first.Results, "executions", "testexecutions", []string{"actualEndDateAfter", since}}} {
		n, err := c.api.count(ctx, c.doing("count the "+of.what), of.path, c.inProject(of.more...))
		if err != nil {
			return err
		}
		*of.into = n
		first.Requests += n / pageMost
	}
	out.First = first
	if err := c.glance(ctx, out); err != nil {
		return err
	}
	if c.next.Classic {
		out.Findings = append(out.Findings, source.Finding{Text: "this tenant's lists do not tell what has changed: new results show within a cycle, edits, links and new tests with `reread`"})
	}
	return nil
}
