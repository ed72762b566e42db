package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Error is a request that got no answer. Sent tells whether any of it had left: if
// not, it certainly had no effect.
type Error struct {
	Sent bool
	Err  error
}

// Error returns the cause's text.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// authorize adds the credentials and the user agent.
type authorize struct {
	next  http.RoundTripper
	add   func(*http.Request) error
	agent string
}

// RoundTrip works on a copy: a RoundTripper must not change its request.
func (a *authorize) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	if a.agent != "" {
		req.Header.Set("User-Agent", a.agent)
	}
	if a.add != nil {
		if err := a.add(req); err != nil {
			return nil, &Error{Err: fmt.Errorf("add credentials: %w", err)}
		}
	}
	return a.next.RoundTrip(req)
}

// bound limits one attempt in time and its answer in size.
type bound struct {
	next    http.RoundTripper
	bytes   int64
	timeout time.Duration
}

// RoundTrip keeps the attempt's deadline until the body is closed.
func (c *bound) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeoutCause(req.Context(), c.timeout,
		fmt.Errorf("no answer within %s", c.timeout))
	res, err := c.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil && req.Context().Err() == nil {
			err = cause
		}
		cancel()
		return nil, err
	}
	res.Body = &body{ReadCloser: res.Body, left: c.bytes, limit: c.bytes, done: cancel}
	return res, nil
}

// body fails once more than limit bytes were read: half an answer must not pass
// for a whole one.
type body struct {
	io.ReadCloser
	left, limit int64
	done        context.CancelFunc
}

// Read reads up to the limit.
func (b *body) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, fmt.Errorf("answer is larger than %d bytes", b.limit)
	}
	n, err := b.ReadCloser.Read(p[:min(int64(len(p)), b.left+1)])
	b.left -= int64(n)
	return n, err
}

// Close closes the body and ends the attempt's deadline.
func (b *body) Close() error {
	defer b.done()
	return b.ReadCloser.Close()
}

// pace keeps below the target's steady rate.
type pace struct {
	next  http.RoundTripper
	limit *rate.Limiter
}

// RoundTrip waits for its turn.
func (p *pace) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := p.limit.Wait(req.Context()); err != nil {
		return nil, &Error{Err: fmt.Errorf("wait for a turn: %w", err)}
	}
	return p.next.RoundTrip(req)
}

// observe reports each attempt and marks errors with whether anything was sent.
type observe struct {
	next     http.RoundTripper
	target   string
	observer Observer
}

// RoundTrip watches for a connection. Only a request that asked for one and never got
// it is known not to have been sent; about a transport that does not tell, nothing is
// known.
func (o *observe) RoundTrip(req *http.Request) (*http.Response, error) {
	op := opOf(req.Context())
	if !op.Deadline.IsZero() && time.Now().After(op.Deadline) {
		return nil, &Error{Err: errors.New("too late to send: the deadline of this write has passed")}
	}
	var asked, got atomic.Bool
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { got.Store(true) },
	}
	count(req.Context())
	start := time.Now()
	res, err := o.next.RoundTrip(req.WithContext(httptrace.WithClientTrace(req.Context(), trace)))
	at := Attempt{Target: o.target, Endpoint: op.Endpoint, Method: req.Method, Took: time.Since(start),
		Sent: got.Load() || !asked.Load()}
	if err != nil {
		var own *Error
		if !errors.As(err, &own) {
			own = &Error{Sent: at.Sent, Err: err}
		}
		at.Sent = own.Sent
		o.observer.Attempt(at)
		return nil, own
	}
	at.Status, at.Header = res.StatusCode, res.Header
	o.observer.Attempt(at)
	return res, nil
}
