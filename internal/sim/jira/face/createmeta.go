package face

import (
	"slices"

	"syncd/internal/sim/jira/site"
)

// creatable finds a project that the caller may create issues in. Without the permission there is nothing to see, and
// for that these resources know no 404.
func (c *Call) creatable() (*site.Project, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil || p.Archived || !c.Site.May(c.Actor.User, p, "CREATE_ISSUES") {
		return nil, Bad("No project could be found with key or id '%s', or you may not create issues in it.", c.Path("projectIdOrKey"))
	}
	return p, nil
}

// MetaPage is a page whose list has a name of its own.
func (c *Call) MetaPage(name string, list []any) (int, any, error) {
	startAt, maxResults, err := c.Window(50, 200)
	if err != nil {
		return 0, nil, err
	}
	values, last := PageOf(list, startAt, maxResults)
	out := Document{"startAt": startAt, "maxResults": maxResults, "total": len(list)}
	if c.Product == DataCenter {
		out["isLast"], name = last, "values"
	}
	out[name] = values
	return 200, out, nil
}

func CreateMetaTypes(c *Call) (int, any, error) {
	p, err := c.creatable()
	if err != nil {
		return 0, nil, err
	}
	return c.MetaPage("issueTypes", Mapped(p.Types, c.issueType))
}

func CreateMetaFields(c *Call) (int, any, error) {
	p, err := c.creatable()
	if err != nil {
		return 0, nil, err
	}
	n := slices.IndexFunc(p.Types, func(t *site.IssueType) bool { return t.ID == c.Path("issueTypeId") })
	if n < 0 {
		return 0, nil, Bad("Issue type with id '%s' could not be found.", c.Path("issueTypeId"))
	}
	shown, required := c.Site.CreateScreen(p, p.Types[n])
	out := []any{}
	for _, f := range shown {
		meta := c.Meta(f, p, p.Types[n], slices.Contains(required, f.ID))
		meta["fieldId"] = f.ID
		if c.Product == DataCenter {
			delete(meta, "key")
		}
		out = append(out, meta)
	}
	return c.MetaPage("fields", out)
}

// Meta describes a field of a screen.
func (c *Call) Meta(f *site.Field, p *site.Project, t *site.IssueType, required bool) Document {
	out := Document{"required": required, "schema": schema(f), "name": f.Name, "key": f.ID, "hasDefaultValue": false,
		"operations": f.Ops}
	if f.Ops == nil {
		out["operations"] = []string{}
	}
	if allowed := c.allowed(f, p, t); allowed != nil {
		out["allowedValues"] = allowed
	}
	switch f.ID {
	case "priority":
		if d := c.Site.Default(); d != nil {
			out["hasDefaultValue"], out["defaultValue"] = true, c.priority(d)
		}
	case "reporter":
		out["hasDefaultValue"] = true
	case "labels":
		out["autoCompleteUrl"] = c.Base + "/rest/api/1.0/labels/suggest?query="
	case "issuelinks":
		out["autoCompleteUrl"] = c.API("issue/picker?currentProjectId=&showSubTaskParent=true&showSubTasks=true&currentIssueKey=&query=")
	}
	return out
}

// allowed are the values that a field may take; nil when it is not a choice.
func (c *Call) allowed(f *site.Field, p *site.Project, t *site.IssueType) []any {
	switch f.Kind {
	case site.KindPriority:
		return Mapped(c.Site.Priorities(), c.priority)
	case site.KindResolution:
		return Mapped(c.Site.Resolutions(), c.resolution)
	case site.KindType:
		return Mapped([]*site.IssueType{t}, c.issueType)
	case site.KindProject:
		return Mapped([]*site.Project{p}, c.Project)
	case site.KindVersions, site.KindVersion:
		return Mapped(p.Versions, c.Version)
	case site.KindCascade:
		return Mapped(f.Options, func(o *site.Named) Document {
			out := c.option(o)
			if below := f.Below[o.ID]; below != nil {
				out["children"] = Mapped(below, c.option)
			}
			return out
		})
	case site.KindComponents:
		return Mapped(p.Components, c.component)
	case site.KindOption, site.KindOptions:
		return Mapped(f.Options, c.option)
	case site.KindSecurity:
		return Mapped(c.Site.SecurityLevels(), c.security)
	}
	return nil
}

func (c *Call) editFields(i *site.Issue) Document {
	p := c.Site.ProjectOf(i)
	t := find(p.Types, func(t *site.IssueType) string { return t.ID }, i.Ref("issuetype"))
	out := Document{}
	for _, f := range c.Site.EditScreen(c.Actor, i) {
		out[f.ID] = c.Meta(f, p, t, f.ID == "summary" || f.ID == "issuetype")
	}
	return out
}

func EditMeta(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	return 200, Document{"fields": c.editFields(i)}, nil
}
