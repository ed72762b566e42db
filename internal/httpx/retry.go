package httpx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// retry repeats what its class allows, after the wait that the server asks for or
// one of its own, and never longer than patience, the context's end or the write's
// deadline.
type retry struct {
	next     http.RoundTripper
	tries    int
	patience time.Duration
	target   string
	observer Observer

	mu   sync.Mutex
	left float64 // how many further tries may be made now
	most float64
}

// share is how many further tries each request adds: a server that is not well is not
// asked four times as much as one that is.
const share = 0.1

// earn counts a request, spend takes one further try; it reports whether there was one.
func (r *retry) earn() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = min(r.most, r.left+share)
}
func (r *retry) spend() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.left < 1 {
		return false
	}
	r.left--
	return true
}

// RoundTrip returns the last answer or error when no further try is allowed. An
// error counts as sent if any of the attempts may have landed.
func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, landed := req.Context(), false
	r.earn()
	for try := 1; ; try++ {
		attempt, err := rewound(req, try)
		if err != nil {
			return nil, &Error{Sent: landed, Err: err}
		}
		res, err := r.next.RoundTrip(attempt)
		landed = landed || mayHaveLanded(res, err)
		reason := again(req, res, err)
		if reason == "" || try >= r.tries || ctx.Err() != nil {
			return res, sentIf(landed, err)
		}
		wait := r.wait(res, try)
		// What the server itself puts off costs nothing.
		if wait > r.patience || !inTime(ctx, wait) || reason != "rate-limited" && !r.spend() {
			return res, sentIf(landed, err)
		}
		if res != nil {
			drain(res)
		}
		r.observer.Waiting(r.target, reason, wait)
		if !sleep(ctx, wait) {
			return nil, &Error{Sent: landed, Err: ctx.Err()}
		}
	}
}

// again returns why a request may be sent once more, or "".
func again(req *http.Request, res *http.Response, err error) string {
	create := opOf(req.Context()).Class == Create
	switch {
	case unrepeatable(req):
		return ""
	case err != nil:
		if e := asError(err); e.final || create && e.Sent {
			return ""
		}
		return "no-answer"
	case res.StatusCode == http.StatusTooManyRequests:
		return "rate-limited"
	case create || !slices.Contains(passing, res.StatusCode):
		return ""
	}
	return "server-error"
}

// passing are answers that may be different in a moment.
var passing = []int{http.StatusRequestTimeout, http.StatusTooEarly, http.StatusInternalServerError,
	http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}

// mayHaveLanded reports whether an attempt may have had its effect although it got no
// good answer: who answers 5xx may have given up on a server that had not.
func mayHaveLanded(res *http.Response, err error) bool {
	if err != nil {
		return asError(err).Sent
	}
	return res.StatusCode >= 500 || res.StatusCode == http.StatusRequestTimeout
}

// asError returns the chain's own error; any other is taken for the worst.
func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Sent: true, Err: err}
}

// sentIf marks an error as sent if an earlier attempt was.
func sentIf(landed bool, err error) error {
	if err == nil {
		return nil
	}
	e := asError(err)
	return &Error{Sent: e.Sent || landed, Err: e.Err}
}

// inTime reports whether after a wait there is still time to send.
func inTime(ctx context.Context, wait time.Duration) bool {
	then := time.Now().Add(wait)
	if end, ok := ctx.Deadline(); ok && then.After(end) {
		return false
	}
	write := opOf(ctx).Deadline
	return write.IsZero() || then.Before(write)
}

// rewound gives later tries a fresh copy of the body.
func rewound(req *http.Request, try int) (*http.Request, error) {
	if try == 1 || req.GetBody == nil {
		return req, nil
	}
	body, err := req.GetBody()
	if err != nil {
		return nil, fmt.Errorf("send again: %w", err)
	}
	req = req.Clone(req.Context())
	req.Body = body
	return req, nil
}

// sleep waits, and reports whether the request is still wanted.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// drain reads the rest of a short answer so that its connection can be used again.
func drain(res *http.Response) {
	io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10))
	res.Body.Close()
}
