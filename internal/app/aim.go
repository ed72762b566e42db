package app

import (
	"cmp"
	"fmt"

	"syncd/internal/config"
	"syncd/internal/model"
	"syncd/internal/record"
)

// Aim is where a configuration writes, and which one it is: a plan that was made for
// one aim must not be carried out at another.
type Aim struct {
	Jiras  map[string]record.Jira `json:"jiras"`
	Config string                 `json:"config"` // digest of all settings; differs without harm
}

// Aim is where the present configuration writes.
func (h *House) Aim() Aim { return aimOf(h.world.Load().cfg) }

// aimOf is where a configuration writes.
func aimOf(cfg *config.Config) Aim {
	parts := []string{"config:v1"}
	for _, s := range cfg.Effective() {
		parts = append(parts, s.Path, s.Value)
	}
	return Aim{Jiras: jirasOf(cfg), Config: model.Key16(parts...)}
}

// jirasOf are the Jira sites of a configuration and as whom it writes to them.
func jirasOf(cfg *config.Config) map[string]record.Jira {
	out := map[string]record.Jira{}
	for _, s := range cfg.Sites() {
		out[s.Name] = record.Jira{URL: s.URL, Owner: s.Owner}
	}
	return out
}

// siteNames lists the Jira sites of a configuration by name.
func siteNames(cfg *config.Config) []string {
	var out []string
	for _, s := range cfg.Sites() {
		out = append(out, s.Name)
	}
	return out
}

// aimed refuses changes that were planned for another Jira or owner.
func (a Ask) aimed(w *world) error {
	site := w.syncs[a.Sync].site
	there, at := a.Aim.Jiras[site.Name], w.cfg.At(site.Name)
	switch {
	case a.Only == nil:
		return nil
	case there.URL != site.URL:
		return fmt.Errorf("the plan was made for %s, and %s.url is %s: make a new plan", cmp.Or(there.URL, "another Jira"), at, site.URL)
	case there.Owner != site.Owner:
		return fmt.Errorf("the plan was made for owner %s, and %s.owner is %s: make a new plan", there.Owner, at, site.Owner)
	}
	return nil
}
