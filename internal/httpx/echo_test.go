package httpx_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"syncd/internal/httpx"
)

// A refusal that quotes what we sent is read without it; an answer is read as it is.
func TestRefusalsEchoNoCredentials(t *testing.T) {
	const canary = "kanarienvogel-7/+"
	filler := strings.Repeat("x", 3<<20)
	status := http.StatusOK
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_, pass, _ := r.BasicAuth()
		fmt.Fprintf(w, "you sent %s%s, which is %s %s. %s", r.Header.Get("Authorization"), r.Header.Get("Token"), pass, canary, filler)
	}))
	defer server.Close()
	encoded := base64.StdEncoding.EncodeToString([]byte("ada:" + canary))
	for name, add := range map[string]func(*http.Request) error{
		"basic":  func(r *http.Request) error { r.SetBasicAuth("ada", canary); return nil },
		"header": func(r *http.Request) error { r.Header.Set("Token", canary); return nil },
		"bearer": func(r *http.Request) error { r.Header.Set("Authorization", "Bearer "+canary); return nil },
	} {
		for _, status = range []int{200, 400, 401, 403} {
			client := httpx.New(httpx.Options{Base: parse(t, server.URL), Authorize: add})
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(res.Body)
			if err != nil || !strings.HasPrefix(string(text), "you sent ") || !strings.HasSuffix(string(text), filler) {
				t.Errorf("%s, %d: the answer is cut: %d bytes, %v", name, status, len(text), err)
			}
			if sings := strings.Contains(string(text), canary) || strings.Contains(string(text), encoded); sings != (status < 400) {
				t.Errorf("%s, %d: the credentials are in it: %v: %.200s", name, status, sings, text)
			}
			_ = res.Body.Close()
		}
	}
}
