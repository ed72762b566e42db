package face

import (
	"slices"

	"syncd/internal/sim/jira/site"
)

// Mapped renders a list.
func Mapped[T any](list []T, render func(T) Document) []any {
	out := []any{}
	for _, e := range list {
		out = append(out, render(e))
	}
	return out
}

// UnlessNobody answers a list of the whole site, of which nobody sees anything without a login.
func (c *Call) UnlessNobody(list []any) (int, any, error) {
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
	out := Document{"id": f.ID, "name": f.Name, "custom": f.Custom, "orderable": len(f.Ops) > 0, "navigable": true,
		"searchable": len(f.Clauses) > 0, "clauseNames": f.Clauses, "schema": schema(f)}
	if c.Product == Cloud {
		out["key"] = f.ID
	}
	return out
}

// cloudOnly are system fields that Data Center does not have.
var cloudOnly = []string{"statusCategory", "statuscategorychangedate"}

// siteFields are the fields that the product has.
func (c *Call) siteFields() []*site.Field {
	all := c.Site.Fields()
	if c.Product == Cloud {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(f *site.Field) bool { return slices.Contains(cloudOnly, f.ID) })
}

func FieldList(c *Call) (int, any, error) {
	out := Mapped(c.siteFields(), c.field)
	// The issue key is listed as a field without schema, and clients count on it.
	out = append(out, Document{"id": "issuekey", "key": "issuekey", "name": "Key", "custom": false, "orderable": false,
		"navigable": true, "searchable": false, "clauseNames": []string{"id", "issue", "issuekey", "key"}})
	return c.UnlessNobody(out)
}

func StatusList(c *Call) (int, any, error) {
	return c.UnlessNobody(Mapped(c.Site.Statuses(), c.status))
}

func StatusCategoryList(c *Call) (int, any, error) {
	return c.UnlessNobody(Mapped([]string{"new", "indeterminate", "done"}, c.category))
}

func IssueTypeList(c *Call) (int, any, error) {
	return c.UnlessNobody(Mapped(c.Site.IssueTypes(), c.issueType))
}

func IssueTypesOfProject(c *Call) (int, any, error) {
	p, err := c.Browse(c.Query("projectId"))
	if err != nil {
		return 0, nil, err
	}
	return 200, Mapped(p.Types, c.issueType), nil
}

func ResolutionList(c *Call) (int, any, error) {
	return c.UnlessNobody(Mapped(c.Site.Resolutions(), c.resolution))
}

func PriorityList(c *Call) (int, any, error) {
	out := []any{}
	for n, p := range c.Site.Priorities() {
		d := c.priority(p)
		d["description"], d["isDefault"], d["statusColor"] = p.Description, p.Default, priorityColors[n%len(priorityColors)]
		out = append(out, d)
	}
	return c.UnlessNobody(out)
}

func LinkTypeList(c *Call) (int, any, error) {
	list := c.Site.LinkTypes()
	if c.Actor.User == nil {
		list = nil
	}
	return 200, Document{"issueLinkTypes": Mapped(list, c.linkType)}, nil
}
