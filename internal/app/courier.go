package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/notify"
	"syncd/internal/record"
	"syncd/internal/store"
)

// rounds is the longest that the courier rests between two looks: another instance may
// have left something, and a digest may be due.
const rounds = time.Minute

// notifyLease is the name of the lease under which people are told.
const notifyLease = "notify"

// courier tells people what there is to tell, until the context ends. A cycle that ends
// has it look at once.
func (d *Daemon) courier(ctx context.Context) {
	for {
		rest := rounds
		if next := d.deliver(ctx); !next.IsZero() {
			rest = max(time.Second, min(rest, next.Sub(d.opt.Now())))
		}
		timer := time.NewTimer(rest)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-d.news:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// hurry has the courier look at once.
func (d *Daemon) hurry() {
	select {
	case d.news <- struct{}{}:
	default: // it will look anyway
	}
}

// deliver writes the digests that are due and sends what waits, unless another instance is
// at it, or the store is not at home here. It returns when to look again, zero if nothing
// waits.
func (h *House) deliver(ctx context.Context) time.Time {
	w := h.world.Load()
	if len(w.routes) == 0 || ctx.Err() != nil {
		return time.Time{}
	}
	next, err := h.deliverAs(ctx, w)
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, store.ErrHeld): // another instance tells
	default:
		h.opt.Log.Error("people could not be told", zap.Error(err))
	}
	return next
}

// deliverAs is deliver with its errors.
func (h *House) deliverAs(ctx context.Context, w *world) (time.Time, error) {
	due, err := h.dueDigests(ctx, w)
	if err != nil {
		return time.Time{}, err
	}
	waiting, err := h.store.WaitingLetters(ctx)
	if err != nil || len(waiting)+len(due) == 0 {
		return time.Time{}, err
	}
	if moved, err := h.moved(ctx, w, false); err != nil || moved != "" {
		return time.Time{}, err // a copy has nothing to say; the overview says why
	}
	work, err := h.leases.take(ctx, ctx, want{name: notifyLease})
	if err != nil {
		return time.Time{}, err
	}
	defer work.done()
	for _, n := range due {
		if err := h.digest(work.ctx, work.store, w, n); err != nil {
			return time.Time{}, err
		}
	}
	c := notify.Courier{Outbox: work.store, Routes: w.routes, Now: h.opt.Now, Log: h.opt.Log.Named("notify"), Told: h.notified}
	return c.Deliver(work.ctx)
}

// digestName is under which name the store keeps what digests of a notifier have told.
func digestName(notifier string) string { return "digest/" + notifier }

// dueDigests lists the notifiers whose digests are due. One whose schedule is new begins
// with the next time on it.
func (h *House) dueDigests(ctx context.Context, w *world) ([]config.Notifier, error) {
	var out []config.Notifier
	for _, n := range w.cfg.Notifiers {
		if n.Digest.Schedule == "" {
			continue
		}
		was, known, err := digested(ctx, h.store, n.Name)
		if err != nil {
			return nil, err
		}
		if next := n.Digest.Cron.Next(was.At); !known || !next.IsZero() && !next.After(h.opt.Now()) {
			out = append(out, n)
		}
	}
	return out, nil
}

// digested reads what the digests of a notifier have told.
func digested(ctx context.Context, st *store.Store, notifier string) (d record.Digested, known bool, err error) {
	data, err := st.Told(ctx, digestName(notifier))
	if err != nil || data == nil {
		return d, false, err
	}
	if err := json.Unmarshal(data, &d); err != nil {
		return d, false, fmt.Errorf("read what the digests of %s have told: %w", notifier, err)
	}
	return d, true, nil
}

// digest writes the digests of a notifier: those that were missed, while nobody was there,
// are told once and as things stand now.
func (h *House) digest(ctx context.Context, st *store.Store, w *world, n config.Notifier) error {
	now := h.opt.Now().UTC()
	was, known, err := digested(ctx, st, n.Name) // again, now that nobody else writes it
	if err != nil {
		return err
	}
	rules := record.DigestRules{Notifier: n.Name, Kinds: n.Digest.Kinds(), Web: w.cfg.Web.URL, Due: now, Now: now}
	told, events := record.Digested{At: now}, []record.Event(nil)
	if known {
		if rules.Due = n.Digest.Cron.Next(was.At); rules.Due.After(now) {
			return nil // another instance was faster
		}
		for next := rules.Due; !next.IsZero() && !next.After(now); next = n.Digest.Cron.Next(next) {
			rules.Due = next
		}
		scopes, err := st.Scopes(ctx, w.cfg.Notifies(n.Name))
		if err != nil {
			return err
		}
		told, events = record.Digests(was, scopes, rules)
	}
	data, err := json.Marshal(told)
	if err != nil {
		return fmt.Errorf("write what the digests of %s tell: %w", n.Name, err)
	}
	return st.Tell(ctx, digestName(n.Name), data, record.Letters(events, []string{n.Name}, now))
}
