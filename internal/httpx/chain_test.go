package httpx_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/httpx"
)

// Every attempt is observed and counted, with credentials of its own, whatever
// becomes of it; the wait for a turn is not part of it.
func TestEveryAttemptIsSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, tries, logins := &watcher{}, 0, 0
		client := httpx.New(httpx.Options{Target: "jira", Agent: "syncd/1", Observer: w, Rate: 1,
			Authorize: func(req *http.Request) error {
				logins++
				req.Header.Set("Authorization", fmt.Sprint("number ", logins))
				return nil
			},
			Transport: transport(func(req *http.Request) (*http.Response, error) {
				tries++
				if got := req.Header.Get("Authorization"); got != fmt.Sprint("number ", tries) || req.UserAgent() != "syncd/1" {
					t.Errorf("attempt %d carries %q as %q", tries, got, req.UserAgent())
				}
				time.Sleep(50 * time.Millisecond)
				return []func() (*http.Response, error){
					func() (*http.Response, error) { return answer(503, ""), nil },
					func() (*http.Response, error) { return nil, errCut },
					func() (*http.Response, error) { return answer(200, "ok", "X-A", "b"), nil },
				}[tries-1]()
			})})
		ctx, count := httpx.Counting(t.Context())
		other, elsewhere := httpx.Counting(t.Context())
		req := request(t, ctx, "http://acme.example/", class(httpx.Safe))
		if _, text, err := send(client, req); text != "ok" || err != nil {
			t.Fatalf("%q, %v", text, err)
		}
		if req.Header.Get("Authorization") != "" {
			t.Error("the caller's own request was changed")
		}
		if count.Total() != 3 || elsewhere.Total() != 0 || other == nil {
			t.Errorf("counted %d and %d", count.Total(), elsewhere.Total())
		}
		for n, status := range []int{503, 0, 200} {
			a := w.attempts[n]
			if a.Status != status || a.Target != "jira" || a.Endpoint != "issue" || a.Method != "POST" || !a.Sent || a.Took != 50*time.Millisecond {
				t.Errorf("attempt %d is seen as %+v", n, a)
			}
		}
		if got := fmt.Sprint(w.reasons, w.attempts[2].Header["X-A"]); got != "[server-error no-answer] [b]" {
			t.Errorf("seen: %s", got)
		}
	})
}

// The steady rate holds over many senders, after a burst of a quarter of it.
func TestPacing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := httpx.New(httpx.Options{Transport: always(200), Rate: 20})
		start, done := time.Now(), make(chan error)
		for range 105 {
			go func() {
				_, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Create)))
				done <- err
			}()
		}
		for range 105 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 5*time.Second {
			t.Errorf("105 requests at 20 a second with a burst of 5 took %s", took)
		}
	})
}

// After the write's deadline nothing leaves: not after waiting for a turn, and not
// in the middle of an attempt.
func TestNothingLeavesAfterTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		w := &watcher{}
		client := httpx.New(httpx.Options{Rate: 0.1, Observer: w, Transport: transport(func(req *http.Request) (*http.Response, error) {
			tries++
			<-req.Context().Done()
			return nil, context.Cause(req.Context())
		})})
		start := time.Now()
		op := class(httpx.Create)
		op.Deadline = start.Add(5 * time.Second)
		_, _, err := send(client, request(t, t.Context(), "http://acme.example/", op))
		if took := time.Since(start); tries != 1 || took != 5*time.Second || !sent(t, err) || !strings.Contains(err.Error(), "deadline") {
			t.Errorf("%d tries, %v after %s", tries, err, took)
		}
		_, _, err = send(client, request(t, t.Context(), "http://acme.example/", op))
		if tries != 1 || sent(t, err) || len(w.waits) != 0 || !strings.Contains(err.Error(), "too late") {
			t.Errorf("%d tries, %d waits, %v", tries, len(w.waits), err)
		}
		op.Deadline = time.Now().Add(5 * time.Second) // its turn comes later than that
		_, _, err = send(client, request(t, t.Context(), "http://acme.example/", op))
		if tries != 1 || sent(t, err) {
			t.Errorf("%d tries, %v", tries, err)
		}
		if len(w.attempts) != 1 {
			t.Errorf("%d attempts were seen", len(w.attempts))
		}
	})
}

// An attempt is bounded to its last byte; the caller's own limits keep their name.
func TestTimeouts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hang := transport(func(req *http.Request) (*http.Response, error) {
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		client := httpx.New(httpx.Options{Transport: hang, Timeout: 7 * time.Second})
		start := time.Now()
		_, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Create)))
		if took := time.Since(start); took != 7*time.Second || err.Error() != "no answer within 7s" {
			t.Errorf("%v after %s", err, took)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, err = send(client, request(t, ctx, "http://acme.example/", class(httpx.Safe))); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
	})
}

// What cannot be sent to a trusted address is refused without a try.
func TestCredentialsStayOnTheOrigin(t *testing.T) {
	tries := 0
	count := transport(func(req *http.Request) (*http.Response, error) { tries++; return answer(200, "ok"), nil })
	w := &watcher{}
	client := httpx.New(httpx.Options{Base: parse(t, "https://acme.example/ex/jira/1"), Transport: count, Observer: w})
	for _, to := range []string{"http://acme.example/", "https://acme.example.evil.example/", "https://evil.example/acme.example", "https://acme.example:8443/", "https://acme.example@evil.example/"} {
		_, _, err := send(client, request(t, t.Context(), to, class(httpx.Safe)))
		if tries != 0 || err == nil || sent(t, err) || len(w.waits) > 0 {
			t.Errorf("%s: %d tries, %d waits, error %v", to, tries, len(w.waits), err)
		}
	}
	for _, to := range []string{"https://acme.example/x", "https://ACME.example:443/x", "HTTPS://acme.example/"} {
		if _, _, err := send(client, request(t, t.Context(), to, class(httpx.Safe))); err != nil {
			t.Errorf("%s: %v", to, err)
		}
	}
}
