package cloud

import (
	"context"
	"errors"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// read is what is asked for of every issue.
var read = []string{"summary", "description", "issuetype", "project", "status", "statuscategorychangedate",
	"resolution", "resolutiondate", "priority", "labels", "fixVersions", "issuelinks", "security", "creator",
	"assignee", "created", "updated"}

// searchPage is how many issues a page may hold; Cloud grants about that many when
// real fields are asked for.
const searchPage = 100

// Myself says whose account is used.
func (g *Gateway) Myself(ctx context.Context) (jira.Account, error) {
	var out struct {
		AccountID   string `json:"accountId"`
		DisplayName string `json:"displayName"`
		TimeZone    string `json:"timeZone"`
	}
	err := g.do(ctx, call{doing: "ask jira whose account this is", endpoint: "myself", class: httpx.Safe,
		method: http.MethodGet, path: "myself", out: &out})
	var e *jira.Error
	if errors.As(err, &e) && e.Status == http.StatusForbidden {
		// Who may not even ask that is shut out: by a scope, a policy, an IP list.
		e.Kind = jira.Auth
	}
	if err == nil && out.AccountID == "" {
		err = strange("ask jira whose account this is", "account")
	}
	return jira.Account{ID: out.AccountID, Name: out.DisplayName, TimeZone: out.TimeZone}, err
}

// Search returns all matching issues, or the first max of them.
func (g *Gateway) Search(ctx context.Context, q jira.Query, max int) ([]jira.Issue, error) {
	var issues []jira.Issue
	have, tokens := map[string]bool{}, map[string]bool{}
	names, err := asked("search issues", q.Fields())
	if err != nil {
		return nil, err
	}
	body := map[string]any{"jql": q.JQL(), "fields": names, "properties": ownProperty, "maxResults": searchPage}
	if max > 0 && max < searchPage {
		body["maxResults"] = max
	}
	for {
		var page struct {
			Issues []wireIssue `json:"issues"`
			Token  string      `json:"nextPageToken"`
			Last   bool        `json:"isLast"`
		}
		err := g.do(ctx, call{doing: "search issues", endpoint: "search/jql", class: httpx.Safe,
			method: http.MethodPost, path: "search/jql", body: body, out: &page})
		if err == nil && page.Issues == nil {
			err = strange("search issues", "list of issues")
		}
		if err != nil {
			return nil, err
		}
		for _, w := range page.Issues {
			if !have[w.ID] {
				have[w.ID] = true
				i, err := w.with("search issues", q.Fields())
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
	names, err := asked("read issues", fields)
	if err != nil {
		return nil, err
	}
	var issues []jira.Issue
	have := map[string]bool{} // an issue may be asked for by id and by keys, old and new
	for start := 0; start < len(idsOrKeys); start += jira.ReadMax {
		part := idsOrKeys[start:min(start+jira.ReadMax, len(idsOrKeys))]
		var out struct {
			Issues []wireIssue `json:"issues"`
		}
		err := g.do(ctx, call{doing: "read issues", endpoint: "issue/bulkfetch", class: httpx.Safe,
			method: http.MethodPost, path: "issue/bulkfetch",
			body: map[string]any{"issueIdsOrKeys": part, "fields": names, "properties": ownProperty}, out: &out})
		if err == nil && out.Issues == nil {
			err = strange("read issues", "list of issues")
		}
		if err != nil {
			return nil, err
		}
		for _, w := range out.Issues {
			if !have[w.ID] {
				have[w.ID] = true
				i, err := w.with("read issues", fields)
				if err != nil {
					return nil, err
				}
				issues = append(issues, i)
			}
		}
	}
	return issues, nil
}

// strange is the error of an answer that is JSON, but not of the kind that was asked
// for: it must not pass for "there is nothing".
func strange(doing, missing string) error {
	return &jira.Error{Kind: jira.Unavailable, Op: doing, Message: "the answer holds no " + missing + "; is jira.url the address of a Jira?"}
}
