package face

import (
	"slices"
	"strconv"
	"strings"

	"syncd/internal/sim/jira/site"
)

func (c *Call) agileURL(path string) string { return c.Base + "/rest/agile/1.0/" + path }

func (c *Call) board(b *site.Board) Document {
	projectID, _ := strconv.ParseInt(b.Project.ID, 10, 64)
	return Document{"id": b.ID, "self": c.agileURL("board/" + IDText(b.ID)), "name": b.Name, "type": b.Type, "isPrivate": false,
		"location": Document{"projectId": projectID, "projectKey": b.Project.Key, "projectName": b.Project.Name,
			"displayName": b.Project.Name + " (" + b.Project.Key + ")", "name": b.Project.Name + " (" + b.Project.Key + ")",
			"projectTypeKey": "software"}}
}

// boards are those whose project the caller may browse.
func (c *Call) boards() []*site.Board {
	return slices.DeleteFunc(slices.Clone(c.Site.Boards()), func(b *site.Board) bool {
		return !c.Site.May(c.Actor.User, b.Project, "BROWSE_PROJECTS")
	})
}

func BoardPage(c *Call) (int, any, error) {
	project, name, kinds := c.Query("projectKeyOrId"), strings.ToLower(c.Query("name")), c.List("type")
	if project != "" && c.Site.Project(c.Actor.User, project) == nil {
		return 0, nil, Bad("No project could be found with key or id '%s'.", project)
	}
	kept := slices.DeleteFunc(c.boards(), func(b *site.Board) bool {
		return project != "" && b.Project.ID != project && !strings.EqualFold(b.Project.Key, project) ||
			len(kinds) > 0 && !slices.Contains(kinds, b.Type) || !strings.Contains(strings.ToLower(b.Name), name)
	})
	page, err := c.ValuesPage(Mapped(kept, c.board), 50, 50)
	delete(page, "self")
	return 200, page, err
}

func (c *Call) boardByID() (*site.Board, error) {
	for _, b := range c.boards() {
		if IDText(b.ID) == c.Path("boardId") {
			return b, nil
		}
	}
	return nil, Missing("Board with id %s does not exist or you do not have permission to view it.", c.Path("boardId"))
}

func GetBoard(c *Call) (int, any, error) {
	b, err := c.boardByID()
	if err != nil {
		return 0, nil, err
	}
	return 200, c.board(b), nil
}

func BoardConfiguration(c *Call) (int, any, error) {
	b, err := c.boardByID()
	if err != nil {
		return 0, nil, err
	}
	columns := Mapped(c.Site.Statuses(), func(s *site.Status) Document {
		return Document{"name": s.Name, "statuses": []any{Document{"id": s.ID, "self": c.API("status/%s", s.ID)}}}
	})
	return 200, Document{"id": b.ID, "name": b.Name, "type": b.Type, "self": c.agileURL("board/" + IDText(b.ID) + "/configuration"),
		"location":     Document{"type": "project", "projectKeyOrId": b.Project.Key},
		"filter":       Document{"id": IDText(filterOf + b.ID), "self": c.API("filter/%d", filterOf+b.ID)},
		"columnConfig": Document{"columns": columns, "constraintType": "none"}, "ranking": Document{"rankCustomFieldId": 10019}}, nil
}

// filterOf and the id of a board make the id of the filter behind it.
const filterOf = 10000

// GetFilter is the filter behind a board; there are no others.
func GetFilter(c *Call) (int, any, error) {
	for _, b := range c.boards() {
		if IDText(filterOf+b.ID) == c.Path("id") {
			return 200, Document{"self": c.API("filter/%s", c.Path("id")), "id": c.Path("id"), "name": "Filter for " + b.Name,
				"jql": "project = " + b.Project.Key + " ORDER BY Rank ASC", "favourite": false, "owner": c.User(b.Project.Lead.AccountID),
				"viewUrl": c.Server + "/issues/?filter=" + c.Path("id")}, nil
		}
	}
	return 0, nil, Missing("The selected filter is not available to you, perhaps it has been deleted or had its permissions changed.")
}
