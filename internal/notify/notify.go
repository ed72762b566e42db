// Package notify tells humans, rarely and once: a kind of notifier is a file here, and one
// line in catalog.
//
// It is a door to the street and holds no judgement: what is told, when, how often and for
// how long it is tried is settled in record; what waits lies in the store's outbox, which
// the Courier empties. Everything leaves through httpx. A notifier's address is a secret:
// whoever knows that of a Slack webhook can post there. It appears in no error, log or page.
package notify

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"time"

	"syncd/internal/httpx"
	"syncd/internal/record"
	"syncd/internal/secret"
)

// Notifier sends events to one place.
type Notifier interface {
	// Send delivers one event. It is called again with the same event, and so the same id,
	// until it returns nil: a receiver that must not act twice looks at the id. An error is
	// a *Failure where something answered. It holds neither address nor secret.
	Send(ctx context.Context, e record.Event) error
}

// Spec is what the catalog says of a kind of notifier.
type Spec struct {
	Kind  string // as the configuration names it
	Title string // one line for people
	Signs bool   // it takes `secret:` and signs what it sends
	New   func(Options) Notifier
}

// Options is what a notifier is built from.
type Options struct {
	Name string // in the configuration
	// URL and Secret read where to send, and what to sign with, anew for each message: a
	// file that was rotated counts at once. Secret returns the zero value where nothing is
	// signed; it may be nil.
	URL, Secret func() (secret.Secret, error)
	Timeout     time.Duration // of one try
	Agent       string
	Observer    httpx.Observer    // may be nil
	Transport   http.RoundTripper // replaces the network in tests; nil means a real one
}

// Failure is an answer that was no success.
type Failure struct {
	Status  int
	After   time.Duration // for which the receiver asks to be left alone
	Refused bool          // this message is not wanted; another may be
	Text    string
}

// Error says what was answered.
func (f *Failure) Error() string { return f.Text }

// tellingMost is how short a part of an address may be, in characters, and yet be taken for
// a secret: shorter ones are words that stand elsewhere, too.
const tellingMost = 12

// Telling lists what of an address nobody may see: the whole, the path with what follows it,
// and its last part, by which an address can be guessed.
func Telling(address secret.Secret) []secret.Secret {
	out := []secret.Secret{address}
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return out
	}
	for _, part := range []string{u.RequestURI(), u.Path, path.Base(u.Path)} {
		if len(part) >= tellingMost {
			out = append(out, secret.New(part))
		}
	}
	return out
}

// CheckURL tells whether an address can be sent to. Its error does not hold the address.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http":
		return fmt.Errorf("it must be an address such as https://hooks.example.com/T0/B0/x")
	case u.User != nil:
		return fmt.Errorf("leave user and password out of the address: secrets belong into its path, or messages are signed with secret")
	case u.Fragment != "":
		return fmt.Errorf("leave out what follows the #: it is never sent")
	}
	return nil
}
