package cloud

import (
	"syncd/internal/sim/jira/site"
)

// mapped renders a list.
func mapped[T any](list []T, render func(T) Document) []any {
	out := []any{}
	for _, e := range list {
		out = append(out, render(e))
	}
	return out
}

// unlessNobody answers a list of the whole site, of which nobody sees anything without a login.
func (c *Call) unlessNobody(list []any) (int, any, error) {
	if c.Actor.User == nil {
		list = []any{}
	}
	return 200, list, nil
}

func schema(f *site.Field) Document {
	out := Document{"type": f.Type}
	if f.Items != "" {
		out["items"] = f.Items
	}
	if f.Custom {
		out["custom"], out["customId"] = f.Plugin, f.CustomID()
	} else {
		out["system"] = f.ID
	}
	return out
}

func (c *Call) field(f *site.Field) Document {
	return Document{"id": f.ID, "key": f.ID, "name": f.Name, "custom": f.Custom, "orderable": len(f.Ops) > 0, "navigable": true,
		"searchable": len(f.Clauses) > 0, "clauseNames": f.Clauses, "schema": schema(f)}
}

func fieldList(c *Call) (int, any, error) {
	out := mapped(c.Site.Fields(), c.field)
	// The issue key is listed as a field without schema, and clients count on it.
	out = append(out, Document{"id": "issuekey", "key": "issuekey", "name": "Key", "custom": false, "orderable": false,
		"navigable": true, "searchable": false, "clauseNames": []string{"id", "issue", "issuekey", "key"}})
	return c.unlessNobody(out)
}

func statusList(c *Call) (int, any, error) {
	return c.unlessNobody(mapped(c.Site.Statuses(), c.status))
}

func statusCategoryList(c *Call) (int, any, error) {
	return c.unlessNobody(mapped([]string{"new", "indeterminate", "done"}, c.category))
}

func issueTypeList(c *Call) (int, any, error) {
	return c.unlessNobody(mapped(c.Site.IssueTypes(), c.issueType))
}

func issueTypesOfProject(c *Call) (int, any, error) {
	p, err := c.browse(c.query("projectId"))
	if err != nil {
		return 0, nil, err
	}
	return 200, mapped(p.Types, c.issueType), nil
}

func resolutionList(c *Call) (int, any, error) {
	return c.unlessNobody(mapped(c.Site.Resolutions(), c.resolution))
}

func priorityList(c *Call) (int, any, error) {
	out := []any{}
	for n, p := range c.Site.Priorities() {
		d := c.priority(p)
		d["description"], d["isDefault"], d["statusColor"] = p.Description, p.Default, priorityColors[n%len(priorityColors)]
		out = append(out, d)
	}
	return c.unlessNobody(out)
}

func linkTypeList(c *Call) (int, any, error) {
	list := c.Site.LinkTypes()
	if c.Actor.User == nil {
		list = nil
	}
	return 200, Document{"issueLinkTypes": mapped(list, c.linkType)}, nil
}

func labelPage(c *Call) (int, any, error) {
	var out []any
	if c.Actor.User != nil {
		for _, l := range c.Site.Labels() {
			out = append(out, l)
		}
	}
	page, err := c.valuesPage(out, 1000, 1000)
	return 200, page, err
}
