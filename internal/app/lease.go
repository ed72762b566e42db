package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/schedule"
	"syncd/internal/store"
)

// StoreOptions are the options to open a configured store with.
func StoreOptions(cfg *config.Config, environ []string) (store.Options, error) {
	o := store.Options{Path: cfg.Store.Path}
	if cfg.Store.Password.IsZero() || !cfg.Store.Postgres() {
		return o, nil
	}
	var err error
	if o.Password, err = config.ReadSecret(cfg.Store.Password, environ); err != nil {
		return o, fmt.Errorf("read store.password: %w", err)
	}
	return o, nil
}

// OpenReader opens a configured store for looking only.
func OpenReader(ctx context.Context, cfg *config.Config, environ []string) (*store.Store, error) {
	o, err := StoreOptions(cfg, environ)
	if err != nil {
		return nil, err
	}
	o.ReadOnly = true
	return store.Open(ctx, o)
}

// syncLease begins the names of the leases of syncs.
const syncLease = "sync/"

// leases takes leases and keeps them while their work goes on.
type leases struct {
	store *store.Store
	span  time.Duration
	log   *zap.Logger
}

// want is one piece of work that somebody would do.
type want struct {
	name string
	// rest is how long ago another instance must have begun it at least.
	rest time.Duration
	// patient waits while others do it; who is not is told so.
	patient bool
}

// again is how often somebody who is patient asks whether the work is free.
const again = 500 * time.Millisecond

// leased is a piece of work that is ours until done is called, or until ctx ends because
// it could not be kept. Everything it writes goes through its store.
type leased struct {
	ctx   context.Context
	store *store.Store
	done  func()
}

// take takes the lease of a piece of work. It gives up its wait when wait ends. Where one
// process has the whole store there is nothing to take.
func (l leases) take(ctx, wait context.Context, w want) (leased, error) {
	if !l.store.Shared() {
		return leased{ctx, l.store, func() {}}, nil
	}
	for told := false; ; told = true {
		lease, err := l.store.Acquire(ctx, w.name, l.span, w.rest)
		if err == nil {
			return l.keep(ctx, lease), nil
		}
		if !errors.Is(err, store.ErrHeld) || !w.patient {
			return leased{}, err
		}
		if !told {
			l.log.Info("waiting for another instance", zap.Error(err))
		}
		select {
		case <-wait.Done():
			return leased{}, fmt.Errorf("stopped while waiting: %w", err)
		case <-time.After(again):
		}
	}
}

// keep renews a lease until its work is done, and then gives it back.
func (l leases) keep(ctx context.Context, lease store.Lease) leased {
	work, stop := schedule.Keep(ctx, l.span, func(ctx context.Context) error {
		err := l.store.Renew(ctx, lease, l.span)
		if err != nil {
			l.log.Warn("a lease could not be renewed", zap.String("work", lease.Name), zap.Error(err))
		}
		if errors.Is(err, store.ErrDeposed) {
			return fmt.Errorf("%w: %w", schedule.ErrLost, err)
		}
		return err
	})
	return leased{work, l.store.Under(lease), func() {
		stop()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), pingPatience)
		defer cancel()
		if err := l.store.Release(ctx, lease); err != nil {
			l.log.Warn("a lease could not be given back: it ends by itself", zap.String("work", lease.Name), zap.Error(err))
		}
	}}
}

// Triggers that nobody waits for: where another instance is at work, that is enough.
const (
	bySchedule = "schedule"
	byStart    = "start"
	byTakeover = "takeover"
)

// want is the work that is asked for. What falls due is left to the instance that has
// begun it less than half an interval ago.
func (a Ask) want(when schedule.Schedule, now time.Time) want {
	w := want{name: syncLease + a.Sync, patient: !slices.Contains([]string{bySchedule, byStart, byTakeover}, a.Trigger)}
	if a.Trigger == bySchedule {
		w.rest = when.Interval(now) / 2
	}
	return w
}

// relieve asks for a cycle of every sync of ours whose lease has run out: whoever had it
// is gone, or cut off.
func (d *Daemon) relieve(ctx context.Context) {
	asked, cancel := context.WithTimeout(ctx, pingPatience)
	defer cancel()
	all, err := d.store.Leases(asked)
	if err != nil {
		return // the heartbeat says so
	}
	s := d.current()
	for _, l := range all {
		name, ok := strings.CutPrefix(l.Name, syncLease)
		if !ok || !l.Expired || !d.has(name) || s == nil {
			continue
		}
		d.log.Warn("a cycle was left unfinished: it is taken over", zap.String("sync", name), zap.String("from", l.Holder), zap.Time("ended", l.Until))
		if err := s.loop.Trigger(name, byTakeover); err != nil {
			d.log.Warn("a cycle could not be asked for", zap.String("sync", name), zap.Error(err))
		}
	}
}
