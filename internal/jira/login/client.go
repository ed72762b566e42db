package login

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"sync"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/jira"
	"syncd/internal/jira/rest"
	"syncd/internal/secret"
)

// patience is how long a site is left alone whose login was refused: whoever goes on
// knocking has the account locked (Data Center behind a CAPTCHA), and nothing but people
// will change the answer.
const patience = 15 * time.Minute

// Client sends requests to one site as one account. After a refused login it rests: one
// request is let through each quarter of an hour, and at once after the secret was
// replaced. It is safe for concurrent use.
type Client struct {
	http  *httpx.Client
	login *Login
	now   func() time.Time

	mu      sync.Mutex
	until   time.Time // of the rest; zero while the login is accepted
	refused time.Time // since when
	why     string
	with    secret.Secret // what was refused
	asking  bool          // one request finds out whether the login is accepted again
}

// NewClient returns a client whose requests go out through another one, which must use
// the login.
func NewClient(through *httpx.Client, l *Login) *Client {
	return &Client{http: through, login: l, now: l.opt.Now}
}

// Do sends a request, or says that the site rests: then nothing has left.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	asks, err := c.pass()
	if err != nil {
		return nil, err
	}
	res, err := c.http.Do(req)
	c.note(req, res, err, asks)
	return res, err
}

// pass reports whether a request may go out, and whether it is the one that finds out
// how the login stands.
func (c *Client) pass() (asks bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	switch {
	case c.until.IsZero():
		return false, nil
	case c.asking:
	case !now.Before(c.until), c.login.Other(c.with):
		c.asking = true
		return true, nil
	}
	return false, &jira.Error{Kind: jira.Auth, Message: fmt.Sprintf("the login was refused at %s (%s), so nothing is asked until %s or until the token is replaced",
		clock(c.refused), c.why, clock(c.until))}
}

// clock is a moment as people read it.
func clock(t time.Time) string { return t.UTC().Format("15:04 MST") }

// note learns from an answer how the login stands.
func (c *Client) note(req *http.Request, res *http.Response, err error, asked bool) {
	why, told := "", err == nil
	switch {
	case err != nil:
		var e *jira.Error // the login itself failed before anything was asked
		if errors.As(err, &e) && e.Kind == jira.Auth {
			why = e.Error()
		}
	case res.StatusCode == http.StatusUnauthorized && rest.Agile(req.URL):
		// A token that lacks the scopes of boards and sprints is refused like a wrong one, and
		// may be good for all else. What else is asked tells.
		told = false
	case rest.Denied(res), res.StatusCode == http.StatusForbidden && path.Base(req.URL.Path) == "myself":
		why = fmt.Sprintf("%d", res.StatusCode)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if asked {
		c.asking = false
	}
	switch {
	case why != "":
		now := c.now()
		if c.until.IsZero() {
			c.refused = now
		}
		c.until, c.why, c.with = now.Add(patience), why, c.login.at()
	case told:
		c.until = time.Time{}
	}
}

// Hold keeps every request back until a moment.
func (c *Client) Hold(h httpx.Held) { c.http.Hold(h) }

// Held returns until when every request is kept back; false if none is.
func (c *Client) Held(now time.Time) (httpx.Held, bool) { return c.http.Held(now) }

// CloseIdleConnections closes connections that nobody uses.
func (c *Client) CloseIdleConnections() { c.http.CloseIdleConnections() }
