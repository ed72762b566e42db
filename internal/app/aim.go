package app

import (
	"fmt"

	"syncd/internal/config"
	"syncd/internal/model"
)

// Aim is where a configuration writes, and which one it is: a plan that was made for
// one aim must not be carried out at another.
type Aim struct {
	URL    string `json:"jira"`
	Owner  string `json:"owner"`
	Config string `json:"config"` // digest of all settings; differs without harm
}

// Aim is where the present configuration writes.
func (h *House) Aim() Aim { return aimOf(h.world.Load().cfg) }

// aimOf is where a configuration writes.
func aimOf(cfg *config.Config) Aim {
	parts := []string{"config:v1"}
	for _, s := range cfg.Effective() {
		parts = append(parts, s.Path, s.Value)
	}
	return Aim{URL: cfg.Jira.URL, Owner: cfg.Jira.Owner, Config: model.Key16(parts...)}
}

// aimed refuses changes that were planned for another Jira or owner.
func (a Ask) aimed(w *world) error {
	here := aimOf(w.cfg)
	switch {
	case a.Only == nil:
		return nil
	case a.Aim.URL != here.URL:
		return fmt.Errorf("the plan was made for %s, and jira.url is %s: make a new plan", a.Aim.URL, here.URL)
	case a.Aim.Owner != here.Owner:
		return fmt.Errorf("the plan was made for owner %s, and jira.owner is %s: make a new plan", a.Aim.Owner, here.Owner)
	}
	return nil
}
