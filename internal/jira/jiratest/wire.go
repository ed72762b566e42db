package jiratest

import (
	"errors"
	"net/http"
	"net/http/httptrace"
	"sync"

	"syncd/internal/sim/jira/published"
)

// tape keeps every exchange of a run.
type tape struct {
	mu        sync.Mutex
	recorders []*published.Recorder
	stops     int // that were seen to their end
}

// record is a wire to a site that the tape listens to.
func (t *tape) record(next http.RoundTripper) *wire {
	rec := &published.Recorder{Next: next}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.recorders = append(t.recorders, rec)
	return &wire{next: rec, tape: t}
}

// exchanges are all that were kept.
func (t *tape) exchanges() []published.Exchange {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []published.Exchange
	for _, rec := range t.recorders {
		out = append(out, rec.Exchanges()...)
	}
	return out
}

// wire is the network between gateway and site.
type wire struct {
	next http.RoundTripper
	tape *tape

	mu     sync.Mutex
	refuse int                 // so many connections are refused before one is made
	before func(*http.Request) // may be nil
	went   []string            // addresses without query
}

// errRefused is what a dialler says of a port on which nobody listens.
var errRefused = errors.New("connect: connection refused")

// RoundTrip passes the request on to the tape. A refused connection is
// told as net/http tells it: asked for, never got.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	w.mu.Lock()
	refused, before := w.refuse > 0, w.before
	w.refuse = max(0, w.refuse-1)
	w.went = append(w.went, req.URL.Scheme+"://"+req.URL.Host+req.URL.EscapedPath())
	w.mu.Unlock()
	if trace := httptrace.ContextClientTrace(req.Context()); refused && trace != nil {
		trace.GetConn(req.URL.Host)
		return nil, errRefused
	}
	if before != nil {
		before(req)
	}
	return w.next.RoundTrip(req)
}

// interrupt calls f before every request.
func (w *wire) interrupt(f func(*http.Request)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.before = f
}

// down refuses the next n connections.
func (w *wire) down(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refuse = n
}
