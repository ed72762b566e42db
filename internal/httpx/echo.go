package httpx

import (
	"io"
	"net/http"
	"slices"
	"strings"

	"syncd/internal/secret"
)

// echoMax is how much of a refusal is searched for what we sent, in bytes. Nobody
// shows more of one.
const echoMax = 1 << 20

// unecho takes our own credentials out of a refusal: servers and proxies quote what
// they did not like, and refusals are shown to people. Credentials are what the headers
// have beyond plain ones: not every tool takes them under Authorization.
func unecho(req *http.Request, plain http.Header, res *http.Response) {
	if res.StatusCode < http.StatusBadRequest || res.Body == nil || res.Body == http.NoBody {
		return
	}
	var sent []secret.Secret
	for name, values := range req.Header {
		if slices.Equal(values, plain[name]) {
			continue
		}
		for _, value := range values {
			if scheme, credential, ok := strings.Cut(value, " "); ok && scheme != "" {
				value = credential
			}
			sent = append(sent, secret.New(value))
		}
	}
	if _, password, ok := req.BasicAuth(); ok {
		sent = append(sent, secret.New(password))
	}
	scrub, err := secret.NewScrubber(nil, nil, sent...)
	if err != nil || len(sent) == 0 {
		return
	}
	res.Body = &unechoed{ReadCloser: res.Body, scrub: scrub}
	res.ContentLength = -1
	res.Header.Del("Content-Length")
}

// unechoed is the body of a refusal, read when it is asked for: reading it earlier would
// have a retry wait for it.
type unechoed struct {
	io.ReadCloser
	scrub secret.Scrubber
	rest  io.Reader
}

// Read returns the body without what was echoed.
func (u *unechoed) Read(p []byte) (int, error) {
	if u.rest == nil {
		text, err := io.ReadAll(io.LimitReader(u.ReadCloser, echoMax))
		parts := []io.Reader{strings.NewReader(u.scrub.Scrub(string(text)))}
		if err != nil {
			parts = append(parts, broken{err})
		} else {
			parts = append(parts, u.ReadCloser) // beyond what is searched
		}
		u.rest = io.MultiReader(parts...)
	}
	return u.rest.Read(p)
}

// broken is what is left of a body that broke off.
type broken struct{ err error }

// Read returns why.
func (b broken) Read([]byte) (int, error) { return 0, b.err }
