package app

import (
	"fmt"
	"sync"

	"syncd/internal/config"
	"syncd/internal/httpx"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// ways are the ways out to the tools of one source: its reader and its writer share one,
// and with it a budget of requests.
type ways struct {
	materials
	mu   sync.Mutex
	open map[string]*httpx.Client
}

// ways returns the ways out of one source.
func (m materials) ways() *ways { return &ways{materials: m, open: map[string]*httpx.Client{}} }

// dial returns the way to an address, a new one where there is none yet.
func (w *ways) dial(o httpx.Options) *httpx.Client {
	w.mu.Lock()
	defer w.mu.Unlock()
	name := ""
	if o.Base != nil {
		name = o.Base.String()
	}
	if w.open[name] == nil {
		o.Transport, o.Observer, o.Agent = w.transport, w.observer, "syncd/"+w.version
		w.open[name] = httpx.New(o)
	}
	return w.open[name]
}

// held are the secrets of sources, by source and place.
type held map[string]map[secret.Ref]secret.Secret

// heldBy reads the secrets that sources refer to.
func heldBy(sources []config.Source, environ []string) (held, error) {
	out := held{}
	for _, s := range sources {
		cfg, ok := s.Config.(source.Holder)
		if !ok {
			continue
		}
		out[s.Name] = map[secret.Ref]secret.Secret{}
		for _, ref := range cfg.Secrets() {
			if ref.IsZero() {
				continue
			}
			value, err := config.ReadSecret(ref, environ)
			if err != nil {
				return nil, fmt.Errorf("read a secret of source %s: %w", s.Name, err)
			}
			out[s.Name][ref] = value
		}
	}
	return out, nil
}

// all lists every secret.
func (h held) all() []secret.Secret {
	var out []secret.Secret
	for _, by := range h {
		for _, s := range by {
			out = append(out, s)
		}
	}
	return out
}

// of gives a source its own secrets and no others.
func (h held) of(name string) func(secret.Ref) (secret.Secret, error) {
	return func(ref secret.Ref) (secret.Secret, error) {
		s, ok := h[name][ref]
		if !ok {
			return secret.Secret{}, fmt.Errorf("%s is not among the secrets of source %s", ref, name)
		}
		return s, nil
	}
}
