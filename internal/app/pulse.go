package app

import (
	"context"
	"fmt"
	"time"

	"go.uber.org/zap"
)

// heartbeat proves that the store answers and is still ours; only then does the
// service manager hear from us, so that a daemon that hangs is replaced.
func (d *Daemon) heartbeat(ctx context.Context) {
	err := d.store.Ping(ctx)
	d.mu.Lock()
	d.failed = err
	if err == nil {
		d.pulse = d.opt.Now()
	}
	d.mu.Unlock()
	if err != nil {
		d.log.Error("heartbeat fails", zap.Error(err))
		return
	}
	d.notify("WATCHDOG=1")
	d.gauge(ctx)
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
