package httpx_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/httpx"
)

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
