package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/record"
)

// Reload builds a new world from the configuration and swaps it in once it is
// complete. A configuration with a fault keeps the old one at work. Cycles under way
// end with the world they began with.
func (d *Daemon) Reload(context.Context) error {
	d.reloading.Lock() // a signal and a request may come together
	defer d.reloading.Unlock()
	d.notify("RELOADING=1")
	defer d.notify("READY=1")
	err := d.reload()
	d.metrics.Reloaded(err == nil, d.opt.Now())
	if err != nil {
		d.log.Error("configuration is not reloaded; the old one stays at work", zap.Error(err))
		return err
	}
	d.log.Info("configuration is reloaded", zap.Strings("syncs", d.Syncs()))
	return nil
}

// reload does all that can fail before it touches anything that lives.
func (d *Daemon) reload() error {
	if d.opt.Load == nil {
		return errors.New("this daemon has no configuration file to read again")
	}
	cfg, report := d.opt.Load()
	if err := report.Err(); err != nil {
		return err
	}
	if err := cfg.CheckWeb().Err(); err != nil {
		return err
	}
	w, err := build(cfg, d.materials())
	if err != nil {
		return err
	}
	for _, setting := range restart(d.opt.Config, cfg) {
		d.log.Warn("a changed setting takes effect at the next start only", zap.String("setting", setting))
	}
	old := d.current()
	d.use(w)
	syncs, sources := names(cfg)
	d.metrics.Configure(syncs, sources, targets(cfg))
	d.metrics.Budgets(budgets(cfg))
	d.metrics.Projects(projects(cfg)...)
	d.metrics.Hooks(w.hooked()...)
	d.metrics.Notifiers(notifierNames(cfg)...)
	d.metrics.Bound(boundsOf(cfg))
	d.shown.forget()
	if !d.store.Shared() { // where it is, whoever exports looks by itself
		d.recall(context.Background())
	}
	d.hints.keep(d.has)
	if d.work != nil {
		d.begin(d.work)
	}
	if old != nil {
		old.stop()
	}
	return nil
}

// restart lists the changed settings that a reload cannot take up.
func restart(old, now *config.Config) []string {
	var out []string
	for name, changed := range map[string]bool{
		"store.url":                          old.Store.Path != now.Store.Path,
		"web.listen":                         old.Web.Listen != now.Web.Listen,
		"web.url (the pages' own addresses)": old.Web.URL != now.Web.URL,
		"web.config_file (its name; what is in it is read again by itself)": old.Web.ConfigFile != now.Web.ConfigFile,
		"control.socket": old.Control.Socket != now.Control.Socket,
		"log":            old.Log != now.Log,
	} {
		if changed {
			out = append(out, name)
		}
	}
	return out
}

// Trigger asks for a cycle of a sync as soon as possible.
func (d *Daemon) Trigger(_ context.Context, sync string) error {
	if !d.has(sync) {
		return fmt.Errorf("%w: no sync %q; the config has: %s", record.ErrNotFound, sync, strings.Join(d.Syncs(), ", "))
	}
	s := d.current()
	if s == nil {
		return errors.New("syncd is still starting: try again in a moment")
	}
	return s.loop.Trigger(sync, "api")
}

// Pause pulls the brake of one sync, or of all.
func (d *Daemon) Pause(ctx context.Context, p record.Pause) error {
	if p.At.IsZero() {
		p.At = d.opt.Now().UTC()
	}
	if err := d.SetPause(ctx, p); err != nil {
		return err
	}
	until := zap.Skip()
	if !p.Until.IsZero() {
		until = zap.Time("until", p.Until)
	}
	d.log.Warn("writing is paused", zap.String("sync", p.Sync), zap.String("reason", p.Reason), zap.String("who", p.Who), until)
	d.gauge(ctx)
	return nil
}

// Resume lets go of the brake.
func (d *Daemon) Resume(ctx context.Context, sync string) error {
	if err := d.House.Resume(ctx, sync); err != nil {
		return err
	}
	d.log.Info("writing is resumed", zap.String("sync", sync))
	d.gauge(ctx)
	return nil
}

// Say does what somebody said, and has every sync see to it.
func (d *Daemon) Say(ctx context.Context, s Say) ([]string, error) {
	told, err := d.House.Say(ctx, s)
	if err != nil {
		return told, err
	}
	d.log.Info("somebody has spoken", zap.String("who", s.Who), zap.String("verb", string(s.Verb)), zap.Strings("told", told))
	for _, name := range d.Syncs() {
		if err := d.Trigger(ctx, name); err != nil {
			d.log.Warn("a cycle could not be asked for", zap.String("sync", name), zap.Error(err))
		}
	}
	return told, nil
}
