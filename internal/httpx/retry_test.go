package httpx_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/httpx"
)

// How often each class is tried, by what comes back; 0 is a lost answer.
func TestTriesPerClass(t *testing.T) {
	for _, tc := range []struct{ status, safe, idempotent, create int }{
		{0, 4, 4, 1}, {200, 1, 1, 1}, {400, 1, 1, 1}, {401, 1, 1, 1}, {404, 1, 1, 1}, {408, 4, 4, 1}, {409, 1, 1, 1}, {413, 1, 1, 1},
		{425, 4, 4, 1}, {429, 4, 4, 4}, {500, 4, 4, 1}, {501, 1, 1, 1}, {502, 4, 4, 1}, {503, 4, 4, 1}, {504, 4, 4, 1},
	} {
		for c, want := range map[httpx.Class]int{httpx.Safe: tc.safe, httpx.Idempotent: tc.idempotent, httpx.Create: tc.create, "": tc.create} {
			synctest.Test(t, func(t *testing.T) {
				var bodies []string
				client := httpx.New(httpx.Options{Transport: transport(func(req *http.Request) (*http.Response, error) {
					raw, _ := io.ReadAll(req.Body)
					bodies = append(bodies, string(raw))
					if tc.status == 0 {
						return nil, errCut
					}
					return answer(tc.status, "x"), nil
				})})
				ctx := t.Context()
				if c != "" {
					ctx = httpx.WithOp(ctx, class(c))
				}
				req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://acme.example/", strings.NewReader("all of it"))
				if err != nil {
					t.Fatal(err)
				}
				status, _, err := send(client, req)
				if len(bodies) != want || status != tc.status || (err != nil) != (tc.status == 0) {
					t.Errorf("%d as %q: %d tries, want %d; status %d, error %v", tc.status, c, len(bodies), want, status, err)
				}
				if err != nil && !sent(t, err) {
					t.Error("what a transport does not tell is taken for unsent")
				}
				for _, b := range bodies {
					if b != "all of it" {
						t.Errorf("body is %q", b)
					}
				}
			})
		}
	}
}

// unheard is a transport that fails before it has a connection.
func unheard(req *http.Request) (*http.Response, error) {
	httptrace.ContextClientTrace(req.Context()).GetConn("acme.example:80")
	return nil, errCut
}

// An error says "sent" if any of the attempts may have landed.
func TestSentIsRememberedOverTries(t *testing.T) {
	lost := func(*http.Request) (*http.Response, error) { return nil, errCut }
	down := func(*http.Request) (*http.Response, error) { return answer(503, ""), nil }
	full := func(*http.Request) (*http.Response, error) { return answer(429, ""), nil }
	for name, tc := range map[string]struct {
		tries []transport
		class httpx.Class
		sent  bool
		made  int
	}{
		"never left":                   {[]transport{unheard}, httpx.Create, false, 4},
		"an edit that never left":      {[]transport{unheard}, httpx.Idempotent, false, 4},
		"left, then never left":        {[]transport{lost, unheard}, httpx.Idempotent, true, 4},
		"given up upstream, then not":  {[]transport{down, unheard}, httpx.Idempotent, true, 4},
		"refused for rate, then not":   {[]transport{full, unheard}, httpx.Create, false, 4},
		"never left, then lost":        {[]transport{unheard, lost}, httpx.Create, true, 2},
		"refused for rate, then lost":  {[]transport{full, full, lost}, httpx.Create, true, 3},
		"never left, then 503: answer": {[]transport{unheard, down}, httpx.Create, false, 2},
	} {
		synctest.Test(t, func(t *testing.T) {
			made := 0
			client := httpx.New(httpx.Options{Transport: transport(func(req *http.Request) (*http.Response, error) {
				made++
				return tc.tries[min(made, len(tc.tries))-1](req)
			})})
			status, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(tc.class)))
			if made != tc.made || status == 0 && sent(t, err) != tc.sent {
				t.Errorf("%s: %d tries, want %d; sent is not %t; error %v", name, made, tc.made, tc.sent, err)
			}
		})
	}
}

// A wait ends with the caller's patience, deadline or interest, never after it.
func TestWaitsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &watcher{}
		client := httpx.New(httpx.Options{Transport: always(429, "Retry-After", "20"), Observer: w})
		start := time.Now()

		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if status, _, err := send(client, request(t, ctx, "http://acme.example/", class(httpx.Create))); status != 429 || err != nil || time.Since(start) != 0 {
			t.Errorf("status %d, error %v after %s: it must not wait for what comes too late", status, err, time.Since(start))
		}
		op := class(httpx.Create)
		op.Deadline = start.Add(30 * time.Second)
		status, _, err := send(client, request(t, t.Context(), "http://acme.example/", op))
		if took := time.Since(start); status != 429 || err != nil || took < 20*time.Second || took > 22*time.Second || len(w.attempts) != 3 {
			t.Errorf("status %d, error %v after %s and %d attempts", status, err, took, len(w.attempts))
		}
		ctx, cancel = context.WithCancel(t.Context())
		start = time.Now()
		time.AfterFunc(3*time.Second, cancel)
		_, _, err = send(client, request(t, ctx, "http://acme.example/", class(httpx.Create)))
		if !errors.Is(err, context.Canceled) || sent(t, err) || time.Since(start) != 3*time.Second {
			t.Errorf("error %v after %s", err, time.Since(start))
		}
	})
}

// A body that cannot be had again is not sent again, least of all empty.
func TestBodyThatCannotBeRewound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		client := httpx.New(httpx.Options{Transport: transport(func(*http.Request) (*http.Response, error) { tries++; return answer(503, ""), nil })})
		req := request(t, t.Context(), "http://acme.example/", class(httpx.Safe))
		req.GetBody = nil
		if status, _, err := send(client, req); tries != 1 || status != 503 || err != nil {
			t.Errorf("%d tries, status %d, error %v", tries, status, err)
		}
		req = request(t, t.Context(), "http://acme.example/", class(httpx.Safe))
		req.GetBody = func() (io.ReadCloser, error) { return nil, errCut }
		if _, _, err := send(client, req); tries != 2 || !errors.Is(err, errCut) || !sent(t, err) {
			t.Errorf("%d tries, error %v", tries, err)
		}
	})
}
