package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"

	"syncd/internal/record"
	"syncd/internal/secret"
)

// The headers of a webhook's message.
const (
	SignatureHeader = "X-Syncd-Signature" // sha256= and the HMAC of the body in hexadecimal
	DeliveryHeader  = "X-Syncd-Delivery"  // the id of the event
)

// payloadVersion rises when a member of the payload changes its meaning or goes; new ones
// may come at any time.
const payloadVersion = 1

// payload is what a webhook sends; docs/notifications.md is its manual.
type payload struct {
	Version int                `json:"version"`
	ID      string             `json:"id"`
	Kind    record.EventKind   `json:"kind"`
	At      string             `json:"at"`
	Sync    string             `json:"sync"`
	Scope   *record.EventScope `json:"scope"`
	Subject string             `json:"subject"`
	State   string             `json:"state"`
	Before  string             `json:"before"`
	Why     string             `json:"why"`
	URL     string             `json:"url"`
	Text    string             `json:"text"`
	Of      []string           `json:"of,omitempty"`
}

// Webhook describes the kind that posts JSON to an address of your own.
func Webhook() Spec {
	return Spec{Kind: "webhook", Title: "JSON by POST to an address of your own, signed if you like", Signs: true,
		New: func(o Options) Notifier { return webhook{poster{o}} }}
}

// webhook posts events as JSON.
type webhook struct{ poster }

// Send posts one event.
func (w webhook) Send(ctx context.Context, e record.Event) error {
	body, err := json.Marshal(payload{Version: payloadVersion, ID: e.ID, Kind: e.Kind, At: e.At.UTC().Format("2006-01-02T15:04:05Z"), Sync: e.Sync,
		Scope: e.Scope, Subject: e.Subject, State: e.State, Before: e.Before, Why: e.Why, URL: e.URL, Text: e.Text(), Of: e.Of})
	if err != nil {
		return fmt.Errorf("write event %s: %w", e.ID, err)
	}
	header := http.Header{}
	header.Set(DeliveryHeader, e.ID)
	key, err := w.sign(header, body)
	if err != nil {
		return err
	}
	return w.post(ctx, body, header, key)
}

// sign adds the signature of a body, if there is a key to sign with, and returns the key.
func (w webhook) sign(header http.Header, body []byte) (secret.Secret, error) {
	if w.Secret == nil {
		return secret.Secret{}, nil
	}
	key, err := w.Secret()
	if err != nil {
		return key, fmt.Errorf("read the secret: %w", err)
	}
	if !key.Empty() {
		mac := hmac.New(sha256.New, []byte(key.Reveal()))
		mac.Write(body)
		header.Set(SignatureHeader, "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	return key, nil
}
