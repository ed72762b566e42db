package app

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/notify"
	"syncd/internal/record"
	"syncd/internal/secret"
)

// notifiers builds the notifiers of a world and returns their secrets. These are read once
// now, so that a configuration that cannot work is refused, and again for each message.
func (w *world) notifiers(m materials) ([]secret.Secret, error) {
	var secrets []secret.Secret
	for i, n := range w.cfg.Notifiers {
		at := fmt.Sprintf("notifiers[%d]", i)
		address, err := config.ReadSecret(n.URL, m.environ)
		if err == nil {
			err = notify.CheckURL(address.Reveal())
		}
		if err != nil {
			return nil, fmt.Errorf("%s.url of %s: %w", at, n.Name, err)
		}
		key, err := signing(n, m.environ)
		if err != nil {
			return nil, fmt.Errorf("%s.secret of %s: %w", at, n.Name, err)
		}
		kind := slices.IndexFunc(catalog.Notifiers(), func(s notify.Spec) bool { return s.Kind == n.Kind })
		if kind < 0 {
			return nil, fmt.Errorf("%s: there is no kind of notifier %q", at, n.Kind)
		}
		built := catalog.Notifiers()[kind].New(notify.Options{Name: n.Name, Agent: "syncd/" + m.version, Observer: m.observer, Transport: m.transport,
			URL:    func() (secret.Secret, error) { return config.ReadSecret(n.URL, m.environ) },
			Secret: func() (secret.Secret, error) { return signing(n, m.environ) }})
		w.routes = append(w.routes, notify.Route{Notifier: built, Name: n.Name, Most: n.MaxPerHour})
		secrets = append(append(secrets, key), notify.Telling(address)...)
	}
	return slices.DeleteFunc(secrets, secret.Secret.Empty), nil
}

// signing is what a notifier signs with, the zero value if it does not.
func signing(n config.Notifier, environ []string) (secret.Secret, error) {
	if n.Secret.IsZero() {
		return secret.Secret{}, nil
	}
	return config.ReadSecret(n.Secret, environ)
}

// TestNotifier sends a test message to one notifier, past the outbox and its limits.
func (h *House) TestNotifier(ctx context.Context, name string) error {
	w := h.world.Load()
	i := slices.IndexFunc(w.routes, func(r notify.Route) bool { return r.Name == name })
	if i < 0 {
		return fmt.Errorf("there is no notifier %q; the config has: %s", name, strings.Join(notifierNames(w.cfg), ", "))
	}
	at := h.opt.Now().UTC()
	e := record.Event{ID: "test/" + at.Format("20060102T150405.000Z") + "/" + strings.ToLower(rand.Text()[:4]), Kind: record.EventTest, At: at, URL: w.cfg.Web.URL,
		Title: "syncd can be heard here", Why: fmt.Sprintf("This is a test of notifier %s. It is told of: %s.", name, told(w.cfg.Notifies(name)))}
	err := w.routes[i].Send(ctx, e)
	h.notified(name, map[bool]string{true: record.NotifySent, false: record.NotifyFailed}[err == nil])
	if err != nil {
		return fmt.Errorf("notifier %s: %w", name, err)
	}
	return nil
}

// told lists the syncs that a notifier is told of.
func told(syncs []string) string {
	if len(syncs) == 0 {
		return "no sync, because none lists it under notify"
	}
	return "sync " + strings.Join(syncs, ", sync ")
}

// notifierNames lists the notifiers of a configuration.
func notifierNames(cfg *config.Config) []string {
	var out []string
	for _, n := range cfg.Notifiers {
		out = append(out, n.Name)
	}
	return out
}
