// Package login is how requests to one Jira site are authorised: with a token that may
// be replaced while the house runs, with one that OAuth 2.0 lends for an hour, and with
// the rest that a refused login needs.
package login

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/url"
	"sync"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira/rest"
	"syncd/internal/secret"
)

// Method is a way to log in.
type Method string

// The methods.
const (
	Basic  Method = "basic"  // user, and API token or password
	Bearer Method = "bearer" // token alone
	OAuth  Method = "oauth"  // client credentials (RFC 6749, section 4.4)
)

// Options says as whom a site is used.
type Options struct {
	Method Method
	User   string // of Basic
	Client string // of OAuth: the client's id
	Scope  string // of OAuth: scopes separated by spaces; may be empty
	// Secret reads the token, or the secret of OAuth's client. It is read again when Jira
	// refuses what was read before.
	Secret func() (secret.Secret, error)
	// Grant is where OAuth's tokens are had, by way of HTTP.
	Grant *url.URL
	HTTP  *httpx.Client
	Now   func() time.Time
}

// early is how long before its end a lent token is replaced: a request that waits for
// its turn must not go out with one that has ended.
const early = 2 * time.Minute

// Login adds credentials to requests. It is safe for concurrent use.
type Login struct {
	opt Options

	mu     sync.Mutex
	secret secret.Secret
	lent   secret.Secret // OAuth's token, empty before the first
	until  time.Time     // when it is replaced
}

// New returns a login with the secret as it is now.
func New(opt Options, now secret.Secret) *Login { return &Login{opt: opt, secret: now} }

// Authorize adds the credentials to a request.
func (l *Login) Authorize(req *http.Request) error {
	value, err := l.value(req.Context())
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", value)
	return nil
}

// value is what stands in the Authorization header now.
func (l *Login) value(ctx context.Context) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opt.Method == OAuth && !l.opt.Now().Before(l.until) {
		if err := l.borrow(ctx); err != nil {
			return "", err
		}
	}
	return l.header(), nil
}

// header writes the credentials at hand.
func (l *Login) header() string {
	switch l.opt.Method {
	case Basic:
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(l.opt.User+":"+l.secret.Reveal()))
	case OAuth:
		return "Bearer " + l.lent.Reveal()
	}
	return "Bearer " + l.secret.Reveal()
}

// Better reports whether an answer was refused for its credentials and there are others
// now: a file was replaced, or OAuth lends another token. Another request may have found
// them before.
func (l *Login) Better(ctx context.Context, authorization string, res *http.Response) bool {
	return rest.Denied(res) && l.renew(ctx, authorization)
}

// renew looks for credentials other than those of a header.
func (l *Login) renew(ctx context.Context, authorization string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now, err := l.opt.Secret(); err == nil {
		l.secret = now // else what was good may be good again
	}
	if l.opt.Method == OAuth && l.header() == authorization {
		l.until = time.Time{} // what follows borrows another one, and tells why it cannot
		return ctx.Err() == nil
	}
	return l.header() != authorization
}

// at is what the credentials at hand look like, to tell later whether there are others.
func (l *Login) at() secret.Secret {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.secret
}

// Other reports whether the secret is another one than before. It asks nobody.
func (l *Login) Other(before secret.Secret) bool {
	now, err := l.opt.Secret()
	if err != nil || now.Equal(before) {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.secret, l.until = now, time.Time{}
	return true
}
