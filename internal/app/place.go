package app

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.uber.org/zap"

	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
)

// errHome is every claim of a store that is at home already.
var errHome = errors.New("this store is at home here: there is nothing to claim")

// here is the place that a world writes from.
func (h *House) here(w *world) record.Home {
	path := h.store.Path()
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	home := record.Home{Path: path, Jiras: jirasOf(w.cfg), At: h.opt.Now().UTC()}
	home.Host, home.Name = machine(w.cfg.Store.Host, os.Environ())
	if h.store.Shared() {
		home.Path = store.Place(path)
		if w.cfg.Store.Host == "" && !store.Local(path) {
			home.Host, home.Name = "", home.Path // every instance writes from elsewhere
		}
	}
	return home
}

// machine names this machine: by the config, else by its id and its name, because a
// clone has the id of what it was cloned from. Containers get a new name with every
// start, and many the id of their image: there the machine does not count.
func machine(configured string, environ []string) (id, name string) {
	if configured != "" {
		return configured, configured
	}
	if contained(environ) {
		return "", "a container"
	}
	name, err := os.Hostname()
	if err != nil {
		name = "a machine without a name"
	}
	// The name that the network gave it last says nothing: it may be another tomorrow.
	lasting := said("/etc/machine-id") + "\x00" + said("/etc/hostname")
	if lasting == "\x00" {
		lasting = name
	}
	// The id itself is not to be shown (machine-id(5)).
	mac := hmac.New(sha256.New, []byte("syncd home"))
	mac.Write([]byte(lasting))
	return hex.EncodeToString(mac.Sum(nil))[:16], name
}

// said is what a small file says, "" where there is none: on others than Linux, and in
// small images.
func said(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// contained reports whether this process runs in a container.
func contained(environ []string) bool {
	for _, file := range []string{"/.dockerenv", "/run/.containerenv"} {
		if _, err := os.Stat(file); err == nil {
			return true
		}
	}
	return slices.ContainsFunc(environ, func(v string) bool {
		return strings.HasPrefix(v, "KUBERNETES_SERVICE_HOST=") || strings.HasPrefix(v, "container=") && v != "container="
	})
}

// moved says why a cycle may write nothing because of where the store is, "" if it
// may. A store without a home is claimed by the first cycle that may write, before it
// does.
func (h *House) moved(ctx context.Context, w *world, mayWrite bool) (string, error) {
	here := h.here(w)
	home, known, err := h.store.Home(ctx)
	switch {
	case err != nil:
		return "", err
	case known:
		return home.Moved(here), nil
	case mayWrite:
		return "", h.store.SetHome(ctx, here)
	}
	return "", nil
}

// wrote records when and where the store was last written from, for whoever finds it
// elsewhere. Failing that costs them the time only.
func (h *House) wrote(ctx context.Context, w *world, c record.Cycle) {
	if c.Count(plan.Skipped) == len(c.Outcomes) {
		return
	}
	if err := h.store.SetHome(context.WithoutCancel(ctx), h.here(w)); err != nil {
		h.opt.Log.Warn("it could not be recorded where this store was written from", zap.Error(err))
	}
}

// Claim lets the store write from here from now on and returns where it was at home
// before. The next cycles look for all that is ours before they create anything.
func (h *House) Claim(ctx context.Context) (record.Home, error) {
	here := h.here(h.world.Load())
	home, known, err := h.store.Home(ctx)
	switch {
	case err != nil:
		return home, err
	case !known || home.Elsewhere(here) == "":
		return home, errHome // a store that never wrote is claimed by its first write
	}
	here.At = cmp.Or(home.At, here.At) // a claim is no write
	if err := h.store.MoveIn(ctx, here, home.OtherJira(here)); err != nil {
		return home, fmt.Errorf("claim store: %w", err)
	}
	h.forgetMarks()
	h.opt.Log.Warn("the store is claimed", zap.String("from", home.Name), zap.String("path", home.Path), zap.Any("jiras", home.All()))
	return home, nil
}
