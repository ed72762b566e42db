package app

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/hook"
	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/reconcile"
	"syncd/internal/secret"
	"syncd/internal/web"
)

const (
	// hookReread is how often the secret may be read again at most: who signs with wrong
	// ones must not have us read a file for each.
	hookReread = 5 * time.Second
	// hookPatience bounds what a webhook asks the store.
	hookPatience = time.Second
)

// hookDoor knows the secret of a site's webhooks.
type hookDoor struct {
	read func() (secret.Secret, error)
	now  func() time.Time
	mu   sync.Mutex
	key  secret.Secret
	at   time.Time // when it was read again
}

// doorOf reads the secret of a site's webhooks; nil where there is none.
func doorOf(s config.Site, m materials) (*hookDoor, error) {
	ref := s.Webhook.Secret
	if ref.IsZero() {
		return nil, nil
	}
	d := &hookDoor{read: func() (secret.Secret, error) { return config.ReadSecret(ref, m.environ) }, now: m.now}
	var err error
	d.key, err = d.read()
	return d, err
}

// signed compares with the secret as it is known, and if that does not fit with what it is
// by now: a rotated secret works without a reload, and the old one until the new one came.
func (d *hookDoor) signed(s hook.Signature, body []byte) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if s.Fits(d.key, body) {
		return true
	}
	if now := d.now(); now.Sub(d.at) >= hookReread {
		d.at = now
		if key, err := d.read(); err == nil && s.Fits(key, body) {
			d.key = key
			return true
		}
	}
	return false
}

// hooks is the daemon as Jira sees it.
type hooks struct{ *Daemon }

// Hook implements web.Hooks.
func (h hooks) Hook(site string) (web.Hook, bool) {
	w := h.world.Load()
	door := w.hooks[site]
	if door == nil {
		return nil, false
	}
	return hookOf{hooks: h, world: w, door: door, site: site}, true
}

// hookOf is the webhook of one site.
type hookOf struct {
	hooks
	world *world
	door  *hookDoor
	site  string
}

// Signed implements web.Hook.
func (h hookOf) Signed(s hook.Signature, body []byte) bool { return h.door.signed(s, body) }

// Hooked implements web.Hook.
func (h hookOf) Hooked(result string) { h.metrics.Hooked(h.site, result) }

// Hint implements web.Hook.
func (h hookOf) Hint(ctx context.Context, delivery string, e hook.Event) string {
	if !h.hints.first(h.site, delivery) {
		return hook.ResultRepeated
	}
	ctx, cancel := context.WithTimeout(ctx, hookPatience)
	defer cancel()
	own, cared := e.Account != "" && e.Account == h.account(ctx), false
	for _, i := range e.Issues {
		for _, sync := range h.concerned(ctx, i) {
			cared = true
			h.hints.add(h.site, sync, i, own)
		}
	}
	h.log.Debug("webhook", zap.String("site", h.site), zap.String("event", e.Name), zap.Any("issues", e.Issues), zap.Bool("own", own), zap.Bool("cared", cared))
	switch {
	case !cared:
		return hook.ResultIgnored
	case own:
		return hook.ResultOwn
	}
	return hook.ResultTaken
}

// account is the id of our own account, as the last cycle that asked has learned it; ""
// where nobody knows it.
func (h hookOf) account(ctx context.Context) string {
	var a jira.Account
	data, _, ok, err := h.store.Cached(ctx, reconcile.AccountName(h.site))
	if err != nil || !ok || json.Unmarshal(data, &a) != nil {
		return ""
	}
	return a.ID
}

// concerned lists the syncs of the site for which an issue may matter: those that follow
// its project, and all where it is mirrored. A store that does not answer says nothing
// against it.
func (h hookOf) concerned(ctx context.Context, i hook.Issue) []string {
	var out, others []string
	for _, name := range h.world.order {
		s := h.world.syncs[name]
		switch {
		case s.site.Name != h.site:
		case slices.Contains(s.mapping.Projects(), model.Project(i.Key)):
			out = append(out, name)
		default:
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return out
	}
	if known, err := h.store.Mirrored(ctx, h.site, i.ID, i.Key); known || err != nil {
		out = append(out, others...)
	}
	return out
}

// hooked lists the sites that take webhooks.
func (w *world) hooked() []string {
	var out []string
	for _, s := range w.cfg.Sites() {
		if w.hooks[s.Name] != nil {
			out = append(out, s.Name)
		}
	}
	return out
}

// hookDoors reads the secrets of all webhooks. They are returned, too: nobody may print
// them.
func (w *world) hookDoors(m materials) ([]secret.Secret, error) {
	var keys []secret.Secret
	for _, s := range w.cfg.Sites() {
		door, err := doorOf(s, m)
		if err != nil {
			return nil, fmt.Errorf("read %s.webhook.secret: %w", w.cfg.At(s.Name), err)
		}
		if door != nil {
			w.hooks[s.Name] = door
			keys = append(keys, door.key)
		}
	}
	return keys, nil
}
