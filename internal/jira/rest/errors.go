package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/ctreminiom/go-atlassian/v2/pkg/infra/models"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// noLogin is said where Jira took us for nobody.
const noLogin = "the answer was given to an anonymous user, so it proves nothing"

// classify turns a failed call into an error of the house, by status and body.
func classify(c Call, res *models.ResponseScheme, err error) error {
	var own *jira.Error
	if errors.As(err, &own) {
		told := *own // what stands between us and the network knows more
		if told.Op = c.Doing; own.Op != "" {
			told.Message = strings.TrimSuffix(own.Op+": "+own.Message, ": ")
		}
		return &told
	}
	var held *httpx.Held
	if errors.As(err, &held) {
		return &jira.Error{Kind: jira.RateLimited, Op: c.Doing, Err: err, Scope: held.Reason, After: max(0, time.Until(held.Until))}
	}
	if res == nil {
		return &jira.Error{Kind: unanswered(c, err), Op: c.Doing, Err: err}
	}
	out := &jira.Error{Kind: kindOf(res.Code, c.Class), Op: c.Doing, Status: res.Code, Err: err}
	out.Message, out.Fields = words(res.Bytes.Bytes())
	switch {
	case strings.Contains(res.Header.Get("X-Authentication-Denied-Reason"), "CAPTCHA"):
		out.Kind, out.Message = jira.Auth, "after too many failed logins Jira wants a CAPTCHA; log in once in a browser as this user, or use a personal access token"
	case res.Code < 300:
		// The answer came, but not whole or not as JSON: a write has landed.
		out.Message = strings.TrimSuffix("the answer could not be read: "+err.Error()+": "+out.Message, ": ")
	case res.Code < 400:
		out.Message = "jira sends us elsewhere; set jira.url to the address that Jira shows in a browser"
	case out.Kind == jira.RateLimited:
		out.Scope = res.Header.Get("RateLimit-Reason")
		out.After, _ = httpx.RetryAfter(res.Header, time.Now())
	case res.Code == http.StatusUnauthorized && loggedIn(res.Header):
		// Data Center says 401 to those whom it knows and who may not link issues.
		out.Kind = jira.Refused
	case res.Code == http.StatusUnauthorized && strings.Contains(out.Message, "scope does not match"):
		out.Kind = jira.Refused
		out.Message += "; give the token the scopes that docs/jira.md lists for this request"
	case anonymous(res.Header) && (out.Kind == jira.NotFound || out.Kind == jira.Refused):
		// Nobody may see hardly anything: that it was not found, or that a project does
		// not exist, says nothing.
		out.Kind, out.Message, out.Fields = jira.Auth, noLogin, nil
	}
	return out
}

// kindOf is what a status means for an operation that did not succeed.
func kindOf(code int, class httpx.Class) jira.Kind {
	// lost: whether it landed depends on who answered in whose place.
	lost := jira.Unavailable
	if class == httpx.Create {
		lost = jira.Unknown
	}
	switch {
	case code < 300 && class != httpx.Safe:
		return jira.Unknown
	case code < 400 || code >= 500 || code == http.StatusRequestTimeout:
		return lost
	case code == http.StatusTooEarly:
		return jira.Unavailable
	case code == http.StatusUnauthorized:
		return jira.Auth
	case code == http.StatusNotFound:
		return jira.NotFound
	case code == http.StatusConflict:
		return jira.Conflict
	case code == http.StatusTooManyRequests:
		return jira.RateLimited
	}
	return jira.Refused
}

// Denied reports whether an answer says that the login was not accepted, whatever else
// it says.
func Denied(res *http.Response) bool {
	captcha := strings.Contains(res.Header.Get("X-Authentication-Denied-Reason"), "CAPTCHA")
	return captcha || anonymous(res.Header) || res.StatusCode == http.StatusUnauthorized && !loggedIn(res.Header)
}

// anonymous reports whether Jira did not accept the login although it answered: many
// endpoints serve nobody in particular. A denied login wants a CAPTCHA first.
func anonymous(h http.Header) bool {
	reason := strings.Join(h.Values("X-Seraph-LoginReason"), ",")
	return strings.Contains(reason, "AUTHENTICATED_FAILED") || strings.Contains(reason, "AUTHENTICATION_DENIED") ||
		h.Get("X-AUSERNAME") == nobody
}

// nobody is whom Data Center calls a user that is not logged in.
const nobody = "anonymous"

// loggedIn reports whether Data Center knows who asked.
func loggedIn(h http.Header) bool {
	name := h.Get("X-AUSERNAME")
	return name != "" && name != nobody
}

// unanswered is the kind of a call that got no answer at all.
func unanswered(c Call, err error) jira.Kind {
	var h *httpx.Error
	sent := !errors.As(err, &h) || h.Sent
	if c.Class == httpx.Safe || !sent {
		return jira.Unavailable
	}
	return jira.Unknown
}

// title is what a page of HTML says of itself.
var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// words takes Jira's own words from an error body, which need not be JSON: what
// stands between us and Jira answers in HTML.
func words(body []byte) (string, map[string]string) {
	var e struct {
		ErrorMessages []string          `json:"errorMessages"`
		Errors        map[string]string `json:"errors"`
		Message       string            `json:"message"`
		ErrorMessage  string            `json:"errorMessage"`
	}
	if json.Unmarshal(body, &e) == nil {
		return cut(strings.Join(append(e.ErrorMessages, e.Message, e.ErrorMessage), " ")), e.Errors
	}
	text := string(body)
	if t := title.FindStringSubmatch(text); t != nil {
		text = "a page titled " + t[1]
	}
	return cut(text), nil
}

// cut keeps an error message readable: one line, not too long, and nothing that
// moves a terminal's cursor.
func cut(s string) string {
	return jira.Cut(strings.Join(strings.Fields(jira.Clean(s)), " "), 300)
}
