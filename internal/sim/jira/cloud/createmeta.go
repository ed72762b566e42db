package cloud

import (
	"slices"

	"syncd/internal/sim/jira/site"
)

// creatable finds a project that the caller may create issues in; without the permission there is nothing to see.
func (c *Call) creatable() (*site.Project, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return nil, err
	}
	if !c.Site.May(c.Actor.User, p, "CREATE_ISSUES") {
		return nil, missing("No project could be found with key '%s'.", p.Key)
	}
	return p, nil
}

// metaPage is a page whose list has a name of its own.
func (c *Call) metaPage(name string, list []any) (int, any, error) {
	startAt, maxResults, err := c.window(50, 200)
	if err != nil {
		return 0, nil, err
	}
	values, _ := pageOf(list, startAt, maxResults)
	return 200, Document{"startAt": startAt, "maxResults": maxResults, "total": len(list), name: values}, nil
}

func createMetaTypes(c *Call) (int, any, error) {
	p, err := c.creatable()
	if err != nil {
		return 0, nil, err
	}
	return c.metaPage("issueTypes", mapped(p.Types, c.issueType))
}

func createMetaFields(c *Call) (int, any, error) {
	p, err := c.creatable()
	if err != nil {
		return 0, nil, err
	}
	n := slices.IndexFunc(p.Types, func(t *site.IssueType) bool { return t.ID == c.path("issueTypeId") })
	if n < 0 {
		return 0, nil, missing("Issue type with id '%s' could not be found.", c.path("issueTypeId"))
	}
	shown, required := c.Site.CreateScreen(p, p.Types[n])
	out := []any{}
	for _, f := range shown {
		meta := c.meta(f, p, p.Types[n], slices.Contains(required, f.ID))
		meta["fieldId"] = f.ID
		out = append(out, meta)
	}
	return c.metaPage("fields", out)
}

// meta describes a field of a screen.
func (c *Call) meta(f *site.Field, p *site.Project, t *site.IssueType, required bool) Document {
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
		out["autoCompleteUrl"] = c.api("issue/picker?currentProjectId=&showSubTaskParent=true&showSubTasks=true&currentIssueKey=&query=")
	}
	return out
}

// allowed are the values that a field may take; nil when it is not a choice.
func (c *Call) allowed(f *site.Field, p *site.Project, t *site.IssueType) []any {
	switch f.Kind {
	case site.KindPriority:
		return mapped(c.Site.Priorities(), c.priority)
	case site.KindResolution:
		return mapped(c.Site.Resolutions(), c.resolution)
	case site.KindType:
		return mapped([]*site.IssueType{t}, c.issueType)
	case site.KindProject:
		return mapped([]*site.Project{p}, c.project)
	case site.KindVersions, site.KindVersion:
		return mapped(p.Versions, c.version)
	case site.KindCascade:
		return mapped(f.Options, func(o *site.Named) Document {
			out := c.option(o)
			if below := f.Below[o.ID]; below != nil {
				out["children"] = mapped(below, c.option)
			}
			return out
		})
	case site.KindComponents:
		return mapped(p.Components, c.component)
	case site.KindOption, site.KindOptions:
		return mapped(f.Options, c.option)
	case site.KindSecurity:
		return mapped(c.Site.SecurityLevels(), c.security)
	}
	return nil
}

func (c *Call) editFields(i *site.Issue) Document {
	p := c.Site.ProjectOf(i)
	t := find(p.Types, func(t *site.IssueType) string { return t.ID }, i.Ref("issuetype"))
	out := Document{}
	for _, f := range c.Site.EditScreen(c.Actor, i) {
		out[f.ID] = c.meta(f, p, t, f.ID == "summary" || f.ID == "issuetype")
	}
	return out
}

func editMeta(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	return 200, Document{"fields": c.editFields(i)}, nil
}
