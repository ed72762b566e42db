package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Create makes the drafts in one request: the single endpoint for one, the bulk
// endpoint for more. Drafts whose fields hold what they cannot take are left out and
// hear so.
func (g *Gateway) Create(ctx context.Context, drafts []jira.Draft) ([]jira.Created, error) {
	if n := len(drafts); n > jira.CreateMax {
		return nil, fmt.Errorf("create issues: %d drafts in one request; at most %d", n, jira.CreateMax)
	}
	out := make([]jira.Created, len(drafts))
	var bodies []any
	var at []int // index of each body's draft
	for i, d := range drafts {
		body, err := g.draft(ctx, d)
		if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
			out[i].Err = err
			continue
		} else if err != nil {
			return nil, err
		}
		bodies, at = append(bodies, body), append(at, i)
	}
	made, err := g.create(ctx, bodies)
	if err != nil {
		return nil, err
	}
	for n, c := range made {
		out[at[n]] = c
	}
	return out, nil
}

// create sends the bodies of drafts.
func (g *Gateway) create(ctx context.Context, bodies []any) ([]jira.Created, error) {
	switch len(bodies) {
	case 0:
		return nil, nil
	case 1:
		return g.createOne(ctx, bodies[0])
	}
	var out wireBulk
	c := Call{Doing: fmt.Sprintf("create %d issues", len(bodies)), Endpoint: "issue/bulk", Class: httpx.Create,
		Method: http.MethodPost, Path: "issue/bulk", Body: map[string]any{"issueUpdates": bodies}, Out: &out, Refused: &out}
	err := g.Do(ctx, c)
	return out.outcomes(len(bodies), err)
}

// createOne makes a single issue. Jira refusing it is the draft's own outcome.
func (g *Gateway) createOne(ctx context.Context, body any) ([]jira.Created, error) {
	var out wireCreated
	err := g.Do(ctx, Call{Doing: "create issue", Endpoint: "issue", Class: httpx.Create,
		Method: http.MethodPost, Path: "issue", Body: body, Out: &out})
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		return []jira.Created{{Err: err}}, nil
	}
	if err == nil && (out.ID == "" || out.Key == "") {
		err = muddled("names no issue")
	}
	if err != nil {
		return nil, err
	}
	return []jira.Created{{ID: out.ID, Key: out.Key}}, nil
}

// Edit sets absolute values, so it may be repeated.
func (g *Gateway) Edit(ctx context.Context, id string, p jira.Patch) error {
	body := g.edition.patch(p)
	if len(p.Fields) > 0 {
		known, err := g.editable(ctx, id, p.Fields)
		if err != nil {
			return err
		}
		if err := g.edition.encode("edit issue "+id, known, p.Fields, body["fields"].(map[string]any)); err != nil {
			return err
		}
	}
	c := Call{Doing: "edit issue " + id, Endpoint: "issue/{id}", Class: httpx.Idempotent,
		Method: http.MethodPut, Path: "issue/" + Esc(id), Body: body}
	if p.Silent {
		c.Query = url.Values{"notifyUsers": {"false"}}
	}
	return g.Do(ctx, c)
}

// Move takes an issue one step through its workflow. It counts as a create: a
// second time the same transition may lead elsewhere, or not exist.
func (g *Gateway) Move(ctx context.Context, id string, m jira.Move) error {
	body := map[string]any{"transition": map[string]string{"id": m.Transition}}
	if m.Resolution != "" {
		body["fields"] = map[string]any{"resolution": named{Name: m.Resolution}}
	}
	return g.Do(ctx, Call{Doing: "move issue " + id, Endpoint: "issue/{id}/transitions", Class: httpx.Create,
		Method: http.MethodPost, Path: "issue/" + Esc(id) + "/transitions", Body: body})
}

// Comment adds a comment or replaces one. The mark is its last line, which no limit
// takes away.
func (g *Gateway) Comment(ctx context.Context, issue, comment string, d jira.CommentDraft) (string, error) {
	sign := ""
	if d.Mark != "" {
		sign = "[syncd:" + d.Mark + "]"
	}
	c := Call{Doing: "comment on issue " + issue, Endpoint: "issue/{id}/comment", Class: httpx.Create,
		Method: http.MethodPost, Path: "issue/" + Esc(issue) + "/comment"}
	if comment != "" {
		c.Doing, c.Endpoint, c.Class = "edit comment of issue "+issue, "issue/{id}/comment/{comment}", httpx.Idempotent
		c.Method, c.Path = http.MethodPut, c.Path+"/"+Esc(comment)
	}
	var out struct {
		ID string `json:"id"`
	}
	c.Body, c.Out = map[string]any{"body": g.edition.Text(d.Body, sign)}, &out
	err := g.Do(ctx, c)
	return out.ID, err
}

// LinkIssues links two issues. Jira answers a repetition as if it had made a second
// link, and makes none.
func (g *Gateway) LinkIssues(ctx context.Context, l jira.IssueLink) error {
	return g.Do(ctx, Call{Doing: "link " + l.From + " to " + l.To, Endpoint: "issueLink", Class: httpx.Idempotent,
		Method: http.MethodPost, Path: "issueLink",
		Body: map[string]any{"type": named{Name: l.Type}, "inwardIssue": keyed{l.From}, "outwardIssue": keyed{l.To}}})
}

// PutRemoteLink makes or replaces the link with the same globalId on the issue.
func (g *Gateway) PutRemoteLink(ctx context.Context, issue string, l jira.RemoteLink) error {
	if !jira.Web(l.URL) {
		return &jira.Error{Kind: jira.Refused, Op: "put remote link on " + issue, Fields: map[string]string{"url": "not an http or https address"}}
	}
	return g.Do(ctx, Call{Doing: "put remote link on " + issue, Endpoint: "issue/{id}/remotelink", Class: httpx.Idempotent,
		Method: http.MethodPost, Path: "issue/" + Esc(issue) + "/remotelink", Body: remote(l)})
}

// RemoveRemoteLink takes the link with a globalId off the issue. Cloud wants a content type
// even where there is no content (415 otherwise).
func (g *Gateway) RemoveRemoteLink(ctx context.Context, issue, globalID string) error {
	return g.Do(ctx, Call{Doing: "remove remote link from " + issue, Endpoint: "issue/{id}/remotelink", Class: httpx.Idempotent,
		Method: http.MethodDelete, Path: "issue/" + Esc(issue) + "/remotelink", Query: url.Values{"globalId": {globalID}}, Form: "application/json"})
}
