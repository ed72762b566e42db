package qase

import (
	"bytes"
	"errors"
	"io"
	"net/http"
)

// Transport answers requests in the process, without a socket and without a goroutine, so that everything stays inside
// a testing/synctest bubble. A cut connection is an error to the client.
func (s *Server) Transport() http.RoundTripper { return roundTripper{s} }

// Client is an http.Client over Transport.
func (s *Server) Client() *http.Client { return &http.Client{Transport: s.Transport()} }

type roundTripper struct{ handler http.Handler }

// errCut is what a client sees when the connection ends before an answer.
var errCut = errors.New("qase simulator: connection cut without an answer")

// RoundTrip runs the handler.
func (t roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	a := &answer{header: http.Header{}, status: http.StatusOK}
	aborted := a.serve(t.handler, in)
	if aborted && !a.sent {
		return nil, errCut
	}
	var body io.Reader = &a.body
	if aborted {
		body = io.MultiReader(body, broken{})
	}
	return &http.Response{Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(body), ContentLength: -1, Request: r}, nil
}

// answer collects what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
	sent   bool
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if !a.sent {
		a.sent, a.status = true, status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// serve runs the handler and reports whether it cut the connection.
func (a *answer) serve(h http.Handler, r *http.Request) (aborted bool) {
	defer func() {
		if p := recover(); p != nil {
			if p != http.ErrAbortHandler {
				panic(p)
			}
			aborted = true
		}
	}()
	h.ServeHTTP(a, r)
	return false
}

// broken is the end of a body that was cut.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
