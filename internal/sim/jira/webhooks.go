package jira

import (
	"bytes"
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Webhooks is where and how the site tells others what happened, as an administrator registers it. What Jira does in its
// own time happens here before the next deed: after each request that the site answers, or when Deliver is called.
type Webhooks struct {
	URL       string            `json:"url"`
	Secret    string            `json:"secret,omitempty"` // signs X-Hub-Signature; without it nothing is signed
	Events    []string          `json:"events,omitempty"` // such as jira:issue_updated; none: all
	Transport http.RoundTripper `json:"-"`                // nil: http.DefaultTransport
}

// Delivery is one event that was sent. What could not be delivered is not sent again.
type Delivery struct {
	ID     string `json:"id"` // X-Atlassian-Webhook-Identifier
	Event  string `json:"event"`
	Key    string `json:"key"`
	Status int    `json:"status,omitempty"`
	Error  string `json:"error,omitempty"`
}

// teller sends events.
type teller struct {
	on    atomic.Bool // whether anybody is to be told
	mu    sync.Mutex  // held while events are sent: they go out one after another, in order
	hooks Webhooks
	told  int // number of the last mutation that was looked at
	next  int // deliveries ever
	sent  []Delivery
}

// webhookPatience is how long an answer to an event is waited for.
const webhookPatience = 5 * time.Second

// SetWebhooks has everything told from now on; the zero value ends that.
func (s *Server) SetWebhooks(w Webhooks) error {
	if u, err := url.Parse(w.URL); w.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return fmt.Errorf("webhook url %q is no http address", w.URL)
	}
	for _, e := range w.Events {
		if !slices.Contains(webhookEvents(), e) {
			return fmt.Errorf("unknown event %q: use some of %q", e, webhookEvents())
		}
	}
	s.teller.mu.Lock()
	defer s.teller.mu.Unlock()
	s.teller.hooks, s.teller.told, s.teller.sent = w, len(s.Audit()), nil
	s.teller.on.Store(w.URL != "")
	return nil
}

// Deliver sends what happened since the last time, and returns how many events that were.
func (s *Server) Deliver(ctx context.Context) int {
	t := s.teller
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.hooks.URL == "" {
		return 0
	}
	all, before := s.Audit(), len(t.sent)
	for _, m := range all[min(t.told, len(all)):] {
		t.told = m.Seq
		for _, e := range s.events(m) {
			if name := e["webhookEvent"].(string); len(t.hooks.Events) == 0 || slices.Contains(t.hooks.Events, name) {
				t.next++
				t.sent = append(t.sent, t.post(ctx, Delivery{ID: fmt.Sprintf("sim-%06d", t.next), Event: name, Key: m.Key}, e))
			}
		}
	}
	return len(t.sent) - before
}

// Deliveries are the events that were sent since SetWebhooks.
func (s *Server) Deliveries() []Delivery {
	s.teller.mu.Lock()
	defer s.teller.mu.Unlock()
	return slices.Clone(s.teller.sent)
}

// post sends one event.
func (t *teller) post(ctx context.Context, d Delivery, event map[string]any) Delivery {
	ctx, cancel := context.WithTimeout(ctx, webhookPatience)
	defer cancel()
	body, err := json.Marshal(event)
	var req *http.Request
	if err == nil {
		req, err = http.NewRequestWithContext(ctx, http.MethodPost, t.hooks.URL, bytes.NewReader(body))
	}
	if err != nil {
		d.Error = err.Error()
		return d
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	req.Header.Set("User-Agent", "Atlassian Webhook HTTP Client")
	req.Header.Set("X-Atlassian-Webhook-Identifier", d.ID)
	if t.hooks.Secret != "" {
		mac := hmac.New(sha256.New, []byte(t.hooks.Secret))
		mac.Write(body)
		req.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	}
	res, err := cmp.Or(t.hooks.Transport, http.DefaultTransport).RoundTrip(req)
	if err != nil {
		d.Error = err.Error()
		return d
	}
	d.Status = res.StatusCode
	_ = res.Body.Close()
	return d
}

// webhookState is what the control plane shows of webhooks. The secret is not shown.
type webhookState struct {
	URL        string     `json:"url"`
	Events     []string   `json:"events,omitempty"`
	Deliveries []Delivery `json:"deliveries"`
}

// webhookControl mounts the registration of webhooks.
func (s *Server) webhookControl() {
	show := func(w http.ResponseWriter, _ *http.Request) {
		sent := s.Deliveries()
		s.teller.mu.Lock()
		state := webhookState{s.teller.hooks.URL, s.teller.hooks.Events, append([]Delivery{}, sent...)}
		s.teller.mu.Unlock()
		ok(w, state)
	}
	s.mux.HandleFunc("GET /_sim/webhooks", show)
	s.mux.HandleFunc("POST /_sim/webhooks", func(w http.ResponseWriter, r *http.Request) {
		var hooks Webhooks
		err := strict(r, &hooks)
		if err == nil && hooks.URL == "" {
			err = errors.New("url is missing: DELETE ends webhooks")
		}
		if err == nil {
			err = s.SetWebhooks(hooks)
		}
		if err != nil {
			faulty(w, http.StatusBadRequest, err)
			return
		}
		show(w, r)
	})
	s.mux.HandleFunc("DELETE /_sim/webhooks", func(w http.ResponseWriter, r *http.Request) {
		_ = s.SetWebhooks(Webhooks{}) // none is always right
		show(w, r)
	})
}
