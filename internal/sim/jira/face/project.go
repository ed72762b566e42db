package face

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

func (c *Call) fullProject(p *site.Project) Document {
	out := c.Project(p)
	out["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight"
	out["description"], out["assigneeType"] = "", "PROJECT_LEAD"
	out["lead"] = c.User(p.Lead.AccountID)
	out["issueTypes"] = Mapped(p.Types, c.issueType)
	out["versions"] = Mapped(p.Versions, c.Version)
	out["components"] = Mapped(p.Components, c.component)
	out["roles"], out["properties"] = Document{}, Document{}
	if p.Archived {
		out["archived"] = true
	}
	return out
}

func (c *Call) Projects() []*site.Project {
	statuses := c.List("status")
	keys, ids := c.List("keys"), c.List("id")
	query := strings.ToLower(c.Query("query"))
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

// Listed is a project in a list, with what the request expands.
func (c *Call) Listed(p *site.Project) Document {
	out := c.Project(p)
	out["expand"] = "description,lead,issueTypes,url,projectKeys,permissions,insight"
	for _, e := range Expands(c.Query("expand")) {
		switch e {
		case "lead":
			out["lead"] = c.User(p.Lead.AccountID)
		case "issueTypes":
			out["issueTypes"] = Mapped(p.Types, c.issueType)
		case "description":
			out["description"] = ""
		}
	}
	return out
}

func ProjectList(c *Call) (int, any, error) { return 200, Mapped(c.Projects(), c.Listed), nil }

func Project(c *Call) (int, any, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, c.fullProject(p), nil
}

func ProjectStatuses(c *Call) (int, any, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, Mapped(p.Types, func(t *site.IssueType) Document {
		return Document{"self": c.API("issuetype/%s", t.ID), "id": t.ID, "name": t.Name, "subtask": site.Subtask(t),
			"statuses": Mapped(c.Site.StatusesOf(p, t), c.status)}
	}), nil
}

func ProjectVersions(c *Call) (int, any, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, Mapped(p.Versions, c.Version), nil
}

func ProjectComponents(c *Call) (int, any, error) {
	p, err := c.Browse(c.Path("projectIdOrKey"))
	if err != nil {
		return 0, nil, err
	}
	return 200, Mapped(p.Components, c.component), nil
}
