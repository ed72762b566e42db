// Package httpx is the only way out of the house: one Client per target with
// timeouts, pacing, retry, a cap on bodies and redaction, reporting each attempt
// through a small Observer.
//
// It knows nothing of Jira or of any test tool: callers say per request what kind of
// operation it is (see Op), because whether something may be sent twice is a
// property of the operation and not of its method. Answers go back to the gateways
// and sources, which give them a meaning.
package httpx

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"

	"syncd/internal/secret"
)

// Options describes one target.
type Options struct {
	Target string // short name in metrics and errors: "jira", a source's name
	// Base is the target's address. No request leaves for another origin, whether it
	// was redirected there or built from a link in an answer.
	Base *url.URL
	// Timeout bounds one attempt from dial to the last byte; default 20 s.
	Timeout time.Duration
	// Tries bounds the attempts of one request; default 4.
	Tries int
	// Spare is how many further tries may be made in a row, over all requests; each request
	// adds a tenth of one. Default 10.
	Spare int
	// Patience is the longest wait before a retry; a longer Retry-After is returned
	// to the caller, who knows whether to come back later. Default 30 s.
	Patience time.Duration
	Rate     rate.Limit // most requests per second in the long run; default 60
	Burst    int        // how many may go at once after a rest; default a quarter of a second's worth
	// Notice, which may be nil, reads what an answer says of limits.
	Notice   func(*http.Response) Notice
	Body     int64    // cap on an answer's decompressed size; default 64 MiB
	Agent    string   // User-Agent
	Observer Observer // may be nil
	// Transport replaces the network in tests; nil means a real one.
	Transport http.RoundTripper
	// Authorize adds credentials to each attempt; it may be nil.
	Authorize func(*http.Request) error
	// Better, which may be nil, is shown an answer and the Authorization header of its
	// request. Where the credentials were refused and there are others now, it returns
	// true, and the request is sent once more.
	Better func(ctx context.Context, authorization string, res *http.Response) bool
}

// Client sends requests to one target. It is safe for concurrent use.
type Client struct {
	http http.Client
	last http.RoundTripper
	pace *pace
}

// New returns a client for the target. The chain, outermost first: login, retry, pace,
// observe, bound, authorize, transport. What is observed is therefore the exchange
// alone, without the wait for a turn, and a deadline is looked at after that wait.
func New(o Options) *Client {
	o = o.defaults()
	rt := o.Transport
	rt = &authorize{next: rt, base: o.Base, add: o.Authorize, agent: o.Agent}
	rt = &bound{next: rt, bytes: o.Body, timeout: o.Timeout}
	rt = &observe{next: rt, target: o.Target, observer: o.Observer}
	p := newPace(o, rt)
	rt = &retry{next: p, tries: o.Tries, patience: o.Patience, target: o.Target, observer: o.Observer, left: float64(o.Spare), most: float64(o.Spare)}
	rt = &relogin{next: rt, better: o.Better}
	return &Client{http: http.Client{Transport: rt, CheckRedirect: redirects(o.Base)}, last: o.Transport, pace: p}
}

// Do sends a request as its Op allows and returns the answer, whatever its status. A
// redirect is followed only for GET and HEAD, and only within the target; otherwise
// the 3xx is the answer. Every error is an *Error. The caller closes the body.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	res, err := c.http.Do(req)
	if err == nil {
		return res, nil
	}
	// net/http's own error quotes the whole URL.
	var quoted *url.Error
	if errors.As(err, &quoted) {
		err = quoted.Err
	}
	out := &Error{Sent: true}
	var own *Error
	if errors.As(err, &own) {
		out.Sent, err = own.Sent, own.Err
	}
	out.Err = masked{text: secret.Redact(err.Error()), cause: err}
	return nil, out
}

// CloseIdleConnections closes connections that nobody uses: call it when the target
// is not needed any more.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.last.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// defaults fills what is not set.
func (o Options) defaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Tries <= 0 {
		o.Tries = 4
	}
	if o.Spare <= 0 {
		o.Spare = 10
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Rate <= 0 {
		o.Rate = 60
	}
	if o.Burst <= 0 {
		o.Burst = max(1, int(o.Rate)/4)
	}
	if o.Body <= 0 {
		o.Body = 64 << 20
	}
	if o.Transport == nil {
		o.Transport = transport()
	}
	if o.Observer == nil {
		o.Observer = silent{}
	}
	return o
}

// transport is Go's own with bounds on every phase and connections kept for a
// whole burst (the default keeps two per host).
func transport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   8,
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}
