// Package inprocess lets clients call a simulator without a socket.
package inprocess

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
)

// Transport answers requests by a handler in the process, so that everything stays inside a testing/synctest bubble. A
// connection that the handler cuts is an error to the client, a cancelled context cancels the request on the server.
func Transport(h http.Handler) http.RoundTripper { return roundTripper{h} }

type roundTripper struct{ handler http.Handler }

// RoundTrip runs the handler in a goroutine that ends with the request: the handler sees the same context.
func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	in, err := incoming(ctx, r)
	if err != nil {
		return nil, err
	}
	a := &answer{header: http.Header{}, status: http.StatusOK}
	done := make(chan error, 1)
	go func() { done <- a.serve(t.handler, in) }()
	select {
	case <-r.Context().Done():
		return nil, context.Cause(r.Context())
	case err := <-done:
		if err != nil {
			return nil, err
		}
	}
	return a.response(r), nil
}

// incoming is the request as a server sees it.
func incoming(ctx context.Context, r *http.Request) (*http.Request, error) {
	in := r.Clone(ctx)
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	in.Body = http.NoBody
	if r.Body != nil {
		raw, err := io.ReadAll(r.Body)
		// The client's body is done with either way.
		_ = r.Body.Close()
		if err != nil {
			return nil, err
		}
		in.Body = io.NopCloser(bytes.NewReader(raw))
	}
	return in, nil
}

// answer collects what a handler writes.
type answer struct {
	mu     sync.Mutex
	header http.Header
	status int
	body   bytes.Buffer
	sent   bool
	cut    bool
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.sent {
		a.sent, a.status = true, status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.body.Write(p)
}

// errCut is what a client sees when the connection ends before an answer.
var errCut = errors.New("simulator: connection cut without an answer")

// serve runs the handler; an aborted handler is an error, or a cut body when the answer had begun.
func (a *answer) serve(h http.Handler, r *http.Request) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			a.cut = true
			if !a.sent {
				err = errCut
			}
		}
	}()
	h.ServeHTTP(a, r)
	return nil
}

func (a *answer) response(r *http.Request) *http.Response {
	var body io.Reader = &a.body
	if a.cut {
		body = io.MultiReader(&a.body, broken{})
	}
	return &http.Response{Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(body), ContentLength: -1, Request: r}
}

// broken is the end of a body that was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
