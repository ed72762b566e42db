package xraycloud

import (
	"context"
	"fmt"

	"syncd/internal/source"
	"syncd/internal/source/tool"
)

// Survey implements source.Surveyor. Xray tells neither as whom we are logged in nor which
// projects there are.
func (p *Project) Survey(ctx context.Context) (source.Survey, error) {
	out := source.Survey{Version: "Xray Cloud, GraphQL v2"}
	const doing = "list the statuses"
	var g general
	if err := p.api.ask(ctx, question{doing: doing, name: "getStatuses", text: generalText, vars: map[string]any{}}, &g); err != nil {
		return out, err
	}
	if !g.Statuses.There || len(g.Statuses.Items) == 0 || !g.Links.There {
		return out, strange(doing, "statuses")
	}
	c := p.collect(cursor{})
	for _, name := range names(g.Statuses.Items) {
		out.Statuses = append(out.Statuses, source.ToolStatus{Name: name, Outcome: c.Statuses.Outcome(name), Mapped: c.Statuses.Mapped(name)})
	}
	out.Findings = append(out.Findings, c.Statuses.Strange()...)
	found, err := c.place(ctx, g, &out)
	if err != nil || !found {
		return out, err
	}
	if err := c.measure(ctx, &out); err != nil {
		return out, err
	}
	return out, c.probe(ctx, &out)
}

// place says whether the project is there, and by which links its tests cover stories.
func (c *collection) place(ctx context.Context, all general, out *source.Survey) (bool, error) {
	var g general
	err := c.api.ask(ctx, question{doing: "read the settings of " + c.cfg.Project, name: "getProjectSettings", text: lookText, vars: map[string]any{"project": c.cfg.Project}}, &g)
	switch kind := source.KindOf(err); {
	case err == nil && g.Settings != nil && g.Settings.ID != "":
	case err == nil || kind == source.NotFound || kind == source.Refused:
		out.Findings = append(out.Findings, source.Finding{Broken: true, Key: "project", Text: fmt.Sprintf("Xray shows no project %s to this API key", c.cfg.Project),
			Cure: "see whether `project` is the key of a project with Xray, and whether the user of the API key may browse it"})
		return false, nil
	default:
		return false, err
	}
	c.next.Project = string(g.Settings.ID)
	out.Places = []source.Place{{Kind: "project", Name: c.cfg.Project, ID: c.cfg.Project, Chosen: true}}
	for _, l := range all.Links.Items {
		if l.ID != "" && l.ID == g.Settings.Coverage.V.Link {
			out.References = append(out.References, fmt.Sprintf("issue links %q (Xray's test coverage)", l.Name))
		}
	}
	if len(out.References) == 0 {
		out.Findings = append(out.Findings, source.Finding{Text: fmt.Sprintf("Xray does not say by which links tests of %s cover stories", c.cfg.Project),
			Cure: "see Project settings › Apps › Xray › Test Coverage: without it, no test names a story"})
	}
	return true, nil
}

// counted is how much there is.
type counted struct {
	Tests page[wireTest]      `json:"tests"`
	All   page[wireExecution] `json:"all"`
	Page  page[wireExecution] `json:"page"`
}

// measure says how much the first pull would read. Executions that are open and have not
// been changed for long are read, too, and not counted: so it is at least that much.
func (c *collection) measure(ctx context.Context, out *source.Survey) error {
	const doing = "count tests and executions"
	c.next.Begun = c.api.Now().Unix()
	var n counted
	err := c.api.ask(ctx, question{doing: doing, name: "getTests", text: countText, vars: map[string]any{"project": c.next.Project, "since": instantOf(c.edge())}}, &n)
	if err == nil && !(n.Tests.whole() && n.All.whole() && n.Page.whole()) {
		err = strange(doing, "numbers")
	}
	if err != nil {
		return err
	}
	out.First = source.FirstPull{Cases: amount(n.Tests.Total), Runs: amount(n.Page.Total), AtLeast: true}
	results, sample := 0, len(n.Page.Results.Items)
	for _, w := range n.Page.Results.Items {
		results += amount(w.Runs.V.Total)
	}
	if sample > 0 {
		out.First.Results = results * out.First.Runs / sample
	}
	out.First.Requests = 4 + out.First.Cases/pageSize + amount(n.All.Total)/pageSize + max(out.First.Runs/together, out.First.Results/pageSize)
	return nil
}

// amount is a number of things.
func amount(n tool.ID) int { return int(n.Int()) }
