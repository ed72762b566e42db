package cloud

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Meta describes the project for one issue type. An issue type that the project
// does not offer is Refused, with the ones that it does.
func (g *Gateway) Meta(ctx context.Context, project, issueType string) (jira.Meta, error) {
	m := jira.Meta{ProjectKey: project, Fields: jira.Fields{}}
	var p struct {
		ID  string `json:"id"`
		Key string `json:"key"`
	}
	err := g.do(ctx, call{doing: "read project " + project, endpoint: "project/{key}", class: httpx.Safe,
		method: http.MethodGet, path: "project/" + esc(project), out: &p})
	if err == nil && p.ID == "" {
		err = strange("read project "+project, "project")
	}
	if err != nil {
		return m, err
	}
	m.ProjectID, m.ProjectKey = p.ID, p.Key
	if m.TypeID, err = g.issueType(ctx, project, issueType); err != nil {
		return m, err
	}
	if err := g.createFields(ctx, m); err != nil {
		return m, err
	}
	g.remember(project, issueType, m.Fields)
	m.LinkTypes, err = g.linkTypes(ctx)
	return m, err
}

// issueType finds a type by name among those that the project lets us create.
func (g *Gateway) issueType(ctx context.Context, project, name string) (string, error) {
	var known []string
	for start := 0; ; {
		var page struct {
			Total int `json:"total"`
			Types []struct {
				ID   string `json:"id"`
				Name string `json:"name"`
			} `json:"issueTypes"`
		}
		err := g.do(ctx, call{doing: "read issue types of project " + project, endpoint: "issue/createmeta/{project}/issuetypes",
			class: httpx.Safe, method: http.MethodGet, path: "issue/createmeta/" + esc(project) + "/issuetypes",
			query: window(start), out: &page})
		if err != nil {
			return "", err
		}
		for _, t := range page.Types {
			if strings.EqualFold(t.Name, name) {
				return t.ID, nil
			}
			known = append(known, t.Name)
		}
		if start += len(page.Types); len(page.Types) == 0 || start >= page.Total {
			return "", &jira.Error{Kind: jira.Refused, Op: "read issue types of project " + project,
				Message: "no issue type " + strconv.Quote(name) + " can be created there; it offers: " +
					cmp.Or(strings.Join(known, ", "), "none, which may mean that the account may not create issues")}
		}
	}
}

// createFields reads what the create screen of the type takes.
func (g *Gateway) createFields(ctx context.Context, m jira.Meta) error {
	for start := 0; ; {
		var page struct {
			Total  int         `json:"total"`
			Fields []wireField `json:"fields"`
		}
		err := g.do(ctx, call{doing: "read create screen of project " + m.ProjectKey, endpoint: "issue/createmeta/{project}/issuetypes/{id}",
			class: httpx.Safe, method: http.MethodGet,
			path:  "issue/createmeta/" + esc(m.ProjectKey) + "/issuetypes/" + esc(m.TypeID),
			query: window(start), out: &page})
		if err != nil {
			return err
		}
		for _, f := range page.Fields {
			m.Fields[f.FieldID] = f.field(f.FieldID)
		}
		if start += len(page.Fields); len(page.Fields) == 0 || start >= page.Total {
			return nil
		}
	}
}

// linkTypes reads the site's link types; 404 means that linking is switched off.
func (g *Gateway) linkTypes(ctx context.Context) ([]jira.LinkType, error) {
	var out struct {
		Types []jira.LinkType `json:"issueLinkTypes"`
	}
	err := g.do(ctx, call{doing: "read link types", endpoint: "issueLinkType", class: httpx.Safe,
		method: http.MethodGet, path: "issueLinkType", out: &out})
	if jira.KindOf(err) == jira.NotFound {
		return nil, nil
	}
	return out.Types, err
}

// window asks for a page of metadata at its largest size.
func window(start int) url.Values {
	return url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"200"}}
}
