package httpx_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"syncd/internal/httpx"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// transport is a network made of a function.
type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// answer is an answer with a status, a body and headers in pairs.
func answer(status int, text string, headers ...string) *http.Response {
	h := http.Header{}
	for n := 0; n < len(headers); n += 2 {
		h.Set(headers[n], headers[n+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(text))}
}

// always gives the same answer.
func always(status int, headers ...string) transport {
	return func(req *http.Request) (*http.Response, error) {
		res := answer(status, "x", headers...)
		res.Request = req
		return res, nil
	}
}

var errCut = errors.New("cut")

// watcher is an Observer that remembers.
type watcher struct {
	mu       sync.Mutex
	attempts []httpx.Attempt
	waits    []time.Duration
	reasons  []string
}

func (w *watcher) Attempt(a httpx.Attempt) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.attempts = append(w.attempts, a)
}

func (w *watcher) Waiting(_, reason string, d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waits, w.reasons = append(w.waits, d), append(w.reasons, reason)
}

// request is a POST with a body, as an operation of a class.
func request(t *testing.T, ctx context.Context, url string, op httpx.Op) *http.Request {
	t.Helper()
	req, err := http.NewRequestWithContext(httpx.WithOp(ctx, op), http.MethodPost, url, strings.NewReader(`{"a":1}`))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// class is an operation of a class.
func class(c httpx.Class) httpx.Op { return httpx.Op{Endpoint: "issue", Class: c} }

// send does a request and reads its answer.
func send(c *httpx.Client, req *http.Request) (status int, text string, err error) {
	res, err := c.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	return res.StatusCode, string(raw), err
}

// sent reports what an error says of whether anything left.
func sent(t *testing.T, err error) bool {
	t.Helper()
	var e *httpx.Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *httpx.Error", err)
	}
	return e.Sent
}
