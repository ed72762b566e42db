package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"go.uber.org/zap"

	"syncd/internal/hook"
)

// Hooks takes the webhooks of Jira sites.
type Hooks interface {
	// Hook returns that of a site; false where the site takes none, or is none.
	Hook(site string) (Hook, bool)
}

// Hook is the webhook of one site.
type Hook interface {
	// Signed reports whether a body was signed with the secret that we share with Jira.
	Signed(s hook.Signature, body []byte) bool
	// Hint takes what an event tells and returns how it ended, see hook.Results. The
	// delivery is Jira's name for it; it must not wait for Jira.
	Hint(ctx context.Context, delivery string, e hook.Event) string
	// Hooked is told how each webhook ended.
	Hooked(result string)
}

const (
	// hooksMax is how many webhooks are read at the same time: who has no secret makes us
	// hold no more than that many bodies.
	hooksMax = 16
	// hookLongest is how long the sender of a webhook may take; Jira itself gives up
	// after about as long.
	hookLongest = 10 * time.Second
)

// hooked takes a webhook of Jira.
func (s *site) hooked(w http.ResponseWriter, r *http.Request) {
	var h Hook
	ok := s.Hooks != nil
	if ok {
		h, ok = s.Hooks.Hook(r.PathValue("site"))
	}
	if !ok {
		s.unheard(w, http.StatusNotFound, "no webhook is taken here: set webhook.secret of a Jira, and use its name in the address, jira if there is one only")
		return
	}
	select {
	case s.hooks <- struct{}{}:
		defer func() { <-s.hooks }()
	default:
		w.Header().Set("Retry-After", "5")
		s.unheard(w, http.StatusServiceUnavailable, "too many webhooks at once: try again in a moment")
		return
	}
	result, refusal := hear(w, r, h)
	h.Hooked(result)
	if refusal.status != 0 {
		s.Log.Warn("webhook refused", zap.String("site", r.PathValue("site")), zap.Int("status", refusal.status), zap.String("error", refusal.text))
		s.unheard(w, refusal.status, refusal.text)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusAccepted)
	fmt.Fprintln(w, result)
}

// unsigned is what is said to who does not know the secret, whatever he got wrong.
var unsigned = refused{http.StatusUnauthorized, "the signature is missing or wrong: give Jira's webhook the secret that webhook.secret names; it signs with the header X-Hub-Signature: sha256=…"}

// hear reads a webhook and has its hint taken. Nothing is parsed before the signature
// fits, and without one the body is not even read.
func hear(w http.ResponseWriter, r *http.Request, h Hook) (string, refused) {
	signature, ok := hook.ReadSignature(r.Header.Get("X-Hub-Signature"))
	if !ok {
		return hook.ResultDenied, unsigned
	}
	body, err := whole(w, r)
	var own refused
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return hook.ResultRefused, refused{http.StatusRequestEntityTooLarge, fmt.Sprintf("the event is larger than %d MiB: syncd sees what it tells at its next ordinary look", large.Limit>>20)}
	case errors.As(err, &own):
		return hook.ResultRefused, own
	case err != nil:
		return hook.ResultRefused, refused{http.StatusBadRequest, "the event did not come whole"}
	case !h.Signed(signature, body):
		return hook.ResultDenied, unsigned
	}
	event, err := hook.Parse(body)
	if err != nil {
		return hook.ResultRefused, refused{http.StatusBadRequest, err.Error()}
	}
	return h.Hint(r.Context(), r.Header.Get("X-Atlassian-Webhook-Identifier"), event), refused{}
}

// whole reads the body of a webhook.
func whole(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if r.ContentLength > hook.BodyMax {
		return nil, &http.MaxBytesError{Limit: hook.BodyMax}
	}
	b := newBody(w, r, hook.BodyMax)
	b.end = time.Now().Add(hookLongest)
	body, err := io.ReadAll(b)
	var slow refused
	if errors.As(err, &slow) {
		err = refused{slow.status, "the event took too long: it was not over after " + hookLongest.String()}
	}
	return body, err
}

// unheard answers a webhook of which nothing was taken, in plain text for the log of an
// administrator of Jira. The rest of its body is not waited for.
func (s *site) unheard(w http.ResponseWriter, status int, text string) {
	h := w.Header()
	h.Set("Connection", "close")
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}
