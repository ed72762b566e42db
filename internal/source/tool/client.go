// Package tool is what sources have in common that speak to a test tool over HTTP: one
// request and the meaning of its outcome, lenient JSON, the settings that all of them
// have, and which status counts as what. Each tool's folder says what is asked for and
// what it means; this room knows no tool by name and judges nothing.
package tool

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"syncd/internal/httpx"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// patience is the longest wait before a retry: Qase sends those who exceed its limit away
// for a minute.
const patience = 75 * time.Second

// Options describes the door to one tool.
type Options struct {
	Name string   // of the tool, for errors: "TestRail"
	Base *url.URL // address of the tool; a path of its own is kept
	Rate int      // requests a minute, at most, in the long run
	// Authorize adds the credentials to a request.
	Authorize func(*http.Request) error
	// Better is httpx.Options.Better: it may fetch a new token after a refusal.
	Better func(ctx context.Context, authorization string, res *http.Response) bool
	// Words takes the tool's own words out of the body of a refusal; "" if there are none.
	Words func(body []byte) string
	// Kind, which may be nil, knows better what a status means in this tool; "" where it
	// does not.
	Kind func(status int, words string) source.Kind
	// Login says where the credentials are set, for the cure of a refused login.
	Login string
	// Tidy, which may be nil, takes what is no JSON off an answer.
	Tidy func(body []byte) []byte
}

// Client sends requests to one tool. It is safe for concurrent use.
type Client struct {
	opt  Options
	http *httpx.Client
	skew atomic.Int64 // by which the tool's clock is ahead of ours, in nanoseconds
	now  func() time.Time
}

// New returns a client that goes out by the way that the house lends.
func New(env source.Env, o Options) *Client {
	minute := max(1, o.Rate)
	out := httpx.Options{Target: env.Name, Base: o.Base, Patience: patience, Rate: rate.Limit(float64(minute) / 60), Burst: max(1, minute/2),
		Notice: notice, Authorize: o.Authorize, Better: o.Better}
	dial := env.Dial
	if dial == nil {
		dial = httpx.New
	}
	return &Client{opt: o, http: dial(out), now: env.Now}
}

// notice reads what an answer says of limits: every limit of these tools is about all that
// their account does.
func notice(res *http.Response) httpx.Notice {
	if res.StatusCode != http.StatusTooManyRequests {
		return httpx.Notice{Scarce: res.Header.Get("X-RateLimit-Remaining") == "0"}
	}
	// A wait of 0 is no invitation: retry waits at least its own time.
	hold, _ := httpx.RetryAfter(res.Header, time.Now())
	return httpx.Notice{Hold: hold, Over: httpx.Everything, Reason: "rate limit"}
}

// Call is one request: what it is, where it goes and what comes back.
type Call struct {
	Doing    string // for errors: "read the runs of project 3"
	Endpoint string // for metrics: a template
	Class    httpx.Class
	Method   string // "" is GET
	Path     string // below the base, escaped, without a slash at its beginning; it may hold a query
	Query    url.Values
	Body     any    // written as JSON; nil for none
	Subject  string // what a write is about
	Out      any    // nil: the answer's body is ignored
	// Check, which may be nil, looks into an answer that looks good: GraphQL tells errors so.
	Check func(body []byte) error
}

// Now is the tool's time as its answers tell it: windows of time are asked for by its
// clock, not by ours.
func (c *Client) Now() time.Time {
	return c.now().Add(time.Duration(c.skew.Load())).UTC()
}

// Do sends a call. Its errors are of type *source.Error, but for those of ctx.
func (c *Client) Do(ctx context.Context, call Call) error {
	req, err := c.request(ctx, call)
	if err != nil {
		return fmt.Errorf("%s: build request: %w", call.Doing, err)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return c.unanswered(ctx, call, err)
	}
	defer res.Body.Close()
	c.clock(res)
	body, err := io.ReadAll(res.Body)
	if c.opt.Tidy != nil {
		body = c.opt.Tidy(body)
	}
	switch {
	case res.StatusCode < 200 || res.StatusCode > 299:
		return c.refused(call, res, body)
	case err != nil:
		return c.unread(ctx, call, res, err)
	}
	return c.taken(ctx, call, res, body)
}

// request builds the request of a call.
func (c *Client) request(ctx context.Context, call Call) (*http.Request, error) {
	target := strings.TrimRight(c.opt.Base.String(), "/") + "/" + call.Path
	if len(call.Query) > 0 {
		target += "?" + call.Query.Encode()
	}
	var body io.Reader
	if call.Body != nil {
		data, err := json.Marshal(call.Body)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	method := call.Method
	if method == "" {
		method = http.MethodGet
	}
	op := httpx.Op{Endpoint: call.Endpoint, Class: call.Class, Subject: call.Subject}
	if op.Class == "" {
		op.Class = httpx.Safe
	}
	req, err := http.NewRequestWithContext(httpx.WithOp(ctx, op), method, target, body)
	if err != nil {
		return nil, errors.New("the address is malformed") // net/url would quote all of it
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Content-Type", "application/json")
	return req, nil
}

// taken decodes an answer that looks good.
func (c *Client) taken(ctx context.Context, call Call, res *http.Response, body []byte) error {
	if call.Check != nil {
		if err := call.Check(body); err != nil {
			return err
		}
	}
	if call.Out == nil {
		return nil
	}
	if err := json.Unmarshal(body, call.Out); err != nil {
		return c.unread(ctx, call, res, fmt.Errorf("%s: %w", opening(body), err))
	}
	return nil
}

// clock learns how far the tool's clock is from ours. A second is as fine as a Date header
// tells, so that a smaller difference is none.
func (c *Client) clock(res *http.Response) {
	at, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		return
	}
	skew := at.Sub(c.now())
	if skew.Abs() < 2*time.Second {
		skew = 0
	}
	c.skew.Store(int64(skew))
}

// Bearer logs in by a token in the header Authorization.
func Bearer(token secret.Secret) func(*http.Request) error {
	return func(r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+token.Reveal())
		return nil
	}
}

// Basic logs in by a user and a password or key.
func Basic(user string, key secret.Secret) func(*http.Request) error {
	return func(r *http.Request) error {
		r.SetBasicAuth(user, key.Reveal())
		return nil
	}
}
