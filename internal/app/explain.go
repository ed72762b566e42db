package app

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"syncd/internal/config"
	"syncd/internal/explain"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
)

// Explain reads from a store why what a text names stands as it does: the key of an
// issue, or the id, the title, or a part of one, of a case.
func Explain(ctx context.Context, cfg *config.Config, st *store.Store, text string, now time.Time) (record.Why, error) {
	var syncs []reconcile.Mapping
	for _, s := range cfg.Syncs {
		m, err := compile(cfg, s)
		if err != nil {
			return record.Why{}, fmt.Errorf("build sync %s: %w", s.Name, err)
		}
		syncs = append(syncs, m)
	}
	return explain.Of(cfg, st, now, syncs).Explain(ctx, text)
}

// explainers are those that tell what the present configuration means.
func (h *House) explainers() explain.All {
	w := h.world.Load()
	var syncs []reconcile.Mapping
	for _, name := range w.order {
		syncs = append(syncs, w.syncs[name].mapping)
	}
	return explain.Of(w.cfg, h.store, h.opt.Now(), syncs)
}

// addWhy says on the page of a case why it stands as it does. It reads what is known of
// all cases, as a cycle does: about three milliseconds per hundred.
func (b board) addWhy(ctx context.Context, view *record.CaseView) error {
	e := b.explainers()
	if err := e.Load(ctx); err != nil {
		return err
	}
	one := e.Whole(view.Case)
	why, err := e.Case(ctx, one.ID)
	if err != nil || len(why.Syncs) == 0 {
		return err
	}
	if one.ID != view.Case.ID {
		why.Asked = view.Case.ID
	}
	view.Why = &why
	return nil
}

// Explain asks the daemon why what a text names stands as it does.
func (r *Remote) Explain(ctx context.Context, text string) (record.Why, error) {
	var why record.Why
	err := r.call(ctx, http.MethodGet, explainPath+"?"+url.Values{"of": {text}}.Encode(), nil, &why)
	return why, err
}
