package cloud

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// read is what is asked for of every issue.
var read = []string{"summary", "description", "issuetype", "project", "status", "resolution",
	"resolutiondate", "priority", "labels", "fixVersions", "issuelinks", "creator", "created", "updated"}

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
	return jira.Account{ID: out.AccountID, Name: out.DisplayName, TimeZone: out.TimeZone}, err
}

// Search returns all matching issues, or the first max of them.
func (g *Gateway) Search(ctx context.Context, q jira.Query, max int) ([]jira.Issue, error) {
	var issues []jira.Issue
	have, tokens := map[string]bool{}, map[string]bool{}
	body := map[string]any{"jql": q.JQL(), "fields": read, "maxResults": searchPage}
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
		if err != nil {
			return nil, err
		}
		for _, w := range page.Issues {
			if !have[w.ID] {
				have[w.ID] = true
				issues = append(issues, w.issue())
			}
		}
		if page.Last || page.Token == "" || len(page.Issues) == 0 || max > 0 && len(issues) >= max {
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
func (g *Gateway) Read(ctx context.Context, idsOrKeys []string) ([]jira.Issue, error) {
	var issues []jira.Issue
	for start := 0; start < len(idsOrKeys); start += jira.ReadMax {
		part := idsOrKeys[start:min(start+jira.ReadMax, len(idsOrKeys))]
		var out struct {
			Issues []wireIssue `json:"issues"`
		}
		err := g.do(ctx, call{doing: "read issues", endpoint: "issue/bulkfetch", class: httpx.Safe,
			method: http.MethodPost, path: "issue/bulkfetch",
			body: map[string]any{"issueIdsOrKeys": part, "fields": read}, out: &out})
		if err != nil {
			return nil, err
		}
		for _, w := range out.Issues {
			issues = append(issues, w.issue())
		}
	}
	return issues, nil
}

// commentMark finds our marker in a comment's text. It is text and not a comment
// property because reading properties back with comments is not documented.
var commentMark = regexp.MustCompile(`\[syncd:([a-z0-9.-]+)\]`)

// Comments returns the issue's comments, oldest first.
func (g *Gateway) Comments(ctx context.Context, id string) ([]jira.Comment, error) {
	var comments []jira.Comment
	for start := 0; ; {
		var page struct {
			Total    int           `json:"total"`
			Comments []wireComment `json:"comments"`
		}
		err := g.do(ctx, call{doing: "read comments of issue " + id, endpoint: "issue/{id}/comment", class: httpx.Safe,
			method: http.MethodGet, path: "issue/" + esc(id) + "/comment",
			query: url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"100"}, "orderBy": {"created"}}, out: &page})
		if err != nil {
			return nil, err
		}
		for _, w := range page.Comments {
			c := jira.Comment{ID: w.ID, Text: textOf(w.Body)}
			if m := commentMark.FindStringSubmatch(c.Text); m != nil {
				c.Mark = m[1]
			}
			comments = append(comments, c)
		}
		if start += len(page.Comments); len(page.Comments) == 0 || start >= page.Total {
			return comments, nil
		}
	}
}

// Transitions returns the ways out of the issue's present status.
func (g *Gateway) Transitions(ctx context.Context, id string) ([]jira.Transition, error) {
	var out struct {
		Transitions []wireTransition `json:"transitions"`
	}
	err := g.do(ctx, call{doing: "read transitions of issue " + id, endpoint: "issue/{id}/transitions", class: httpx.Safe,
		method: http.MethodGet, path: "issue/" + esc(id) + "/transitions",
		query: url.Values{"expand": {"transitions.fields"}}, out: &out})
	var ts []jira.Transition
	for _, w := range out.Transitions {
		if w.Available == nil || *w.Available {
			ts = append(ts, w.transition())
		}
	}
	return ts, err
}

// RemoteLinks returns the issue's links to pages elsewhere.
func (g *Gateway) RemoteLinks(ctx context.Context, id string) ([]jira.RemoteLink, error) {
	var out []wireRemoteLink
	err := g.do(ctx, call{doing: "read remote links of issue " + id, endpoint: "issue/{id}/remotelink", class: httpx.Safe,
		method: http.MethodGet, path: "issue/" + esc(id) + "/remotelink", out: &out})
	var links []jira.RemoteLink
	for _, w := range out {
		links = append(links, w.link())
	}
	return links, err
}
