package testrail

import (
	"context"
	"fmt"
	"strings"

	"syncd/internal/source"
)

// Survey implements source.Surveyor.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	c := p.collect(cursor{Version: cursorVersion, Runs: map[int64]seen{}, Whole: true})
	projects, err := all[wireProject](ctx, p.api, "list the projects", "get_projects", "get_projects", "projects")
	if err != nil {
		return source.Survey{}, err
	}
	out := source.Survey{Account: p.cfg.Auth.User, Version: "API v2"}
	var chosen *wireProject
	for i, w := range projects {
		ours := w.ID.Int() == p.cfg.Project
		if ours {
			chosen = &projects[i]
		}
		out.Places = append(out.Places, source.Place{Kind: "project", Name: w.Name, ID: string(w.ID), Chosen: ours})
	}
	if chosen == nil {
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "project", Text: fmt.Sprintf("project %d is not among those that this user sees", p.cfg.Project),
			Cure: "set `project` to one of the numbers above, or give the user access to it"})
		return out, nil
	}
	if chosen.Completed {
		out.Findings = append(out.Findings, source.Finding{Text: "the project is completed: nothing new will come from it"})
	}
	if err := c.name(ctx); err != nil {
		return out, err
	}
	c.surveyed(&out)
	err = c.measure(ctx, &out)
	out.Findings = append(out.Findings, c.next.Lacks.Findings()...)
	return out, err
}

// surveyed tells of suites, statuses and fields.
func (c *collection) surveyed(out *source.Survey) {
	for _, id := range sorted(keys(c.next.Names.Suites)) {
		out.Places = append(out.Places, source.Place{Kind: "suite", Name: c.next.Names.Suites[id], ID: fmt.Sprint(id), Chosen: c.cfg.reads(id)})
	}
	for _, id := range c.cfg.Suites {
		if _, there := c.next.Names.Suites[id]; !there {
			out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "suites", Text: fmt.Sprintf("project %d has no suite %d: nothing is read of it", c.cfg.Project, id),
				Cure: "set `suites` to numbers from above, or leave it out for all"})
		}
	}
	for _, s := range c.next.Names.Statuses {
		name := s.Label
		if name == "" {
			name = s.Name
		}
		mapped := c.Statuses.Mapped(s.Label, s.Name)
		out.Statuses = append(out.Statuses, source.ToolStatus{Name: name, Outcome: c.Statuses.Outcome(s.Label, s.Name), Mapped: mapped})
	}
	if !c.next.Lacks.Miss(statuses) {
		out.Findings = append(out.Findings, c.Statuses.Strange()...)
	}
}

// measure says which fields may name issues, and how much the first pull would read.
func (c *collection) measure(ctx context.Context, out *source.Survey) error {
	fields, err := c.named(ctx, "list the fields of cases", "get_case_fields", "get_case_fields", "case_fields")
	spared, err := c.next.Lacks.Spare("fields of cases", "which of yours may name issues is not known here: `refs` of this source may say it all the same", err)
	if err != nil {
		return err
	}
	out.References = append(out.References, "refs (References)")
	there := map[string]bool{"refs": true}
	for _, f := range fields {
		there[f.System] = true
		if text := strings.ToLower(f.System + " " + f.Name); strings.Contains(text, "jira") || strings.Contains(text, "ref") || strings.Contains(text, "story") || strings.Contains(text, "requirement") {
			out.References = append(out.References, f.System)
		}
	}
	for _, name := range c.cfg.Refs {
		if !there[name] && !spared {
			out.Findings = append(out.Findings, source.Finding{Key: "refs", Text: fmt.Sprintf("cases have no field %q: no story is read from it", name),
				Cure: "set `refs` to system names of fields, as Administration › Customizations shows them, with custom_ before those of your own"})
		}
	}
	c.next.Begun = c.api.Now().Unix()
	first := source.FirstPull{AtLeast: true}
	for _, filter := range []string{whatIsOpen, fmt.Sprintf(completed, c.since())} {
		runs, plans, err := c.list(ctx, filter)
		if err != nil {
			return err
		}
		first.Runs += len(runs) + len(plans) // a plan has one run or more
		first.Requests += 3 * len(plans)
		for _, n := range append(countsOf(runs), countsOf(plans)...) {
			first.Results += int(n.tests() - n.Untested.Int())
			first.Requests += int(n.tests()) / pageMost * 2
		}
		first.Requests += 2 * len(runs)
	}
	first.Requests += 6 + len(c.next.Names.Suites)*2
	out.First = first
	return nil
}
