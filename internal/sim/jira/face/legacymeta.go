package face

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

// LegacyCreateMeta describes the create screens of many projects at once. Cloud calls it deprecated and answers it; Data
// Center has had none since Jira 9.
func LegacyCreateMeta(c *Call) (int, any, error) {
	keys, ids := c.List("projectKeys"), c.List("projectIds")
	projects := slices.DeleteFunc(c.Site.Projects(c.Actor.User), func(p *site.Project) bool {
		wanted := len(keys)+len(ids) == 0 || slices.Contains(keys, p.Key) || slices.Contains(ids, p.ID)
		return !wanted || p.Archived || !c.Site.May(c.Actor.User, p, "CREATE_ISSUES")
	})
	return 200, Document{"expand": "projects", "projects": Mapped(projects, c.creatableProject)}, nil
}

// creatableProject is a project with the types, and on demand the fields, that a create may have.
func (c *Call) creatableProject(p *site.Project) Document {
	names, ids := c.List("issuetypeNames"), c.List("issuetypeIds")
	types := slices.DeleteFunc(slices.Clone(p.Types), func(t *site.IssueType) bool {
		return len(names)+len(ids) > 0 && !slices.Contains(names, t.Name) && !slices.Contains(ids, t.ID)
	})
	withFields := strings.Contains(c.Query("expand"), "projects.issuetypes.fields")
	return Document{"expand": "issuetypes", "self": c.API("project/%s", p.ID), "id": p.ID, "key": p.Key, "name": p.Name,
		"avatarUrls": c.avatars("/secure/projectavatar"), "issuetypes": Mapped(types, func(t *site.IssueType) Document {
			out := c.issueType(t)
			if withFields {
				out["expand"], out["fields"] = "fields", c.createFields(p, t)
			}
			return out
		})}
}

// createFields are the fields of a create screen by id.
func (c *Call) createFields(p *site.Project, t *site.IssueType) Document {
	shown, required := c.Site.CreateScreen(p, t)
	out := Document{}
	for _, f := range shown {
		out[f.ID] = c.Meta(f, p, t, slices.Contains(required, f.ID))
	}
	return out
}
