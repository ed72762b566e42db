package cloud

import (
	"slices"
	"strconv"

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

func searchByPost(c *Call) (int, any, error) {
	var req searchRequest
	if err := c.decodeClosed(&req); err != nil {
		return 0, nil, err
	}
	return c.search(req)
}

// searchParameters are all that GET knows.
var searchParameters = []string{"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "failFast", "reconcileIssues"}

func searchByGet(c *Call) (int, any, error) {
	req := searchRequest{JQL: c.query("jql"), NextPageToken: c.query("nextPageToken"), Fields: c.list("fields"),
		Expand: c.query("expand"), Properties: c.list("properties")}
	for name := range c.Request.URL.Query() {
		if !slices.Contains(searchParameters, name) {
			return 0, nil, bad("Unknown query parameter '%s'.", name)
		}
	}
	if c.query("maxResults") != "" {
		n, err := c.number("maxResults", defaultPage)
		if err != nil {
			return 0, nil, err
		}
		req.MaxResults = &n
	}
	for _, id := range c.list("reconcileIssues") {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil {
			return 0, nil, bad("The value '%s' of 'reconcileIssues' is not an issue id.", id)
		}
		req.ReconcileIssues = append(req.ReconcileIssues, n)
	}
	return c.search(req)
}

func (r searchRequest) check() error {
	switch {
	case len(r.Properties) > maxProperties:
		return bad("The number of properties must not exceed %d.", maxProperties)
	case len(r.ReconcileIssues) > site.MaxReconcile:
		return bad("The number of issues to reconcile must not exceed %d.", site.MaxReconcile)
	case r.MaxResults != nil && (*r.MaxResults < 0 || *r.MaxResults > barePage):
		return bad("The maxResults parameter must be from 0 to %d.", barePage)
	}
	return nil
}

func (c *Call) search(r searchRequest) (int, any, error) {
	if err := r.check(); err != nil {
		return 0, nil, err
	}
	if c.Actor.User == nil {
		return 200, Document{"issues": []any{}, "isLast": true}, nil
	}
	found, err := c.Site.Search(c.Actor, r.JQL, r.ReconcileIssues)
	if err != nil {
		return 0, nil, err
	}
	start, err := r.start(found)
	if err != nil {
		return 0, nil, err
	}
	sel := selectFields(r.Fields, []string{"id"})
	page, last := pageOf(found, start, r.size(sel))
	issues := []any{}
	for _, i := range page {
		issues = append(issues, c.found(i, sel, r))
	}
	out := Document{"issues": issues, "isLast": last}
	if !last && len(page) > 0 {
		out["nextPageToken"] = r.token(start+len(page), page[len(page)-1].ID)
	}
	for _, e := range expands(r.Expand) {
		switch e {
		case "names":
			out["names"] = c.names(sel)
		case "schema":
			out["schema"] = c.schemas(sel)
		}
	}
	return 200, out, nil
}

func (r searchRequest) size(sel selection) int {
	n := defaultPage
	if r.MaxResults != nil && *r.MaxResults > 0 {
		n = *r.MaxResults
	}
	if sel.bare() {
		return min(n, barePage)
	}
	return min(n, fullPage)
}

// found is an issue in a result: without fields it is nothing but its id.
func (c *Call) found(i *site.Issue, sel selection, r searchRequest) Document {
	if !sel.bare() {
		return c.issue(i, sel, expands(r.Expand), r.Properties)
	}
	out := Document{"id": strconv.FormatInt(i.ID, 10)}
	if sel.key() {
		out["key"], out["self"] = i.Key, c.api("issue/%d", i.ID)
		out["expand"] = "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations"
	}
	if props := pickProperties(i, r.Properties); props != nil {
		out["properties"] = props
	}
	return out
}
