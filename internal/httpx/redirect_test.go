package httpx_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"syncd/internal/httpx"
)

// Reads follow redirects within the target; nothing follows one out of it, and a
// write follows none.
func TestRedirects(t *testing.T) {
	var elsewhere, posts atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	defer s.Close()
	mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		w.Write([]byte(r.Header.Get("Authorization")))
	})
	mux.HandleFunc("/round", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/round", http.StatusFound) })
	for _, status := range []int{301, 302, 303, 307, 308} {
		path := "/" + http.StatusText(status)[:3] + string(rune('0'+status%10))
		mux.HandleFunc(path+"/in", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/end", status) })
		mux.HandleFunc(path+"/out", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/?token=hunter2", status) })
		for _, base := range []string{s.URL, ""} { // without a base the first address counts
			o := httpx.Options{Authorize: func(r *http.Request) error { r.Header.Set("Authorization", "Basic canary"); return nil }}
			if base != "" {
				o.Base = parse(t, base)
			}
			client, w := real(t, o)
			get := func(p string) (int, string, error) {
				req, err := http.NewRequestWithContext(httpx.WithOp(t.Context(), class(httpx.Safe)), http.MethodGet, s.URL+p, nil)
				if err != nil {
					t.Fatal(err)
				}
				return send(client, req)
			}
			if code, text, err := get(path + "/in"); code != 200 || text != "Basic canary" || err != nil {
				t.Errorf("%d inside: status %d, %q, %v", status, code, text, err)
			}
			_, _, err := get(path + "/out")
			if err == nil || !strings.Contains(err.Error(), strings.TrimPrefix(other.URL, "http://")) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("%d outside: %v", status, err)
			}
			if _, _, err = get("/round"); err == nil || !strings.Contains(err.Error(), "five redirects") {
				t.Errorf("round and round: %v", err)
			}
			seen := len(w.attempts)
			for _, p := range []string{"/in", "/out"} {
				for _, c := range []httpx.Class{httpx.Create, httpx.Idempotent, httpx.Safe} {
					if code, _, err := send(client, request(t, t.Context(), s.URL+path+p, class(c))); code != status || err != nil {
						t.Errorf("%d of a write: status %d, %v", status, code, err)
					}
				}
			}
			if got := len(w.attempts) - seen; got != 6 {
				t.Errorf("6 writes made %d attempts", got)
			}
		}
	}
	if elsewhere.Load() > 0 || posts.Load() > 0 {
		t.Errorf("%d requests went to the other host, %d writes were repeated", elsewhere.Load(), posts.Load())
	}
}
