package httpx

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// redirects says which redirects are followed: up to five, of reads, within the
// target. Anything else could carry credentials elsewhere or send a write twice
// (307 and 308 keep method and body).
func redirects(base *url.URL) func(*http.Request, []*http.Request) error {
	return func(req *http.Request, via []*http.Request) error {
		home := base
		if home == nil {
			home = via[0].URL
		}
		switch {
		case via[0].Method != http.MethodGet && via[0].Method != http.MethodHead:
			return http.ErrUseLastResponse
		case len(via) >= 5:
			return errors.New("more than five redirects")
		case origin(req.URL) != origin(home):
			return unsent("redirect to %s refused: only %s is trusted with the credentials; give the address that it redirects to, if that is right", origin(req.URL), origin(home))
		}
		return nil
	}
}

// origin is what two URLs must share for one to be trusted with the credentials of
// the other: scheme, host and port, the default port written out.
func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	return scheme + "://" + strings.ToLower(u.Hostname()) + ":" + port
}

// authorize adds the credentials and the user agent, for the target's origin only.
type authorize struct {
	next  http.RoundTripper
	base  *url.URL
	add   func(*http.Request) error
	agent string
}

// RoundTrip works on a copy: a RoundTripper must not change its request.
func (a *authorize) RoundTrip(req *http.Request) (*http.Response, error) {
	if a.base != nil && origin(req.URL) != origin(a.base) {
		return nil, unsent("request to %s refused: it is not the configured %s", origin(req.URL), origin(a.base))
	}
	req = req.Clone(req.Context())
	if a.agent != "" {
		req.Header.Set("User-Agent", a.agent)
	}
	plain := req.Header.Clone()
	if a.add != nil {
		if err := a.add(req); err != nil {
			return nil, unsent("add credentials: %w", err)
		}
	}
	if sent, ok := req.Context().Value(carriedKey{}).(*carried); ok {
		sent.authorization = req.Header.Get("Authorization")
	}
	res, err := a.next.RoundTrip(req)
	if err == nil {
		unecho(req, plain, res)
	}
	return res, err
}
