package cloud

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/ctreminiom/go-atlassian/v2/pkg/infra/models"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// classify turns a failed call into an error of the house, by status and body.
func classify(c call, res *models.ResponseScheme, err error) error {
	out := &jira.Error{Op: c.doing, Err: err}
	if res == nil {
		out.Kind = unanswered(c, err)
		return out
	}
	out.Status = res.Code
	out.Message, out.Fields = words(res.Bytes.Bytes())
	switch code := res.Code; {
	case code < 300:
		// The answer came, but not whole or not as JSON: a write has landed.
		out.Kind = jira.Unknown
		if c.class == httpx.Safe {
			out.Kind = jira.Unavailable
		}
		out.Message = "the answer could not be read: " + err.Error()
	case code == http.StatusUnauthorized:
		out.Kind = jira.Auth
	case code == http.StatusNotFound:
		out.Kind = jira.NotFound
	case code == http.StatusConflict:
		out.Kind = jira.Conflict
	case code == http.StatusTooManyRequests:
		out.Kind = jira.RateLimited
		out.Scope = res.Header.Get("RateLimit-Reason")
		out.After, _ = httpx.RetryAfter(res.Header, time.Now())
	case code >= 500 && c.class == httpx.Create:
		// A gateway in between may have given up on a server that had not.
		out.Kind = jira.Unknown
	case code >= 500:
		out.Kind = jira.Unavailable
	default:
		out.Kind = jira.Refused
	}
	return out
}

// unanswered is the kind of a call that got no answer at all.
func unanswered(c call, err error) jira.Kind {
	var h *httpx.Error
	sent := !errors.As(err, &h) || h.Sent
	if c.class == httpx.Safe || !sent {
		return jira.Unavailable
	}
	return jira.Unknown
}

// words takes Jira's own words from an error body, which need not be JSON: what
// stands between us and Jira answers in HTML.
func words(body []byte) (string, map[string]string) {
	var e struct {
		ErrorMessages []string          `json:"errorMessages"`
		Errors        map[string]string `json:"errors"`
		Message       string            `json:"message"`
		ErrorMessage  string            `json:"errorMessage"`
	}
	if json.Unmarshal(body, &e) != nil {
		text := strings.Join(strings.Fields(string(body)), " ")
		return cut(text), nil
	}
	msgs := append(e.ErrorMessages, e.Message, e.ErrorMessage)
	return cut(strings.Join(strings.Fields(strings.Join(msgs, " ")), " ")), e.Errors
}

// cut keeps an error message readable.
func cut(s string) string {
	const most = 300
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
