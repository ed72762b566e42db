// Package rest is what the REST APIs of Jira Cloud and Data Center have in common, seen
// from the gateways: one request and the meaning of its outcome, and every resource
// that both show alike. Packages cloud and datacenter say how their edition writes
// text and names people (an Edition), and add searching and reading of many issues,
// which differ altogether. It judges nothing.
//
// Plumbing (client, base path, request building) is go-atlassian's. Its typed
// methods drop or mis-decode what we need (labels that must be cleared, isLast,
// issueErrors, transition fields), so requests go through its NewRequest and Call
// with the small structures in wire.go.
package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/ctreminiom/go-atlassian/v2/pkg/infra/models"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// Edition is how one of Jira's editions differs in the resources that both have.
type Edition struct {
	// API is the prefix of every call. It has no leading slash: that would drop the
	// base URL's own path.
	API string
	// User is the member of a user that tells who it is: an account id or a name.
	User string
	// Text renders a document, cut so that Jira will not refuse it for its length; sign,
	// unless empty, stands at its end and is never cut.
	Text func(d jira.Doc, sign string) any
	// Words reads the words of a text, separated as they are shown; what is no text, such
	// as null, has none.
	Words func(json.RawMessage) string
	// Area renders a long text field, and ReadArea reads the words of one in canonical
	// form, or says that it is none.
	Area     func(string) any
	ReadArea func(json.RawMessage) (string, error)
	// Picks: the permissions that are asked about are named in the request; else the
	// answer holds all that there are.
	Picks bool
	// Reads are the fields that every issue is read with, beside those that both have.
	Reads []string
}

// Client builds and sends requests: a client of go-atlassian's.
type Client interface {
	NewRequest(ctx context.Context, method, urlStr, contentType string, body any) (*http.Request, error)
	Call(req *http.Request, into any) (*models.ResponseScheme, error)
}

// Doer sends a request. It must add credentials, bound every request, obey its
// httpx.Op and keep secrets out of its errors, as an httpx.Client does.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Gateway talks to one site. It is safe for concurrent use.
type Gateway struct {
	// Where is the section of the configuration that describes the site, for cures; "" is jira.
	Where string

	client  Client
	edition Edition

	mu      sync.Mutex
	screens map[string]jira.Fields // create screens as last read, by screenOf
}

// New returns the common part of a gateway.
func New(client Client, e Edition) *Gateway {
	return &Gateway{client: client, edition: e, screens: map[string]jira.Fields{}}
}

// Call is one request: what it is, where it goes and what comes back.
type Call struct {
	Doing    string // for errors: "search issues"
	Endpoint string // for metrics: a template
	API      string // instead of the edition's prefix; "" is that
	Class    httpx.Class
	Method   string
	Path     string // below the API's prefix, escaped
	Query    url.Values
	Body     any
	Form     string // content type of a body that is a *bytes.Buffer with files
	Out      any    // nil: the answer's body is ignored
	Refused  any    // where a 400 or 404 says more than a message; may be nil
}

// Do sends the call and classifies what comes back.
func (g *Gateway) Do(ctx context.Context, c Call) error {
	err := g.send(ctx, c)
	var e *jira.Error
	if g.Where != "" && errors.As(err, &e) {
		e.Where = g.Where
	}
	return err
}

// send sends the call.
func (g *Gateway) send(ctx context.Context, c Call) error {
	op := httpx.Op{Endpoint: c.Endpoint, Class: c.Class, Subject: subject(c.Path)}
	if c.Class == httpx.Create {
		op.Deadline = jira.Deadline(ctx)
	}
	target := cmp.Or(c.API, g.edition.API) + c.Path
	if len(c.Query) > 0 {
		target += "?" + c.Query.Encode()
	}
	req, err := g.client.NewRequest(httpx.WithOp(ctx, op), c.Method, target, c.Form, c.Body)
	if err != nil {
		return fmt.Errorf("%s: build request: %w", c.Doing, err)
	}
	res, err := g.client.Call(req, c.Out)
	if err != nil {
		if c.Refused != nil && res != nil && (res.Code == http.StatusBadRequest || res.Code == http.StatusNotFound) {
			// A body that is no JSON leaves the details empty; the error tells the rest.
			_ = json.Unmarshal(res.Bytes.Bytes(), c.Refused)
		}
		return classify(c, res, err)
	}
	return c.doubt(res)
}

// subject is the issue that a path is about, "" for none.
func subject(path string) string {
	rest, ok := strings.CutPrefix(path, "issue/")
	issue, _, _ := strings.Cut(rest, "/")
	if !ok || issue == "bulk" || issue == "bulkfetch" || issue == "createmeta" {
		return ""
	}
	return issue
}

// doubt says why an answer that looks good is none. A page of HTML with status 200
// comes from whatever stands before Jira, and of an edit nobody reads the answer. An
// answer to an anonymous user is told by its header; to a write it is an answer
// nevertheless, since what was written stays written.
func (c Call) doubt(res *models.ResponseScheme) error {
	body := bytes.TrimSpace(res.Bytes.Bytes())
	switch {
	case c.Out == nil && len(body) > 0 && !json.Valid(body):
		return classify(c, res, errors.New("it is not JSON"))
	case c.Class == httpx.Safe && anonymous(res.Header):
		return &jira.Error{Kind: jira.Auth, Op: c.Doing, Status: res.Code, Message: noLogin}
	}
	return nil
}

// Esc escapes one path segment, which must not be taken for a step up the path.
func Esc(s string) string {
	if strings.Trim(s, ".") == "" {
		return strings.ReplaceAll(s, ".", "%2E")
	}
	return url.PathEscape(s)
}

// Strange is the error of an answer that is JSON, but not of the kind that was asked
// for: it must not pass for "there is nothing".
func Strange(doing, missing string) error {
	return &jira.Error{Kind: jira.Unavailable, Op: doing, Message: "the answer holds no " + missing + "; is jira.url the address of a Jira?"}
}
