package rest

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strconv"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// commentMark finds our marker at the end of a comment's text: before that stands
// what tests printed, which may look like one. It is text and not a comment property
// because reading properties back with comments is not documented.
var commentMark = regexp.MustCompile(`\[syncd:([a-z0-9.-]+)\]\s*$`)

// Comments returns the comments, oldest first.
func (g *Gateway) Comments(ctx context.Context, id string) ([]jira.Comment, error) {
	var comments []jira.Comment
	for start := 0; ; {
		var page struct {
			Total    int           `json:"total"`
			Comments []wireComment `json:"comments"`
		}
		err := g.Do(ctx, Call{Doing: "read comments of issue " + id, Endpoint: "issue/{id}/comment", Class: httpx.Safe,
			Method: http.MethodGet, Path: "issue/" + Esc(id) + "/comment",
			Query: url.Values{"startAt": {strconv.Itoa(start)}, "maxResults": {"100"}, "orderBy": {"created"}}, Out: &page})
		if err != nil {
			return nil, err
		}
		for _, w := range page.Comments {
			c := jira.Comment{ID: w.ID, Author: w.Author.id(), Text: g.edition.Words(w.Body)}
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

// Transitions returns the ways out of the present status.
func (g *Gateway) Transitions(ctx context.Context, id string) ([]jira.Transition, error) {
	var out struct {
		Transitions []wireTransition `json:"transitions"`
	}
	err := g.Do(ctx, Call{Doing: "read transitions of issue " + id, Endpoint: "issue/{id}/transitions", Class: httpx.Safe,
		Method: http.MethodGet, Path: "issue/" + Esc(id) + "/transitions",
		Query: url.Values{"expand": {"transitions.fields"}}, Out: &out})
	var ts []jira.Transition
	for _, w := range out.Transitions {
		if w.Available == nil || *w.Available {
			ts = append(ts, w.transition())
		}
	}
	return ts, err
}

// RemoteLinks returns the links to pages elsewhere.
func (g *Gateway) RemoteLinks(ctx context.Context, id string) ([]jira.RemoteLink, error) {
	var out []wireRemoteLink
	err := g.Do(ctx, Call{Doing: "read remote links of issue " + id, Endpoint: "issue/{id}/remotelink", Class: httpx.Safe,
		Method: http.MethodGet, Path: "issue/" + Esc(id) + "/remotelink", Out: &out})
	var links []jira.RemoteLink
	for _, w := range out {
		links = append(links, w.link())
	}
	return links, err
}
