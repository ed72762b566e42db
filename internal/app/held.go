package app

import (
	"context"
	"encoding/json"
	"time"

	"go.uber.org/zap"

	"syncd/internal/httpx"
)

// heldName is the name under which the store keeps until when a site asked to be left
// alone.
func heldName(site string) string { return site + ":held" }

// obey learns until when a site asked to be left alone: another instance, or a command
// that has ended, was told so. One budget serves them all.
func (h *House) obey(ctx context.Context, w *world, site string) {
	data, _, ok, err := h.store.Cached(ctx, heldName(site))
	var held httpx.Held
	if err == nil && ok {
		err = json.Unmarshal(data, &held)
	}
	if err != nil {
		h.opt.Log.Warn("until when a jira asked to be left alone could not be read", zap.String("site", site), zap.Error(err))
		return
	}
	// Nobody is kept waiting for longer than a server may ask: a clock may have been wrong.
	if now := h.opt.Now(); held.Until.After(now) && held.Until.Before(now.Add(24*time.Hour)) {
		w.clients[site].Hold(held)
	}
}

// share tells the others that a site asked to be left alone.
func (h *House) share(ctx context.Context, w *world, site string) {
	held, ok := w.clients[site].Held(h.opt.Now())
	if !ok {
		return
	}
	data, err := json.Marshal(held)
	if err == nil {
		err = h.store.PutCached(context.WithoutCancel(ctx), heldName(site), data, h.opt.Now().UTC())
	}
	if err != nil {
		h.opt.Log.Warn("until when a jira asked to be left alone could not be kept", zap.String("site", site), zap.Error(err))
	}
}
