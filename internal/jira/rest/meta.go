package rest

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
	err := g.Do(ctx, Call{Doing: "read project " + project, Endpoint: "project/{key}", Class: httpx.Safe,
		Method: http.MethodGet, Path: "project/" + Esc(project), Out: &p})
	if err == nil && p.ID == "" {
		err = Strange("read project "+project, "project")
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
	types, err := g.types(ctx, project)
	if err != nil {
		return "", err
	}
	var known []string
	for _, t := range types {
		if strings.EqualFold(t.Name, name) {
			return t.ID, nil
		}
		known = append(known, t.Name)
	}
	return "", &jira.Error{Kind: jira.Refused, Op: "read issue types of project " + project,
		Message: "no issue type " + strconv.Quote(name) + " can be created there; it offers: " +
			cmp.Or(strings.Join(known, ", "), "none, which may mean that the account may not create issues")}
}

// Types lists the names of the issue types that can be created in a project.
func (g *Gateway) Types(ctx context.Context, project string) ([]string, error) {
	types, err := g.types(ctx, project)
	var names []string
	for _, t := range types {
		names = append(names, t.Name)
	}
	return names, err
}

// types reads the issue types that a project lets us create.
func (g *Gateway) types(ctx context.Context, project string) ([]named, error) {
	var all []named
	for start := 0; ; {
		var page struct {
			Total  int     `json:"total"`
			Types  []named `json:"issueTypes"` // of Cloud
			Values []named `json:"values"`     // of Data Center
		}
		err := g.Do(ctx, Call{Doing: "read issue types of project " + project, Endpoint: "issue/createmeta/{project}/issuetypes",
			Class: httpx.Safe, Method: http.MethodGet, Path: "issue/createmeta/" + Esc(project) + "/issuetypes",
			Query: window(start), Out: &page})
		if err != nil {
			return nil, err
		}
		types := append(page.Types, page.Values...)
		all = append(all, types...)
		if start += len(types); len(types) == 0 || start >= page.Total {
			return all, nil
		}
	}
}

// createFields reads what the create screen of the type takes.
func (g *Gateway) createFields(ctx context.Context, m jira.Meta) error {
	for start := 0; ; {
		var page struct {
			Total  int         `json:"total"`
			Fields []wireField `json:"fields"` // of Cloud
			Values []wireField `json:"values"` // of Data Center
		}
		err := g.Do(ctx, Call{Doing: "read create screen of project " + m.ProjectKey, Endpoint: "issue/createmeta/{project}/issuetypes/{id}",
			Class: httpx.Safe, Method: http.MethodGet,
			Path:  "issue/createmeta/" + Esc(m.ProjectKey) + "/issuetypes/" + Esc(m.TypeID),
			Query: window(start), Out: &page})
		if err != nil {
			return err
		}
		fields := append(page.Fields, page.Values...)
		for _, f := range fields {
			m.Fields[f.FieldID] = g.edition.field(f, f.FieldID)
		}
		if start += len(fields); len(fields) == 0 || start >= page.Total {
			return nil
		}
	}
}

// linkTypes reads the site's link types; 404 means that linking is switched off.
func (g *Gateway) linkTypes(ctx context.Context) ([]jira.LinkType, error) {
	var out struct {
		Types []jira.LinkType `json:"issueLinkTypes"`
	}
	err := g.Do(ctx, Call{Doing: "read link types", Endpoint: "issueLinkType", Class: httpx.Safe,
		Method: http.MethodGet, Path: "issueLinkType", Out: &out})
	if jira.KindOf(err) == jira.NotFound {
		return nil, nil
	}
	return out.Types, err
}

// window asks for a page of metadata at its largest size.
func window(start int) url.Values {
	return url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"200"}}
}
