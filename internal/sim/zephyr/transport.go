package zephyr

import (
	"bytes"
	"context"
	"io"
	"net/http"
)

// Transport answers requests by a handler in the process, without a socket and without a goroutine, so that everything
// stays inside a testing/synctest bubble. A connection that the handler cuts is an error to the client.
func Transport(h http.Handler) http.RoundTripper { return inside{h} }

type inside struct{ handler http.Handler }

// RoundTrip runs the handler.
func (t inside) RoundTrip(r *http.Request) (out *http.Response, err error) {
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	in := r.Clone(r.Context())
	in.RequestURI = r.URL.RequestURI()
	if in.Host == "" {
		in.Host = r.URL.Host
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	defer func() {
		switch cut := recover(); cut {
		case nil:
		case http.ErrAbortHandler:
			out, err = nil, io.ErrUnexpectedEOF
		default:
			panic(cut)
		}
	}()
	a := &answer{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(a, in)
	return &http.Response{StatusCode: a.status, Status: http.StatusText(a.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, Body: io.NopCloser(&a.body), ContentLength: int64(a.body.Len()), Request: r}, nil
}

// answer is what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(p []byte) (int, error) { return a.body.Write(p) }
