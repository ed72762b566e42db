package app

import (
	"context"
	"slices"

	"syncd/internal/model"
	"syncd/internal/reconcile"
	"syncd/internal/verdict"
)

// nameVersions gives runs the names of the versions that they know by id, as far as the
// cycles of the syncs that read their source have learned them.
func (b board) nameVersions(ctx context.Context, runs ...*model.Run) error {
	w, known := b.world.Load(), map[string]verdict.Releases{}
	for _, run := range runs {
		if !verdict.NamesID(run.Context.Version) {
			continue
		}
		for _, name := range w.order {
			sync := w.syncs[name]
			if !slices.Contains(sync.mapping.Sources, run.Source) {
				continue
			}
			r, ok := known[name]
			if !ok {
				var err error
				if r.Versions, err = reconcile.KnownVersions(ctx, b.store, sync.site.Name, sync.mapping.Keys.Projects); err != nil {
					return err
				}
				known[name] = r
			}
			run.Context.Version = r.Name(run.Context.Version)
		}
	}
	return nil
}
