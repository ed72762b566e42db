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

// Waits of our own grow, never vanish and never go over patience.
func TestBackoff(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			w := &watcher{}
			client := httpx.New(httpx.Options{Transport: always(503), Observer: w, Tries: 8, Patience: 10 * time.Second})
			start := time.Now()
			if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Safe))); err != nil {
				t.Fatal(err)
			}
			var all time.Duration
			for n, d := range w.waits {
				span := min(time.Second<<n, 10*time.Second)
				if all += d; d < span/2 || d > span {
					t.Errorf("wait %d is %s, want %s to %s", n, d, span/2, span)
				}
			}
			if len(w.waits) != 7 || time.Since(start) != all {
				t.Errorf("%d waits of %s took %s", len(w.waits), all, time.Since(start))
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

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for _, tc := range []struct {
		after, date, reset string
		want               time.Duration
		ok                 bool
	}{
		{"120", "", "", 2 * time.Minute, true}, {" 1.5 ", "", "", 1500 * time.Millisecond, true}, {"0", "", "", 0, true},
		{"-1", "", "", 0, false}, {"", "", "", 0, false}, {"soon", "", "", 0, false}, {"NaN", "", "", 0, false},
		{"1e9", "", "", 24 * time.Hour, true}, {"99999999999999999999", "", "", 24 * time.Hour, true}, {"+Inf", "", "", 24 * time.Hour, true},
		{at(time.Minute), "", "", time.Minute, true}, {at(-time.Minute), "", "", 0, true},
		{at(time.Hour + time.Minute), at(time.Hour), "", time.Minute, true}, {at(time.Minute), at(-time.Hour), "", time.Hour + time.Minute, true},
		{at(1000 * time.Hour), "", "", 24 * time.Hour, true},
		{"", "", "2026-03-01T12:05Z", 5 * time.Minute, true}, {"", "", "2026-03-01T13:00:30+01:00", 30 * time.Second, true},
		{"", "", "1772366400", 0, false}, {"3", "", "2026-03-01T12:05Z", 3 * time.Second, true},
	} {
		h := http.Header{}
		for name, v := range map[string]string{"Retry-After": tc.after, "Date": tc.date, "X-RateLimit-Reset": tc.reset} {
			if v != "" {
				h.Set(name, v)
			}
		}
		if got, ok := httpx.RetryAfter(h, now); got != tc.want || ok != tc.ok {
			t.Errorf("RetryAfter(%v) is %s, %t; want %s, %t", h, got, ok, tc.want, tc.ok)
		}
	}
}
