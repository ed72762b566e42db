package httpx

import (
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// observe reports each attempt and marks errors with whether anything was sent.
type observe struct {
	next     http.RoundTripper
	target   string
	observer Observer
}

// RoundTrip makes one attempt.
func (o *observe) RoundTrip(req *http.Request) (*http.Response, error) {
	op, w := opOf(req.Context()), &watch{}
	attempt := req.WithContext(httptrace.WithClientTrace(req.Context(), w.trace()))
	if op.Class == Create && req.GetBody != nil {
		attempt.GetBody = w.once(req.GetBody)
	}
	count(req.Context(), o.target)
	start := time.Now()
	res, err := o.next.RoundTrip(attempt)
	at := Attempt{Target: o.target, Endpoint: op.Endpoint, Method: req.Method, Took: time.Since(start), Sent: w.sent()}
	if err != nil {
		var own *Error
		if !errors.As(err, &own) {
			own = &Error{Sent: at.Sent, Err: err}
		}
		at.Sent = own.Sent
		o.observer.Attempt(at)
		return nil, own
	}
	at.Sent, at.Status, at.Header = true, res.StatusCode, res.Header
	o.observer.Attempt(at)
	return res, nil
}

// watch learns from net/http how far an attempt got.
type watch struct{ asked, got, multiplexed, wrote atomic.Bool }

// trace returns the hooks.
func (w *watch) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			w.got.Store(true)
			if c, ok := info.Conn.(*tls.Conn); ok {
				w.multiplexed.Store(c.ConnectionState().NegotiatedProtocol == "h2")
			}
		},
		WroteHeaders: func() { w.wrote.Store(true) },
	}
}

// sent reports whether anything may have left. Only a request that asked for a
// connection and never got one is known not to have been sent; about a transport
// that does not tell, nothing is known.
func (w *watch) sent() bool { return w.got.Load() || !w.asked.Load() }

// once keeps net/http from sending a create twice behind our back. Over HTTP/2 it
// sends any request again whose stream the server reset with PROTOCOL_ERROR, and
// fetches the body anew to do so. Over HTTP/1 it repeats a POST only if not a byte
// of it was written, which is welcome: kept connections die all the time.
func (w *watch) once(fresh func() (io.ReadCloser, error)) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		if w.multiplexed.Load() && w.wrote.Load() {
			return nil, errTwice
		}
		return fresh()
	}
}
