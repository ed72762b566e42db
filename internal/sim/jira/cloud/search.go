package cloud

import (
	"slices"
	"strconv"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// The page sizes of search/jql: bare pages hold only ids and keys.
const (
	defaultPage   = 50
	fullPage      = 100
	barePage      = 5000
	maxProperties = 5
)

// searchRequest is the closed schema of search/jql.
type searchRequest struct {
	JQL             string   `json:"jql"`
	NextPageToken   string   `json:"nextPageToken"`
	MaxResults      *int     `json:"maxResults"`
	Fields          []string `json:"fields"`
	Expand          string   `json:"expand"`
	Properties      []string `json:"properties"`
	FieldsByKeys    bool     `json:"fieldsByKeys"`
	ReconcileIssues []int64  `json:"reconcileIssues"`
}

func searchByPost(c *face.Call) (int, any, error) {
	var req searchRequest
	if err := c.DecodeClosed(&req); err != nil {
		return 0, nil, err
	}
	return search(c, req)
}

// searchParameters are all that GET knows.
var searchParameters = []string{"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "failFast", "reconcileIssues"}

func searchByGet(c *face.Call) (int, any, error) {
	req := searchRequest{JQL: c.Query("jql"), NextPageToken: c.Query("nextPageToken"), Fields: c.List("fields"),
		Expand: c.Query("expand"), Properties: c.List("properties")}
	for name := range c.Request.URL.Query() {
		if !slices.Contains(searchParameters, name) {
			return 0, nil, face.Bad("Unknown query parameter '%s'.", name)
		}
	}
	if c.Query("maxResults") != "" {
		n, err := c.Number("maxResults", defaultPage)
		if err != nil {
			return 0, nil, err
		}
		req.MaxResults = &n
	}
	for _, id := range c.List("reconcileIssues") {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return 0, nil, face.Bad("The value '%s' of 'reconcileIssues' is not an issue id.", id)
		}
		req.ReconcileIssues = append(req.ReconcileIssues, n)
	}
	return search(c, req)
}

func (r searchRequest) check() error {
	switch {
	case len(r.Properties) > maxProperties:
		return face.Bad("The number of properties must not exceed %d.", maxProperties)
	case len(r.ReconcileIssues) > site.MaxReconcile:
		return face.Bad("The number of issues to reconcile must not exceed %d.", site.MaxReconcile)
	case r.MaxResults != nil && (*r.MaxResults < 0 || *r.MaxResults > barePage):
		return face.Bad("The maxResults parameter must be from 0 to %d.", barePage)
	}
	return nil
}

func search(c *face.Call, r searchRequest) (int, any, error) {
	if err := r.check(); err != nil {
		return 0, nil, err
	}
	if c.Actor.User == nil {
		return 200, face.Document{"issues": []any{}, "isLast": true}, nil
	}
	found, err := c.Site.Search(c.Actor, r.JQL, r.ReconcileIssues)
	if err != nil {
		return 0, nil, err
	}
	start, err := r.start(found)
	if err != nil {
		return 0, nil, err
	}
	sel := face.SelectFields(r.Fields, []string{"id"})
	page, last := face.PageOf(found, start, r.size(sel))
	issues := []any{}
	for _, i := range page {
		issues = append(issues, shown(c, i, sel, r))
	}
	out := face.Document{"issues": issues, "isLast": last}
	if !last && len(page) > 0 {
		out["nextPageToken"] = r.token(start+len(page), page[len(page)-1].ID)
	}
	for _, e := range face.Expands(r.Expand) {
		switch e {
		case "names":
			out["names"] = c.Names(sel)
		case "schema":
			out["schema"] = c.Schemas(sel)
		}
	}
	return 200, out, nil
}

func (r searchRequest) size(sel face.Selection) int {
	n := defaultPage
	if r.MaxResults != nil && *r.MaxResults > 0 {
		n = *r.MaxResults
	}
	if sel.Bare() {
		return min(n, barePage)
	}
	return min(n, fullPage)
}

// shown is an issue in a result: without fields it is nothing but its id.
func shown(c *face.Call, i *site.Issue, sel face.Selection, r searchRequest) face.Document {
	if !sel.Bare() {
		return c.Issue(i, sel, face.Expands(r.Expand), r.Properties)
	}
	out := face.Document{"id": strconv.FormatInt(i.ID, 10)}
	if sel.Key() {
		out["key"], out["self"] = i.Key, c.API("issue/%d", i.ID)
		out["expand"] = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
	}
	if props := face.PickProperties(i, r.Properties); props != nil {
		out["properties"] = props
	}
	return out
}
