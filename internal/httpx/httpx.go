// Package httpx is the only way out of the house: one http.Client per target with
// timeouts, pacing, retry, a cap on bodies and redaction, reporting each attempt
// through a small Observer.
//
// It knows nothing of Jira or of any test tool: callers say per request what kind of
// operation it is (see Op), because whether something may be sent twice is a
// property of the operation and not of its method. Answers go back to the gateways
// and sources, which give them a meaning.
package httpx

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/time/rate"
)

// Options describes one target.
type Options struct {
	Target string   // short name in metrics and errors: "jira", a source's name
	Base   *url.URL // redirects must stay on its origin
	// Timeout bounds one attempt from dial to the last byte; default 20 s.
	Timeout time.Duration
	// Tries bounds the attempts of one request; default 4.
	Tries int
	// Patience is the longest wait before a retry; a longer Retry-After is returned
	// to the caller, who knows whether to come back later. Default 30 s.
	Patience time.Duration
	Rate     rate.Limit // steady requests per second; default 60
	Body     int64      // cap on an answer's decompressed size; default 64 MiB
	Agent    string     // User-Agent
	Observer Observer   // may be nil
	// Transport replaces the network in tests; nil means a real one.
	Transport http.RoundTripper
	// Authorize adds credentials to each attempt; it may be nil.
	Authorize func(*http.Request) error
}

// New returns a client for the target. The chain, outermost first: retry, observe,
// pace, cap, authorize, transport.
func New(o Options) *http.Client {
	o = o.defaults()
	var rt http.RoundTripper = o.Transport
	rt = &authorize{next: rt, add: o.Authorize, agent: o.Agent}
	rt = &bound{next: rt, bytes: o.Body, timeout: o.Timeout}
	rt = &pace{next: rt, limit: rate.NewLimiter(o.Rate, max(1, int(o.Rate)/4))}
	rt = &observe{next: rt, target: o.Target, observer: o.Observer}
	rt = &retry{next: rt, tries: o.Tries, patience: o.Patience, target: o.Target, observer: o.Observer}
	return &http.Client{Transport: rt, CheckRedirect: sameOrigin(o.Base)}
}

// defaults fills what is not set.
func (o Options) defaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = 20 * time.Second
	}
	if o.Tries <= 0 {
		o.Tries = 4
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Rate <= 0 {
		o.Rate = 60
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

// errRedirect is returned for a redirect that would carry credentials elsewhere.
var errRedirect = errors.New("redirect to another host refused")

// sameOrigin allows up to five redirects, none of which may leave the target.
func sameOrigin(base *url.URL) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		switch {
		case len(via) >= 5:
			return errors.New("more than five redirects")
		case base != nil && (req.URL.Host != base.Host || req.URL.Scheme != base.Scheme):
			return fmt.Errorf("%w: to %s://%s", errRedirect, req.URL.Scheme, req.URL.Host)
		}
		return nil
	}
}
