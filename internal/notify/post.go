package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"syncd/internal/httpx"
	"syncd/internal/record"
	"syncd/internal/secret"
)

const (
	// timeout is how long one try may take unless Options say otherwise.
	timeout = 10 * time.Second
	// answerMost is how much of an answer is read, in bytes, and wordsMost how much of it is
	// shown, in characters.
	answerMost, wordsMost = 4 << 10, 160
)

// poster sends JSON to one address.
type poster struct{ Options }

// post sends a body once. What comes of it without an answer, or with a bad one, is for the
// outbox to try again: tries at two places would multiply.
func (p poster) post(ctx context.Context, body []byte, header http.Header, also ...secret.Secret) error {
	address, err := p.URL()
	if err != nil {
		return fmt.Errorf("read the address: %w", err)
	}
	u, err := url.Parse(address.Reveal())
	if err != nil || CheckURL(address.Reveal()) != nil {
		return errors.New("the address cannot be used: correct url of the notifier")
	}
	ctx, cancel := context.WithTimeout(httpx.WithOp(ctx, httpx.Op{Endpoint: "message", Class: httpx.Create}), p.patience())
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return errors.New("the address cannot be used: correct url of the notifier")
	}
	req.Header = header.Clone()
	req.Header.Set("Content-Type", "application/json")
	client := httpx.New(httpx.Options{Target: Target(p.Name), Base: &url.URL{Scheme: u.Scheme, Host: u.Host}, Timeout: p.patience(), Tries: 1,
		Body: 1 << 20, Agent: p.Agent, Observer: p.Observer, Transport: p.Transport})
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no answer from %s: %s", u.Host, hidden(u, err.Error(), also))
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, answerMost))
	if res.StatusCode/100 == 2 { // whatever becomes of the rest, it has arrived
		return nil
	}
	if err != nil {
		text = nil
	}
	return failure(res, words(hidden(u, string(text), also)))
}

// patience is how long one try may take.
func (p poster) patience() time.Duration {
	if p.Timeout > 0 {
		return p.Timeout
	}
	return timeout
}

// Target is how a notifier is called in metrics of requests.
func Target(name string) string { return "notify/" + name }

// refusals are the answers that are about the message and not about the notifier.
var refusals = []int{http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity}

// failure is an answer that was no success, with what to do about it.
func failure(res *http.Response, said string) *Failure {
	f := &Failure{Status: res.StatusCode, After: after(res.Header.Get("Retry-After"), time.Now()), Refused: slices.Contains(refusals, res.StatusCode)}
	f.Text = fmt.Sprintf("it answered %d %s", res.StatusCode, http.StatusText(res.StatusCode))
	if said != "" {
		f.Text += fmt.Sprintf(" (%s)", said)
	}
	switch {
	case res.StatusCode/100 == 3:
		f.Text += ": redirects are not followed; give the address that it leads to, if that is right"
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden || res.StatusCode == http.StatusNotFound || res.StatusCode == http.StatusGone:
		f.Text += ": see whether the address still holds, and put the right one into url of the notifier"
	}
	return f
}

// after reads a Retry-After, in seconds or as a date (RFC 9110, 10.2.3).
func after(text string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, record.LetterLife)
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, at.Sub(now))
	}
	return 0
}

// hidden takes the address and other secrets out of a text, whole and in parts: proxies and
// receivers quote what they did not like.
func hidden(u *url.URL, text string, also []secret.Secret) string {
	secrets := slices.DeleteFunc(slices.Clone(also), secret.Secret.Empty)
	for _, part := range append([]string{u.String(), u.RequestURI(), u.Path, u.EscapedPath(), u.RawQuery}, strings.FieldsFunc(u.Path+"&"+u.RawQuery, func(r rune) bool { return strings.ContainsRune("/&=", r) })...) {
		if len(part) >= 6 {
			secrets = append(secrets, secret.New(part))
		}
	}
	scrub, err := secret.NewScrubber([]secret.Kind{secret.Token, secret.Email}, nil, secrets...)
	if err != nil {
		return "it cannot be said without showing a secret"
	}
	return scrub.Scrub(text)
}

// words are the first words of an answer, on one line.
func words(text string) string {
	text = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, " "))), " ")
	return record.Shortened(text, wordsMost)
}
