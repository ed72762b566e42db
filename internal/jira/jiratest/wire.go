package jiratest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync"
)

// letter is one request as it left.
type letter struct {
	method, host, path string
	query              map[string][]string
	body               []byte
	kind, token        string // content type, and the header that uploads need
}

// tape keeps every request of a run.
type tape struct {
	mu      sync.Mutex
	letters []letter
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

// RoundTrip keeps a copy of the request and passes it on. A refused connection is
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
	if err := w.keep(req); err != nil {
		return nil, err
	}
	if before != nil {
		before(req)
	}
	return w.next.RoundTrip(req)
}

// keep copies the request onto the tape.
func (w *wire) keep(req *http.Request) error {
	l := letter{method: req.Method, host: req.URL.Host, path: req.URL.EscapedPath(), query: req.URL.Query(),
		kind: req.Header.Get("Content-Type"), token: req.Header.Get("X-Atlassian-Token")}
	if req.Body != nil {
		raw, err := io.ReadAll(req.Body)
		if err != nil {
			return err
		}
		l.body = raw
		req.Body = io.NopCloser(bytes.NewReader(raw))
	}
	w.tape.mu.Lock()
	defer w.tape.mu.Unlock()
	w.tape.letters = append(w.tape.letters, l)
	return nil
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
