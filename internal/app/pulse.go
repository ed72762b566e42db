package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"syncd/internal/store"
)

// pingPatience bounds one question to the store that should take a millisecond.
const pingPatience = 10 * time.Second

// heartbeat proves that the store answers and is still ours; only then does the
// service manager hear from us, so that a daemon that hangs is replaced. A database
// server that is away is waited for: another start would not bring it back.
func (d *Daemon) heartbeat(ctx context.Context) {
	asked, cancel := context.WithTimeout(ctx, pingPatience)
	err := d.store.Ping(asked)
	cancel()
	// A server that is away, which takes as long as it takes, is no fault of ours.
	away := d.store.Shared() && (errors.Is(err, store.ErrAway) || errors.Is(err, context.DeadlineExceeded))
	d.mu.Lock()
	back := d.failed != nil && err == nil && !d.pulse.IsZero()
	d.failed = err
	if err == nil || away {
		d.pulse = d.opt.Now()
	}
	d.mu.Unlock()
	if err != nil {
		d.log.Error("heartbeat fails", zap.Error(err))
	}
	if err == nil || away {
		d.notify("WATCHDOG=1")
	}
	if back {
		d.log.Info("the store is back")
	}
	if err == nil {
		d.gauge(ctx)
	}
}

// gauge refreshes the metrics that no cycle reports.
func (d *Daemon) gauge(ctx context.Context) {
	for _, name := range d.Syncs() {
		_, on, err := d.store.Paused(ctx, name, d.opt.Now().UTC())
		if err == nil {
			d.metrics.Paused(name, on)
		}
	}
	for name, box := range d.world.Load().boxes {
		d.metrics.LastPush(name, box.LastPush())
	}
	if st, err := d.store.Stats(ctx); err == nil {
		d.metrics.Ledger(st.Entries)
	}
}

// Healthy reports whether the daemon's heart beats.
func (d *Daemon) Healthy(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if age := d.opt.Now().Sub(d.pulse); age > 4*beat {
		return fmt.Errorf("no heartbeat for %s", age.Round(time.Second))
	}
	return nil
}

// Ready reports whether the daemon can do its work: the store answers and is ours.
// Jira being away is no reason to take it out of service: it heals by itself.
func (d *Daemon) Ready(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.failed
}
