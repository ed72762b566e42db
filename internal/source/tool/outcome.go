package tool

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"syncd/internal/httpx"
	"syncd/internal/source"
)

// unanswered is the error of a call that got no answer.
func (c *Client) unanswered(ctx context.Context, call Call, err error) error {
	if ctx.Err() != nil && call.Class != httpx.Create && call.Class != httpx.Idempotent {
		return fmt.Errorf("%s: %w", call.Doing, ctx.Err())
	}
	var held *httpx.Held
	if errors.As(err, &held) {
		return &source.Error{Kind: source.RateLimited, Doing: call.Doing, Message: held.Error(), After: max(0, time.Until(held.Until)), Err: err}
	}
	var h *httpx.Error
	out := &source.Error{Kind: source.Unavailable, Doing: call.Doing, Message: "no answer: " + err.Error(), Err: err,
		Cure: "see whether " + c.opt.Name + " can be reached at " + c.opt.Base.Host}
	var plain tls.RecordHeaderError
	if errors.As(err, &plain) {
		out.Cure = c.opt.Base.Host + " does not speak TLS: set url to its address with https, or write http:// if it has no other"
	}
	if writes(call) && (!errors.As(err, &h) || h.Sent) {
		out.Kind = source.Unknown
	}
	return out
}

// writes reports whether a call changes something.
func writes(call Call) bool { return call.Class == httpx.Create || call.Class == httpx.Idempotent }

// unread is the error of an answer that came, but not whole or not as it should be: of a
// read it must not pass for nothing, and a write has landed or may have.
func (c *Client) unread(ctx context.Context, call Call, res *http.Response, err error) error {
	if ctx.Err() != nil && !writes(call) {
		return fmt.Errorf("%s: %w", call.Doing, ctx.Err())
	}
	out := &source.Error{Kind: source.Unavailable, Doing: call.Doing, Status: res.StatusCode, Err: err,
		Message: "the answer could not be read: " + clean(err.Error()), Cure: "see whether " + c.opt.Base.Host + " is the address of " + c.opt.Name}
	if writes(call) {
		out.Kind = source.Unknown
	}
	return out
}

// refused is the error of an answer with a status that says no.
func (c *Client) refused(call Call, res *http.Response, body []byte) error {
	words := ""
	if c.opt.Words != nil {
		words = c.opt.Words(body)
	}
	out := &source.Error{Doing: call.Doing, Status: res.StatusCode, Message: clean(cmp.Or(words, opening(body)))}
	if c.opt.Kind != nil {
		out.Kind = c.opt.Kind(res.StatusCode, words)
	}
	if out.Kind == "" {
		out.Kind = kindOf(res.StatusCode, call)
	}
	switch out.Kind {
	case source.Auth:
		out.Cure = "see " + c.opt.Login + ", and what its account may do"
	case source.RateLimited:
		out.After, _ = httpx.RetryAfter(res.Header, time.Now())
		out.Cure = "lower `rate:` of this source if it happens often: the limit is shared with all who use " + c.opt.Name
	}
	if res.StatusCode < 400 {
		out.Message, out.Cure = "we are sent elsewhere", "set url to the address that "+c.opt.Name+" shows in a browser"
	}
	return out
}

// kindOf is what a status means for most tools.
func kindOf(status int, call Call) source.Kind {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden && !writes(call):
		return source.Auth
	case status == http.StatusNotFound, status == http.StatusGone:
		return source.NotFound
	case status == http.StatusTooManyRequests:
		return source.RateLimited
	case status >= 500 && call.Class == httpx.Create, status == http.StatusRequestTimeout && call.Class == httpx.Create:
		return source.Unknown
	case status >= 500, status < 400, status == http.StatusRequestTimeout:
		return source.Unavailable
	}
	return source.Refused
}

// title is what a page of HTML says of itself.
var title = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// opening is how an answer begins that is not what was asked for.
func opening(body []byte) string {
	text := string(body[:min(len(body), 4096)])
	if t := title.FindStringSubmatch(text); t != nil {
		return "a page titled " + clean(t[1])
	}
	if text = clean(text); text == "" {
		return "an empty answer"
	}
	return cut(text, 80)
}

// clean makes a tool's words one line that moves no cursor, and not too long.
func clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return ' '
		}
		return r
	}, text)
	return cut(strings.Join(strings.Fields(text), " "), 300)
}

// cut shortens a text to so many runes.
func cut(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}
