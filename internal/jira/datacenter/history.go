package datacenter

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// LabelHistory lists the changes of an issue's labels. Data Center has no pages of a
// history: an issue brings all of it.
func (g *Gateway) LabelHistory(ctx context.Context, issueID string) ([]jira.LabelChange, error) {
	doing := "read the history of issue " + issueID
	var out struct {
		History *struct {
			Total   int            `json:"total"`
			Entries []rest.History `json:"histories"`
		} `json:"changelog"`
	}
	err := g.Do(ctx, rest.Call{Doing: doing, Endpoint: "issue/{id}", Class: httpx.Safe, Method: http.MethodGet,
		Path: "issue/" + rest.Esc(issueID), Query: url.Values{"fields": {"labels"}, "expand": {"changelog"}}, Out: &out})
	switch {
	case err != nil:
		return nil, err
	case out.History == nil:
		return nil, rest.Strange(doing, "history")
	case len(out.History.Entries) < out.History.Total:
		return nil, &jira.Error{Kind: jira.Unavailable, Op: doing,
			Message: fmt.Sprintf("jira sent %d of %d entries", len(out.History.Entries), out.History.Total)}
	}
	return rest.LabelChanges(out.History.Entries), nil
}
