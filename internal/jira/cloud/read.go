package cloud

import (
	"context"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
)

// searchPage is how many issues a page may hold; Cloud grants about that many when
// real fields are asked for.
const searchPage = 100

// Search returns all matching issues, or the first max of them.
func (g *Gateway) Search(ctx context.Context, q jira.Query, max int) ([]jira.Issue, error) {
	var issues []jira.Issue
	have, tokens := map[string]bool{}, map[string]bool{}
	names, err := g.Asked("search issues", q.Fields())
	if err != nil {
		return nil, err
	}
	body := map[string]any{"jql": q.JQL(), "fields": names, "properties": []string{rest.PropertyKey}, "maxResults": searchPage}
	if max > 0 && max < searchPage {
		body["maxResults"] = max
	}
	for {
		var page struct {
			Issues []rest.Issue `json:"issues"`
			Token  string       `json:"nextPageToken"`
			Last   bool         `json:"isLast"`
		}
		err := g.Do(ctx, rest.Call{Doing: "search issues", Endpoint: "search/jql", Class: httpx.Safe,
			Method: http.MethodPost, Path: "search/jql", Body: body, Out: &page})
		if err == nil && page.Issues == nil {
			err = rest.Strange("search issues", "list of issues")
		}
		if err != nil {
			return nil, err
		}
		for _, w := range page.Issues {
			if !have[w.ID] {
				have[w.ID] = true
				i, err := g.With("search issues", w, q.Fields())
				if err != nil {
					return nil, err
				}
				issues = append(issues, i)
			}
		}
		if max > 0 && len(issues) >= max {
			return issues[:max], nil
		}
		if page.Last || page.Token == "" || len(page.Issues) == 0 {
			return issues, nil
		}
		if tokens[page.Token] {
			return nil, &jira.Error{Kind: jira.Unavailable, Op: "search issues", Message: "jira sent the same page token twice"}
		}
		tokens[page.Token] = true
		body["nextPageToken"] = page.Token
	}
}

// Read returns the issues with these ids or keys as they are now.
func (g *Gateway) Read(ctx context.Context, idsOrKeys []string, fields ...jira.Field) ([]jira.Issue, error) {
	names, err := g.Asked("read issues", fields)
	if err != nil {
		return nil, err
	}
	var issues []jira.Issue
	have := map[string]bool{} // an issue may be asked for by id and by keys, old and new
	for start := 0; start < len(idsOrKeys); start += jira.ReadMax {
		part := idsOrKeys[start:min(start+jira.ReadMax, len(idsOrKeys))]
		var out struct {
			Issues []rest.Issue `json:"issues"`
		}
		err := g.Do(ctx, rest.Call{Doing: "read issues", Endpoint: "issue/bulkfetch", Class: httpx.Safe,
			Method: http.MethodPost, Path: "issue/bulkfetch",
			Body: map[string]any{"issueIdsOrKeys": part, "fields": names, "properties": []string{rest.PropertyKey}}, Out: &out})
		if err == nil && out.Issues == nil {
			err = rest.Strange("read issues", "list of issues")
		}
		if err != nil {
			return nil, err
		}
		for _, w := range out.Issues {
			if !have[w.ID] {
				have[w.ID] = true
				i, err := g.With("read issues", w, fields)
				if err != nil {
					return nil, err
				}
				issues = append(issues, i)
			}
		}
	}
	return issues, nil
}
