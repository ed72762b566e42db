package cloud

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// Projects lists the keys of projects that the account may browse, the first
// jira.ProjectsMax of them.
func (g *Gateway) Projects(ctx context.Context) ([]string, error) {
	const doing = "list projects"
	var keys []string
	for len(keys) < jira.ProjectsMax {
		var page struct {
			Values []struct {
				Key string `json:"key"`
			} `json:"values"`
			Last bool `json:"isLast"`
		}
		err := g.Do(ctx, rest.Call{Doing: doing, Endpoint: "project/search", Class: httpx.Safe, Method: http.MethodGet, Path: "project/search",
			Query: url.Values{"startAt": {strconv.Itoa(len(keys))}, "maxResults": {"100"}}, Out: &page})
		if err == nil && page.Values == nil {
			err = rest.Strange(doing, "list of projects")
		}
		if err != nil {
			return nil, err
		}
		for _, p := range page.Values {
			keys = append(keys, p.Key)
		}
		if page.Last || len(page.Values) == 0 {
			break
		}
	}
	return keys, nil
}
