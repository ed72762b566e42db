package httpx

import (
	"errors"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retry repeats what its class allows, after the wait the server asks for or a
// random one that doubles, and never longer than patience or the context's end.
type retry struct {
	next     http.RoundTripper
	tries    int
	patience time.Duration
	target   string
	observer Observer
}

// RoundTrip returns the last answer or error when no further try is allowed.
func (r *retry) RoundTrip(req *http.Request) (*http.Response, error) {
	for try := 1; ; try++ {
		res, err := r.next.RoundTrip(rewound(req, try))
		reason := again(opOf(req.Context()).Class, res, err)
		if reason == "" || try == r.tries || req.Context().Err() != nil {
			return res, err
		}
		wait := r.wait(res, try)
		if deadline, ok := req.Context().Deadline(); wait > r.patience || ok && time.Now().Add(wait).After(deadline) {
			return res, err
		}
		if res != nil {
			drain(res)
		}
		r.observer.Waiting(r.target, reason, wait)
		if !sleep(req, wait) {
			return nil, &Error{Err: req.Context().Err()}
		}
	}
}

// again returns why a request may be sent once more, or "".
func again(class Class, res *http.Response, err error) string {
	if err != nil {
		var e *Error
		unsent := errors.As(err, &e) && !e.Sent
		if class != Create || unsent {
			return "no-answer"
		}
		return ""
	}
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		return "rate-limited"
	case class == Create:
		return ""
	case res.StatusCode == 500, res.StatusCode == 502, res.StatusCode == 503, res.StatusCode == 504, res.StatusCode == 408, res.StatusCode == 425:
		return "server-error"
	}
	return ""
}

// wait is the server's Retry-After where it gives one, else full jitter over a
// doubling range that starts at one second.
func (r *retry) wait(res *http.Response, try int) time.Duration {
	if res != nil {
		if d, ok := RetryAfter(res.Header, time.Now()); ok {
			return d
		}
	}
	return time.Duration(rand.Int64N(int64(time.Second) << (try - 1)))
}

// RetryAfter reads the Retry-After header in both its forms: seconds, or an HTTP
// date, which is taken relative to the answer's own Date so that clocks need not agree.
func RetryAfter(h http.Header, now time.Time) (time.Duration, bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if seconds, err := strconv.ParseFloat(text, 64); err == nil && seconds >= 0 && seconds < 1e6 {
		return time.Duration(seconds * float64(time.Second)), true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if sent, err := http.ParseTime(h.Get("Date")); err == nil {
		now = sent
	}
	return max(0, at.Sub(now)), true
}

// rewound gives later tries a fresh copy of the body.
func rewound(req *http.Request, try int) *http.Request {
	if try == 1 || req.GetBody == nil {
		return req
	}
	body, err := req.GetBody()
	if err != nil {
		return req
	}
	req = req.Clone(req.Context())
	req.Body = body
	return req
}

// sleep waits, and reports whether the request is still wanted.
func sleep(req *http.Request, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-req.Context().Done():
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
