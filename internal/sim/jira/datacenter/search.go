package datacenter

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/face"
)

// The sizes of a page of search: an administrator bounds them (jira.search.views.default.max), and from Jira 11 on the
// index refuses to page deeper than its window.
const (
	defaultPage = 50
	MaxPage     = 1000
	deepest     = 10_000
)

// searchRequest is the closed schema of search.
type searchRequest struct {
	JQL           string   `json:"jql"`
	StartAt       int      `json:"startAt"`
	MaxResults    *int     `json:"maxResults"`
	Fields        []string `json:"fields"`
	Expand        []string `json:"expand"`
	ValidateQuery *bool    `json:"validateQuery"`
}

func searchByPost(c *face.Call) (int, any, error) {
	var req searchRequest
	if err := c.DecodeClosed(&req); err != nil {
		return 0, nil, err
	}
	return search(c, req)
}

// searchParameters are all that GET knows.
var searchParameters = []string{"jql", "startAt", "maxResults", "fields", "expand", "validateQuery"}

func searchByGet(c *face.Call) (int, any, error) {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(searchParameters, name) {
			return 0, nil, face.Bad("Unknown query parameter '%s'.", name)
		}
	}
	startAt, size, err := c.Window(defaultPage, MaxPage)
	if err != nil {
		return 0, nil, err
	}
	validate := !strings.EqualFold(c.Query("validateQuery"), "false")
	return search(c, searchRequest{c.Query("jql"), startAt, &size, c.List("fields"), face.Expands(c.Query("expand")), &validate})
}

func search(c *face.Call, r searchRequest) (int, any, error) {
	size := defaultPage
	if r.MaxResults != nil {
		size = min(*r.MaxResults, MaxPage)
	}
	switch {
	case size < 0 || r.StartAt < 0:
		return 0, nil, face.Bad("startAt and maxResults must not be negative.")
	case r.ValidateQuery != nil && !*r.ValidateQuery:
		return 0, nil, face.Bad("A search without validation is not supported by this simulator.")
	case r.StartAt+size > deepest:
		return 0, nil, face.Broken("Result window is too large, from + size must be less than or equal to: [%d].", deepest)
	case c.Actor.User == nil: // nobody in particular may browse nothing
		return 200, page(r.StartAt, size, 0, []any{}), nil
	}
	found, err := c.Site.Search(c.Actor, r.JQL, nil)
	if err != nil {
		return 0, nil, err
	}
	sel := face.SelectFields(r.Fields, []string{"*navigable"})
	issues := []any{}
	part, _ := face.PageOf(found, r.StartAt, size)
	for _, i := range part {
		issues = append(issues, c.Issue(i, sel, r.Expand, nil))
	}
	out := page(r.StartAt, size, len(found), issues)
	for _, e := range r.Expand {
		switch e {
		case "names":
			out["names"] = c.Names(sel)
		case "schema":
			out["schema"] = c.Schemas(sel)
		}
	}
	return 200, out, nil
}

func page(startAt, size, total int, issues []any) face.Document {
	return face.Document{"expand": "schema,names", "startAt": startAt, "maxResults": size, "total": total, "issues": issues}
}
