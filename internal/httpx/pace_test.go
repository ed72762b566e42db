package httpx_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/time/rate"

	"syncd/internal/httpx"
)

// read is how the tests' server tells its limits.
func read(res *http.Response) httpx.Notice {
	var n httpx.Notice
	n.Over, n.Reason = httpx.Scope(res.Header.Get("Over")), res.Header.Get("Why")
	n.Hold, _ = httpx.RetryAfter(res.Header, time.Now())
	_, n.Scarce = res.Header["Scarce"]
	fmt.Sscan(res.Header.Get("Steady"), &n.Steady)
	return n
}

// A limit holds back what it is about and nothing else.
func TestHoldsByScope(t *testing.T) {
	about := func(endpoint, subject string, c httpx.Class) httpx.Op {
		return httpx.Op{Endpoint: endpoint, Subject: subject, Class: c}
	}
	refused := about("issue/{id}", "7", httpx.Idempotent)
	for scope, held := range map[httpx.Scope]string{
		httpx.Everything: "1111111",
		httpx.Endpoint:   "1110000",
		httpx.Subject:    "1101000",
	} {
		synctest.Test(t, func(t *testing.T) {
			first := true
			client := httpx.New(httpx.Options{Notice: read, Tries: 1, Transport: transport(func(req *http.Request) (*http.Response, error) {
				if first {
					first = false
					return answer(429, "", "Retry-After", "20", "Over", string(scope), "Why", "so it is"), nil
				}
				return answer(200, ""), nil
			})})
			send(client, request(t, t.Context(), "http://acme.example/", refused))
			got := ""
			for _, op := range []httpx.Op{refused, about("issue/{id}", "7", httpx.Create), about("issue/{id}", "8", httpx.Idempotent),
				about("comment", "7", httpx.Create), about("comment", "7", httpx.Safe), about("comment", "8", httpx.Create), about("search", "", httpx.Safe)} {
				ctx, stop := t.Context(), time.Now().Add(10*time.Second)
				op.Deadline = stop // nobody waits for 20 s
				_, _, err := send(client, request(t, ctx, "http://acme.example/", op))
				var h *httpx.Held
				switch {
				case err == nil:
					got += "0"
				case errors.As(err, &h) && !sent(t, err) && strings.Contains(err.Error(), "until 00:00 UTC (so it is)"):
					got += "1"
				default:
					t.Errorf("%s, %+v: %v", scope, op, err)
				}
			}
			if got != held {
				t.Errorf("%s holds %s, want %s", scope, got, held)
			}
			time.Sleep(21 * time.Second)
			if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", refused)); err != nil {
				t.Errorf("%s holds for ever: %v", scope, err)
			}
		})
	}
}

// A short hold is waited for; a long one is told at once, to every process that learns
// of it.
func TestHeld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		ok := transport(func(*http.Request) (*http.Response, error) { tries++; return answer(200, ""), nil })
		w := &watcher{}
		client := httpx.New(httpx.Options{Transport: ok, Observer: w})
		until := time.Now().Add(time.Hour)
		client.Hold(httpx.Held{Until: until, Reason: "quota"})
		client.Hold(httpx.Held{Until: until.Add(-30 * time.Minute)}) // less says nothing
		if h, held := client.Held(time.Now()); !held || h.Until != until || h.Reason != "quota" {
			t.Errorf("held until %v, %v", h, held)
		}
		if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Create))); err == nil || tries != 0 || sent(t, err) || time.Now() != until.Add(-time.Hour) {
			t.Errorf("%d tries, %v", tries, err)
		}
		time.Sleep(time.Hour - 20*time.Second)
		if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Create))); err != nil || time.Now() != until || fmt.Sprint(w.waits, w.reasons) != "[20s] [rate-limited]" {
			t.Errorf("at %s after %v %v: %v", time.Now(), w.waits, w.reasons, err)
		}
		if _, held := client.Held(time.Now()); held {
			t.Error("held when all is over")
		}
	})
}

// A server that takes fewer requests than we would send is refused less and less: the
// rate falls to what it takes, and grows again when it takes more.
func TestRateAdapts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket := rate.NewLimiter(20, 20)
		refused := 0
		client := httpx.New(httpx.Options{Notice: read, Rate: 60, Transport: transport(func(*http.Request) (*http.Response, error) {
			if !bucket.Allow() {
				refused++
				return answer(429, "", "Retry-After", "1", "Over", "endpoint"), nil
			}
			return answer(200, ""), nil
		})})
		minute := func() (done, again int) {
			before := refused
			for start := time.Now(); time.Since(start) < time.Minute; done++ {
				if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Safe))); err != nil {
					t.Fatal(err)
				}
			}
			return done, refused - before
		}
		minute()
		if done, again := minute(); done < 900 || again > 6 {
			t.Errorf("a minute at 20 a second: %d done, %d refused", done, again)
		}
		bucket.SetLimit(1000)
		for range 8 {
			minute()
		}
		if done, again := minute(); done < 3000 || again > 0 {
			t.Errorf("a minute without a limit: %d done, %d refused", done, again)
		}
	})
}

// Who says what is left, and how much is granted, is never asked for more.
func TestGrantedRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bucket, refused := rate.NewLimiter(10, 50), 0
		client := httpx.New(httpx.Options{Notice: read, Rate: 60, Transport: transport(func(*http.Request) (*http.Response, error) {
			status := 200
			if !bucket.Allow() {
				status = 429
				refused++
			}
			res := answer(status, "", "Steady", "10", "Over", "everything")
			if bucket.Tokens() < 10 {
				res.Header.Set("Scarce", "")
			}
			return res, nil
		})})
		start := time.Now()
		for range 400 {
			if _, _, err := send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Create))); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); refused > 0 || took > 40*time.Second {
			t.Errorf("400 requests took %s, %d were refused", took, refused)
		}
	})
}

// A server that is not well is not asked four times as much as one that is.
func TestRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		client := httpx.New(httpx.Options{Tries: 4, Transport: transport(func(*http.Request) (*http.Response, error) { tries++; return answer(503, ""), nil })})
		for range 100 {
			send(client, request(t, t.Context(), "http://acme.example/", class(httpx.Safe)))
		}
		if tries != 119 {
			t.Errorf("100 requests were sent %d times: 10 further tries and a tenth of 100 are allowed", tries)
		}
	})
}
