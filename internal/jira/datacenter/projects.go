package datacenter

import (
	"context"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/jira/rest"
)

// Projects lists the keys of projects that the account may browse.
func (g *Gateway) Projects(ctx context.Context) ([]string, error) {
	const doing = "list projects"
	var all []struct {
		Key string `json:"key"`
	}
	err := g.Do(ctx, rest.Call{Doing: doing, Endpoint: "project", Class: httpx.Safe, Method: http.MethodGet, Path: "project", Out: &all})
	if err == nil && all == nil {
		err = rest.Strange(doing, "list of projects")
	}
	keys := make([]string, len(all))
	for i, p := range all {
		keys[i] = p.Key
	}
	return keys, err
}
