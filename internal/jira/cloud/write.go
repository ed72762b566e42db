package cloud

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Create makes the drafts in one request: the single endpoint for one, the bulk
// endpoint for more.
func (g *Gateway) Create(ctx context.Context, drafts []jira.Draft) ([]jira.Created, error) {
	switch n := len(drafts); {
	case n == 0:
		return nil, nil
	case n == 1:
		return g.createOne(ctx, drafts[0])
	case n > jira.CreateMax:
		return nil, fmt.Errorf("create issues: %d drafts in one request; at most %d", n, jira.CreateMax)
	}
	bodies := make([]any, len(drafts))
	for i, d := range drafts {
		bodies[i] = draft(d)
	}
	var out wireBulk
	c := call{doing: fmt.Sprintf("create %d issues", len(drafts)), endpoint: "issue/bulk", class: httpx.Create,
		method: http.MethodPost, path: "issue/bulk", body: map[string]any{"issueUpdates": bodies}, out: &out, refused: &out}
	err := g.do(ctx, c)
	return out.outcomes(len(drafts), err)
}

// createOne makes a single issue. Jira refusing it is the draft's own outcome.
func (g *Gateway) createOne(ctx context.Context, d jira.Draft) ([]jira.Created, error) {
	var out struct {
		ID  string `json:"id"`
		Key string `json:"key"`
	}
	err := g.do(ctx, call{doing: "create issue", endpoint: "issue", class: httpx.Create,
		method: http.MethodPost, path: "issue", body: draft(d), out: &out})
	if kind := jira.KindOf(err); kind == jira.Refused || kind == jira.NotFound {
		return []jira.Created{{Err: err}}, nil
	}
	if err != nil {
		return nil, err
	}
	return []jira.Created{{ID: out.ID, Key: out.Key}}, nil
}

// wireBulk is the answer of a bulk create: issues holds the successes only, so
// their positions shift past the failed elements.
type wireBulk struct {
	Issues []struct {
		ID  string `json:"id"`
		Key string `json:"key"`
	} `json:"issues"`
	Errors []struct {
		Status  int             `json:"status"`
		Element json.RawMessage `json:"elementErrors"`
		Failed  int             `json:"failedElementNumber"`
	} `json:"errors"`
}

// outcomes maps the answer back to the drafts.
func (w wireBulk) outcomes(n int, err error) ([]jira.Created, error) {
	if err != nil && (jira.KindOf(err) != jira.Refused || len(w.Errors) == 0) {
		return nil, err
	}
	out := make([]jira.Created, n)
	for _, e := range w.Errors {
		if e.Failed < 0 || e.Failed >= n {
			return nil, &jira.Error{Kind: jira.Unknown, Op: "create issues", Message: fmt.Sprintf("jira named a failed element %d of %d", e.Failed, n)}
		}
		msg, fields := words(e.Element)
		out[e.Failed].Err = &jira.Error{Kind: jira.Refused, Op: "create issue", Status: e.Status, Message: msg, Fields: fields}
	}
	return out, w.fill(out)
}

// fill gives the successes, in order, to the drafts that did not fail.
func (w wireBulk) fill(out []jira.Created) error {
	next := 0
	for i := range out {
		if out[i].Err != nil {
			continue
		}
		if next == len(w.Issues) {
			return &jira.Error{Kind: jira.Unknown, Op: "create issues", Message: "jira's answer names fewer issues than it made"}
		}
		out[i].ID, out[i].Key = w.Issues[next].ID, w.Issues[next].Key
		next++
	}
	return nil
}

// Edit sets absolute values, so it may be repeated.
func (g *Gateway) Edit(ctx context.Context, id string, p jira.Patch) error {
	return g.do(ctx, call{doing: "edit issue " + id, endpoint: "issue/{id}", class: httpx.Idempotent,
		method: http.MethodPut, path: "issue/" + esc(id), body: patch(p)})
}

// Move takes an issue one step through its workflow. It counts as a create: a
// second time the same transition may lead elsewhere, or not exist.
func (g *Gateway) Move(ctx context.Context, id string, m jira.Move) error {
	body := map[string]any{"transition": map[string]string{"id": m.Transition}}
	if m.Resolution != "" {
		body["fields"] = map[string]any{"resolution": named{m.Resolution}}
	}
	return g.do(ctx, call{doing: "move issue " + id, endpoint: "issue/{id}/transitions", class: httpx.Create,
		method: http.MethodPost, path: "issue/" + esc(id) + "/transitions", body: body})
}

// Comment adds a comment or replaces one. The mark is its last line.
func (g *Gateway) Comment(ctx context.Context, issue, comment string, d jira.CommentDraft) (string, error) {
	doc := d.Body
	doc.Blocks = append(doc.Blocks[:len(doc.Blocks):len(doc.Blocks)], jira.P(jira.M("[syncd:"+d.Mark+"]")))
	c := call{doing: "comment on issue " + issue, endpoint: "issue/{id}/comment", class: httpx.Create,
		method: http.MethodPost, path: "issue/" + esc(issue) + "/comment"}
	if comment != "" {
		c.doing, c.endpoint, c.class = "edit comment of issue "+issue, "issue/{id}/comment/{comment}", httpx.Idempotent
		c.method, c.path = http.MethodPut, c.path+"/"+esc(comment)
	}
	var out struct {
		ID string `json:"id"`
	}
	c.body, c.out = map[string]any{"body": adf(doc)}, &out
	err := g.do(ctx, c)
	return out.ID, err
}

// LinkIssues links two issues. Jira answers a repetition as if it had made a second
// link, and makes none.
func (g *Gateway) LinkIssues(ctx context.Context, l jira.IssueLink) error {
	return g.do(ctx, call{doing: "link " + l.From + " to " + l.To, endpoint: "issueLink", class: httpx.Idempotent,
		method: http.MethodPost, path: "issueLink",
		body: map[string]any{"type": named{l.Type}, "inwardIssue": keyed{l.From}, "outwardIssue": keyed{l.To}}})
}

// PutRemoteLink makes or replaces the link with the same globalId on the issue.
func (g *Gateway) PutRemoteLink(ctx context.Context, issue string, l jira.RemoteLink) error {
	return g.do(ctx, call{doing: "put remote link on " + issue, endpoint: "issue/{id}/remotelink", class: httpx.Idempotent,
		method: http.MethodPost, path: "issue/" + esc(issue) + "/remotelink", body: remote(l)})
}
