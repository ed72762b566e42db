package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/model"
	"syncd/internal/push"
	"syncd/internal/secret"
	"syncd/internal/source"
	"syncd/internal/store"
	"syncd/internal/web"
)

// pushBox is a source that results may be pushed to.
type pushBox struct {
	source.Receiver
	token secret.Secret
	limit int64
}

// boxOf reads the token of a source; nil where nothing may be pushed to it.
func boxOf(s config.Source, src source.Source, environ []string) (*pushBox, error) {
	cfg, ok := s.Config.(source.Pushable)
	if !ok || cfg.PushToken().IsZero() {
		return nil, nil
	}
	receiver, ok := src.(source.Receiver)
	if !ok {
		return nil, fmt.Errorf("nothing can be pushed to sources of kind %s", s.Kind)
	}
	token, err := config.ReadSecret(cfg.PushToken(), environ)
	if err != nil {
		return nil, fmt.Errorf("read push.token: %w", err)
	}
	return &pushBox{Receiver: receiver, token: token, limit: cfg.PushLimit()}, nil
}

// inbox is the daemon as CI jobs see it.
type inbox struct{ *Daemon }

// Enter implements web.Inbox. Every token is compared, whichever matches: how long it
// takes says nothing.
func (i inbox) Enter(name string, token secret.Secret, trusted bool) (web.Box, error) {
	w := i.world.Load()
	var opens []string
	for _, source := range w.pushable() {
		if same := w.boxes[source].token.Equal(token); same && !token.Empty() || trusted {
			opens = append(opens, source)
		}
	}
	switch {
	case len(w.boxes) == 0:
		return nil, web.ErrNoPush
	case len(opens) == 0:
		if _, ok := w.boxes[name]; ok {
			i.metrics.Pushed(name, push.ResultDenied, 0)
		}
		return nil, web.ErrNoToken
	case !slices.Contains(opens, name):
		return nil, &web.NoBox{Sources: opens}
	}
	return box{pushBox: w.boxes[name], inbox: i, name: name}, nil
}

// pushable lists the sources that take pushes, in the order of the config.
func (w *world) pushable() []string {
	var out []string
	for _, s := range w.cfg.Sources {
		if w.boxes[s.Name] != nil {
			out = append(out, s.Name)
		}
	}
	return out
}

// box is one source for one push.
type box struct {
	*pushBox
	inbox
	name string
}

// Limit implements web.Box.
func (b box) Limit() int64 { return b.limit }

// Known implements web.Box.
func (b box) Known(ctx context.Context, id model.RunID) (bool, error) {
	_, err := b.store.Run(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Trigger implements web.Box. While the daemon starts or stops there is no schedule;
// what was pushed is read by the cycles that every start begins with.
func (b box) Trigger() bool {
	used := false
	w, shift := b.world.Load(), b.current()
	for _, name := range w.order {
		if !slices.Contains(w.syncs[name].Sources, b.name) {
			continue
		}
		used = true
		if shift == nil {
			continue
		}
		if err := shift.loop.TriggerSoon(name, "push"); err != nil {
			b.log.Debug("a sync was removed while results were pushed to it", zap.String("sync", name), zap.Error(err))
		}
	}
	return used
}

// Pushed implements web.Box.
func (b box) Pushed(result string, bytes int64) {
	b.metrics.Pushed(b.name, result, bytes)
	b.metrics.LastPush(b.name, b.LastPush())
}
