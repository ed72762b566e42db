package httpx

import (
	"context"
	"net/http"
)

// carriedKey is the context key of what authorize has put into an attempt.
type carriedKey struct{}

// carried is the credential that the latest attempt of a request went out with.
type carried struct{ authorization string }

// relogin sends a request once more when it was refused for its credentials and there
// are others by now: tokens end, and files that hold them are replaced while we run.
type relogin struct {
	next   http.RoundTripper
	better func(ctx context.Context, authorization string, res *http.Response) bool
}

// RoundTrip repeats a write only after a 401, which says that nothing was done; a read
// also after an answer that was meant for nobody.
func (l *relogin) RoundTrip(req *http.Request) (*http.Response, error) {
	if l.better == nil {
		return l.next.RoundTrip(req)
	}
	sent := &carried{}
	req = req.WithContext(context.WithValue(req.Context(), carriedKey{}, sent))
	res, err := l.next.RoundTrip(req)
	if err != nil || res.StatusCode != http.StatusUnauthorized && opOf(req.Context()).Class != Safe {
		return res, err
	}
	again, err := rewound(req, 2)
	if err != nil || unrepeatable(req) || !l.better(req.Context(), sent.authorization, res) {
		return res, nil //nolint:nilerr // what cannot be sent again is answered as it was
	}
	drain(res)
	return l.next.RoundTrip(again)
}

// unrepeatable reports whether a body is read once and cannot be had again.
func unrepeatable(req *http.Request) bool {
	return req.Body != nil && req.Body != http.NoBody && req.GetBody == nil
}
