package app

import (
	"context"
	"errors"
	"time"

	"go.uber.org/zap"

	"syncd/internal/record"
	"syncd/internal/store"
)

const (
	upkeepEvery = 24 * time.Hour
	// expiryNotice is how long before the token's last day the log begins to say so.
	expiryNotice = 30 * 24 * time.Hour
)

// upkeep does once a day what no cycle does: it forgets what need not be kept, and
// looks at the calendar. It ends with the context.
func (d *Daemon) upkeep(ctx context.Context) {
	ticker := time.NewTicker(upkeepEvery)
	defer ticker.Stop()
	for {
		d.expiry()
		d.prune(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// prune forgets results and runs that are older than store.keep says.
func (d *Daemon) prune(ctx context.Context) {
	keep := d.world.Load().cfg.Store.Keep
	work, err := d.leases.take(ctx, ctx, want{name: "upkeep", rest: upkeepEvery / 2})
	if errors.Is(err, store.ErrHeld) {
		return // another instance sees to it
	}
	if err != nil {
		d.log.Error("old results could not be removed", zap.Error(err))
		return
	}
	defer work.done()
	gone, err := work.store.Prune(work.ctx, keep.Results, keep.Runs, d.opt.Now().UTC())
	if err != nil {
		if ctx.Err() == nil {
			d.log.Error("old results could not be removed", zap.Error(err))
		}
		return
	}
	if _, err := work.store.PruneTrends(work.ctx, d.opt.Now().UTC().Add(-keep.Trends)); err != nil {
		d.log.Error("old trends could not be removed", zap.Error(err))
	}
	if _, err := work.store.PruneLetters(work.ctx, d.opt.Now().UTC().Add(-record.LetterKeep)); err != nil {
		d.log.Error("old letters could not be removed", zap.Error(err))
	}
	if gone.Results+gone.Runs+gone.Cycles == 0 {
		return
	}
	d.log.Info("old results are removed", zap.Int("results", gone.Results), zap.Int("runs", gone.Runs), zap.Int("cycles", gone.Cycles))
}

// expiry warns of a token that ends soon: Jira has no call that would tell.
func (d *Daemon) expiry() {
	cfg := d.world.Load().cfg
	for _, s := range cfg.Sites() {
		ends := s.Auth.Expires
		if ends.IsZero() {
			continue
		}
		if left := ends.Sub(d.opt.Now()); left < expiryNotice {
			d.log.Warn("the token of "+cfg.At(s.Name)+".auth ends soon: make a new one and put it in its place",
				zap.String("expires", ends.Format(time.DateOnly)), zap.Int("days_left", int(left.Hours()/24)))
		}
	}
}
