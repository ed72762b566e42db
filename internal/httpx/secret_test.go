package httpx_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"syncd/internal/httpx"
)

// No error, however it is printed on its way to a log, says what only the target may
// know.
func TestErrorsKeepSecrets(t *testing.T) {
	const canary = "kanarienvogel-7"
	loud := errors.New(`proxy "http://bob:` + canary + `@proxy.example": token=` + canary + ` Authorization: Bearer ` + canary)
	bad := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://bob:"+canary+"@ev%il.example/?token="+canary)
		w.WriteHeader(http.StatusFound)
	}))
	defer bad.Close()
	for name, tc := range map[string]struct {
		o       httpx.Options
		address string
	}{
		"lost":         {httpx.Options{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, errCut })}, "http://bob:" + canary + "@acme.example/?api_key=" + canary},
		"loud":         {httpx.Options{Transport: transport(func(*http.Request) (*http.Response, error) { return nil, loud })}, "http://acme.example/"},
		"login":        {httpx.Options{Transport: always(200), Authorize: func(*http.Request) error { return loud }}, "http://acme.example/"},
		"other origin": {httpx.Options{Transport: always(200), Base: parse(t, "https://acme.example")}, "https://bob:" + canary + "@evil.example/?token=" + canary},
	} {
		synctest.Test(t, func(t *testing.T) {
			tc.o.Authorize = or(tc.o.Authorize, func(r *http.Request) error { r.Header.Set("Authorization", "Basic "+canary); return nil })
			_, _, err := send(httpx.New(tc.o), request(t, t.Context(), tc.address, class(httpx.Safe)))
			keeps(t, name, err, canary)
			if err != nil && strings.Contains(err.Error(), "/?") {
				t.Errorf("%s: the address is quoted: %v", name, err)
			}
		})
	}
	client, _ := real(t, httpx.Options{Base: parse(t, bad.URL)})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, bad.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = send(client, req)
	keeps(t, "bad location", err, canary)
}

// or is the first function that there is.
func or(fs ...func(*http.Request) error) func(*http.Request) error {
	for _, f := range fs {
		if f != nil {
			return f
		}
	}
	return nil
}

// keeps insists that an error tells something, and not the secret.
func keeps(t *testing.T, name string, err error, secret string) {
	t.Helper()
	if err == nil {
		t.Fatalf("%s: no error", name)
	}
	for _, text := range []string{err.Error(), fmt.Sprintf("%v", err), fmt.Sprintf("%s", fmt.Errorf("x: %w", err))} {
		if text == "" || strings.Contains(text, secret) {
			t.Errorf("%s: %q", name, text)
		}
	}
}
