package cloud

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

func (c *Call) fullProject(p *site.Project) Document {
	out := c.project(p)
	out["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight"
	out["description"], out["assigneeType"] = "", "PROJECT_LEAD"
	out["lead"] = c.user(p.Lead.AccountID)
	out["issueTypes"] = mapped(p.Types, c.issueType)
	out["versions"] = mapped(p.Versions, c.version)
	out["components"] = mapped(p.Components, c.component)
	out["roles"], out["properties"] = Document{}, Document{}
	if p.Archived {
		out["archived"] = true
	}
	return out
}

func (c *Call) projects() []*site.Project {
	statuses := c.list("status")
	keys, ids := c.list("keys"), c.list("id")
	query := strings.ToLower(c.query("query"))
	return slices.DeleteFunc(c.Site.Projects(c.Actor.User), func(p *site.Project) bool {
		status := "live"
		if p.Archived {
			status = "archived"
		}
		return len(statuses) > 0 && !slices.Contains(statuses, status) || len(statuses) == 0 && p.Archived ||
			len(keys) > 0 && !slices.Contains(keys, p.Key) || len(ids) > 0 && !slices.Contains(ids, p.ID) ||
			!strings.Contains(strings.ToLower(p.Key+" "+p.Name), query)
	})
}

// listed is a project in a list, with what the request expands.
func (c *Call) listed(p *site.Project) Document {
	out := c.project(p)
	out["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight"
	for _, e := range expands(c.query("expand")) {
		switch e {
		case "lead":
			out["lead"] = c.user(p.Lead.AccountID)
		case "issueTypes":
			out["issueTypes"] = mapped(p.Types, c.issueType)
		case "description":
			out["description"] = ""
		}
	}
	return out
}

func projectList(c *Call) (int, any, error) { return 200, mapped(c.projects(), c.listed), nil }

func projectSearch(c *Call) (int, any, error) {
	page, err := c.valuesPage(mapped(c.projects(), c.listed), 50, 100)
	return 200, page, err
}

func project(c *Call) (int, any, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, c.fullProject(p), nil
}

func projectStatuses(c *Call) (int, any, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, mapped(p.Types, func(t *site.IssueType) Document {
		return Document{"self": c.api("issuetype/%s", t.ID), "id": t.ID, "name": t.Name, "subtask": site.Subtask(t),
			"statuses": mapped(c.Site.StatusesOf(p, t), c.status)}
	}), nil
}

func projectVersions(c *Call) (int, any, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, mapped(p.Versions, c.version), nil
}

func projectVersionPage(c *Call) (int, any, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	statuses, query := c.list("status"), strings.ToLower(c.query("query"))
	kept := slices.DeleteFunc(p.Versions, func(v *site.Version) bool {
		status := "unreleased"
		if v.Released {
			status = "released"
		}
		if v.Archived {
			status = "archived"
		}
		return len(statuses) > 0 && !slices.Contains(statuses, status) || !strings.Contains(strings.ToLower(v.Name), query)
	})
	page, err := c.valuesPage(mapped(kept, c.version), 50, 50)
	return 200, page, err
}

func projectComponents(c *Call) (int, any, error) {
	p, err := c.browse(c.path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, mapped(p.Components, c.component), nil
}
