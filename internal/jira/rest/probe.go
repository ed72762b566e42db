package rest

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// everywhere is the prefix below which every edition answers.
const everywhere = "rest/api/2/"

// Server says what answers at the address. Where nothing is found below the edition's own
// prefix, the one that all have is tried: it may be another edition.
func (g *Gateway) Server(ctx context.Context) (jira.Server, error) {
	s, err := g.server(ctx, "")
	if jira.KindOf(err) == jira.NotFound && g.edition.API != everywhere {
		return g.server(ctx, everywhere)
	}
	return s, err
}

// server asks below a prefix.
func (g *Gateway) server(ctx context.Context, api string) (jira.Server, error) {
	const doing = "ask jira which edition it is"
	var out struct {
		Deployment string `json:"deploymentType"`
		Version    string `json:"version"`
		Title      string `json:"serverTitle"`
		URL        string `json:"baseUrl"`
	}
	err := g.Do(ctx, Call{Doing: doing, Endpoint: "serverInfo", Class: httpx.Safe, Method: http.MethodGet, API: api, Path: "serverInfo", Out: &out})
	if err == nil && out.Deployment == "" {
		err = Strange(doing, "deploymentType")
	}
	if err != nil {
		return jira.Server{}, err
	}
	s := jira.Server{Edition: jira.DataCenterEdition, Version: out.Version, Title: out.Title, URL: out.URL}
	if out.Deployment == "Cloud" {
		s.Edition = jira.CloudEdition
	}
	return s, nil
}

// Permissions says which of these the account has in a project.
func (g *Gateway) Permissions(ctx context.Context, project string, names ...string) (map[string]bool, error) {
	doing := "ask what the account may do in project " + project
	query := url.Values{"projectKey": {project}}
	if g.edition.Picks {
		query.Set("permissions", strings.Join(names, ","))
	}
	var out struct {
		Permissions map[string]struct {
			Have bool `json:"havePermission"`
		} `json:"permissions"`
	}
	err := g.Do(ctx, Call{Doing: doing, Endpoint: "mypermissions", Class: httpx.Safe, Method: http.MethodGet,
		Path: "mypermissions", Query: query, Out: &out})
	if err == nil && out.Permissions == nil {
		err = Strange(doing, "permissions")
	}
	if err != nil {
		return nil, err
	}
	granted := map[string]bool{}
	for _, name := range names {
		if p, known := out.Permissions[name]; known {
			granted[name] = p.Have
		}
	}
	return granted, nil
}
