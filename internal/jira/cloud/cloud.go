// Package cloud is the gateway to Jira Cloud: REST v3, rich text as Atlassian
// documents, token-paged search. It translates between Jira's JSON and the words of
// package jira and judges nothing.
//
// Plumbing (client, base path, request building) is go-atlassian's. Its typed
// methods drop or mis-decode what we need (labels that must be cleared, isLast,
// issueErrors, transition fields), so requests go through its NewRequest and Call
// with the small structures in wire.go.
package cloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	v3 "github.com/ctreminiom/go-atlassian/v2/jira/v3"
	"github.com/ctreminiom/go-atlassian/v2/pkg/infra/models"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Gateway talks to one Cloud site. It is safe for concurrent use.
type Gateway struct {
	client *v3.Client

	mu      sync.Mutex
	screens map[string]jira.Fields // create screens as last read, by screenOf
}

var (
	_ jira.Reader    = (*Gateway)(nil)
	_ jira.Inspector = (*Gateway)(nil)
	_ jira.Writer    = (*Gateway)(nil)
	_ jira.Linker    = (*Gateway)(nil)
	_ jira.Attacher  = (*Gateway)(nil)
)

// Doer sends a request. It must add credentials, bound every request, obey its
// httpx.Op and keep secrets out of its errors, as an httpx.Client does.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// New returns a gateway to the site at base, which may have a path
// (…/ex/jira/{cloudId}).
func New(client Doer, base string) (*Gateway, error) {
	c, err := v3.New(client, base)
	if err != nil {
		// The cause quotes the address, and that may hold a password.
		return nil, errors.New("build jira cloud client: jira.url is not an address")
	}
	return &Gateway{client: c, screens: map[string]jira.Fields{}}, nil
}

// api is the prefix of every call. It has no leading slash: that would drop the
// base URL's own path.
const api = "rest/api/3/"

// call is one request: what it is, where it goes and what comes back.
type call struct {
	doing    string // for errors: "search issues"
	endpoint string // for metrics: a template
	class    httpx.Class
	method   string
	path     string // below api, escaped
	query    url.Values
	body     any
	form     string // content type of a body that is a *bytes.Buffer with files
	out      any    // nil: the answer's body is ignored
	refused  any    // where a 400 says more than a message; may be nil
}

// do sends the call and classifies what comes back.
func (g *Gateway) do(ctx context.Context, c call) error {
	op := httpx.Op{Endpoint: c.endpoint, Class: c.class}
	if c.class == httpx.Create {
		op.Deadline = jira.Deadline(ctx)
	}
	target := api + c.path
	if len(c.query) > 0 {
		target += "?" + c.query.Encode()
	}
	req, err := g.client.NewRequest(httpx.WithOp(ctx, op), c.method, target, c.form, c.body)
	if err != nil {
		return fmt.Errorf("%s: build request: %w", c.doing, err)
	}
	res, err := g.client.Call(req, c.out)
	if err != nil {
		if c.refused != nil && res != nil && res.Code == http.StatusBadRequest {
			// A body that is no JSON leaves the details empty; the error tells the rest.
			_ = json.Unmarshal(res.Bytes.Bytes(), c.refused)
		}
		return classify(c, res, err)
	}
	return c.doubt(res)
}

// doubt says why an answer that looks good is none. A page of HTML with status 200
// comes from whatever stands before Jira, and of an edit nobody reads the answer. An
// answer to an anonymous user is told by its header; to a write it is an answer
// nevertheless, since what was written stays written.
func (c call) doubt(res *models.ResponseScheme) error {
	body := bytes.TrimSpace(res.Bytes.Bytes())
	switch {
	case c.out == nil && len(body) > 0 && !json.Valid(body):
		return classify(c, res, errors.New("it is not JSON"))
	case c.class == httpx.Safe && anonymous(res.Header):
		return &jira.Error{Kind: jira.Auth, Op: c.doing, Status: res.Code, Message: noLogin}
	}
	return nil
}

// esc escapes one path segment, which must not be taken for a step up the path.
func esc(s string) string {
	if strings.Trim(s, ".") == "" {
		return strings.ReplaceAll(s, ".", "%2E")
	}
	return url.PathEscape(s)
}
