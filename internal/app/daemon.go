package app

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/metrics"
	"syncd/internal/notify"
	"syncd/internal/record"
	"syncd/internal/schedule"
	"syncd/internal/source"
	"syncd/internal/web"
	"syncd/internal/web/gate"
)

const (
	// graceful is how long cycles under way may take to end after a stop signal; what
	// is cut off then is settled by the next start. It stays below the unit's
	// TimeoutStopSec.
	graceful = 25 * time.Second
	// beat is how often the daemon proves to itself and to systemd that it lives. It
	// stays well below the unit's WatchdogSec.
	beat = 15 * time.Second
)

// Daemon is a house that runs cycles on a schedule, shows pages and answers commands.
type Daemon struct {
	*House
	log     *zap.Logger
	metrics *metrics.Set
	gather  http.Handler
	shown   shown        // what the metrics have been told
	hints   *hints       // what webhooks have told
	gate    *gate.Gate   // of the public listener; nil where there is neither TLS nor login
	notify  func(string) // tells systemd
	begun   time.Time
	news    chan struct{} // holds one where the courier should look at once

	reloading sync.Mutex      // guards work, and what begins shifts
	work      context.Context // of all cycles: ends when they must be cut off; nil where none may begin

	mu     sync.Mutex
	shifts []*shift // the last is the one at work; earlier ones are ending
	pulse  time.Time
	failed error // why the last heartbeat failed
}

// OpenDaemon builds a house that will Run. notify tells the service manager; it may
// be nil.
func OpenDaemon(ctx context.Context, opt Options, notify func(string)) (*Daemon, error) {
	if notify == nil {
		notify = func(string) {}
	}
	entry, err := openGate(opt)
	if err != nil {
		return nil, err
	}
	reg := metrics.Registry()
	syncs, sources := names(opt.Config)
	set := metrics.New(reg, opt.Version, syncs, sources, targets(opt.Config))
	opt.Observer = set.Observer()
	house, err := Open(ctx, opt)
	if err != nil {
		return nil, err
	}
	d := &Daemon{House: house, log: house.opt.Log, metrics: set, gather: metrics.Handler(reg), gate: entry, notify: notify, begun: house.opt.Now(), news: make(chan struct{}, 1)}
	d.hints = newHints(time.Now, d.byHint, d.busyAt)
	house.cycled, house.hinted, house.notified = d.cycled, d.hints.take, set.Notified
	house.collect.told = func(c record.Collected) { set.Source(c, d.opt.Now()) }
	set.Reloaded(true, d.begun)
	set.Budgets(budgets(opt.Config))
	set.Projects(projects(opt.Config)...)
	set.Hooks(d.world.Load().hooked()...)
	set.Notifiers(notifierNames(opt.Config)...)
	set.Bound(boundsOf(opt.Config))
	d.shown.forget()
	set.Hold(!house.store.Shared())
	if !house.store.Shared() {
		d.recall(ctx)
	}
	return d, nil
}

// Run serves and runs cycles until the context ends, then stops in reverse: no new
// cycles, those under way to their end or their deadline, listeners, store.
func (d *Daemon) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	doors, err := d.open(ctx, work)
	if err != nil {
		return errors.Join(err, d.Close())
	}
	var chores sync.WaitGroup
	chores.Go(func() { d.upkeep(ctx) })
	chores.Go(func() { d.courier(ctx) })
	chores.Go(func() { d.watchQuality(ctx) })
	d.notify("READY=1")
	d.log.Info("syncd runs", zap.String("version", d.opt.Version), zap.Strings("syncs", d.Syncs()),
		zap.String("web", doors.address()), zap.String("control", d.opt.Config.Control.Socket))
	err = d.live(ctx, doors)
	d.notify("STOPPING=1")
	d.log.Info("syncd stops", zap.Duration("grace", graceful))
	d.end(cancel)
	chores.Wait()
	return errors.Join(err, doors.close(cancel), d.Close())
}

// open opens the doors and begins the first shift. A reload that comes earlier, by a
// signal or through a door, waits or begins nothing: two shifts would never end.
func (d *Daemon) open(ctx, work context.Context) (*doors, error) {
	d.reloading.Lock()
	defer d.reloading.Unlock()
	d.heartbeat(ctx) // before anybody can ask whether it beats
	doors, err := d.openDoors(ctx, work)
	if err != nil {
		return nil, err
	}
	d.work = work
	d.begin(work)
	return doors, nil
}

// live waits for the end, with a heartbeat meanwhile.
func (d *Daemon) live(ctx context.Context, doors *doors) error {
	ticker := time.NewTicker(beat)
	defer ticker.Stop()
	relief := time.NewTicker(d.leases.span / 4)
	defer relief.Stop()
	if !d.store.Shared() {
		relief.Stop()
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-doors.failed:
			return err
		case <-ticker.C:
			d.heartbeat(ctx)
		case <-relief.C:
			d.relieve(ctx)
		}
	}
}

// cycled counts a finished cycle.
func (d *Daemon) cycled(c record.Cycle) {
	d.shown.cycled(c, d.metrics.Cycle)
	d.hints.cycled(d.world.Load().syncs[c.Sync].site.Name, c)
	d.gauge(context.Background())
	if !c.Dry {
		d.hurry()
	}
}

// pages is the handler of pages and API. On the control socket everybody may act, on
// the public listener those who log in and are named.
func (d *Daemon) pages(mayAct bool) http.Handler {
	o := web.Options{Board: board{d.House, d.status}, Acts: d, Health: d, Inbox: inbox{d}, Hooks: hooks{d}, Metrics: d.gather, Log: d.log.Named("web"),
		Version: d.opt.Version, External: d.opt.Config.Web.URL, Now: d.opt.Now, Span: schedule.ParseSpan, MayAct: mayAct}
	if !mayAct && d.gate != nil {
		o.Login = d.gate
		o.Admin = func(user string) bool { return slices.Contains(d.world.Load().cfg.Web.Admins, user) }
	}
	return web.New(o)
}

// names lists the syncs and sources of a configuration.
func names(cfg *config.Config) (syncs, sources []string) {
	for _, s := range cfg.Syncs {
		syncs = append(syncs, s.Name)
	}
	for _, s := range cfg.Sources {
		sources = append(sources, s.Name)
	}
	return syncs, sources
}

// targets lists whom requests are sent to, as metrics name them.
func targets(cfg *config.Config) []string {
	out := slices.Concat(siteNames(cfg), slices.Sorted(maps.Keys(budgets(cfg))))
	for _, n := range cfg.Notifiers {
		out = append(out, notify.Target(n.Name))
	}
	return out
}

// budgets are how many requests a minute sources allow themselves: those that ask a server.
func budgets(cfg *config.Config) map[string]int {
	out := map[string]int{}
	for _, s := range cfg.Sources {
		if b, ok := s.Config.(source.Budgeted); ok {
			out[s.Name] = b.Budget()
		}
	}
	return out
}

// projects lists the Jira projects of a configuration.
func projects(cfg *config.Config) []string {
	var out []string
	for _, s := range cfg.Syncs {
		out = append(append(out, s.Stories.Projects...), s.Defects.Project)
	}
	return out
}

// OnCycle has f called with every finished cycle, beside the metrics. It must be set
// before Run.
func (d *Daemon) OnCycle(f func(record.Cycle)) {
	d.House.cycled = func(c record.Cycle) {
		d.cycled(c)
		f(c)
	}
}
