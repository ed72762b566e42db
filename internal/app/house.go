package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/hook"
	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/reconcile"
	"syncd/internal/record"
	"syncd/internal/store"
)

// Options is what a house is built from.
type Options struct {
	Config  *config.Config
	Environ []string
	Version string
	Now     func() time.Time
	Log     *zap.Logger
	// Load reads the configuration anew; nil means that it cannot be reloaded.
	Load func() (*config.Config, config.Report)
	// Observer is told of every request; nil observes nothing. A daemon counts with its
	// own.
	Observer httpx.Observer
	// Transport replaces the network in tests; nil means a real one.
	Transport http.RoundTripper
	// Pulled is told after each part of a source that takes several: how many results they
	// have brought so far, and how far it is. Sources tell at once; nil tells nobody.
	Pulled func(source string, results int, p model.Progress)
	// NoSync leaves out fsync, for tests that die on purpose in one process.
	NoSync bool
}

// House is a built house: a store, and the world of a configuration. It runs cycles
// when asked; a Daemon asks on a schedule.
type House struct {
	opt     Options
	store   *store.Store
	leases  leases
	world   atomic.Pointer[world]
	collect *collector
	turns   *turns
	mu      sync.Mutex
	busy    map[string]chan struct{} // per sync, full while a cycle runs: two of one sync make no sense
	marks   map[string]bool          // syncs that have looked for our marks since Open
	touched map[string]time.Time     // by site: when its ledger was last up to date, as far as we saw
	cycled  func(record.Cycle)       // told of every finished cycle
	// notified is told of every try to tell people something.
	notified func(notifier, result string)
	hinted   func(sync string) []hook.Issue // issues that a cycle should read whatever the search shows; asked once by each
}

// Open builds the house and opens its store. Whoever opens must Close.
func Open(ctx context.Context, opt Options) (*House, error) {
	opt = opt.filled()
	h := &House{opt: opt, busy: map[string]chan struct{}{}, marks: map[string]bool{}, notified: func(string, string) {},
		hinted: func(string) []hook.Issue { return nil }}
	w, err := build(opt.Config, h.materials())
	if err != nil {
		return nil, err
	}
	at, err := StoreOptions(opt.Config, opt.Environ)
	if err != nil {
		return nil, err
	}
	at.Now, at.NoSync = opt.Now, opt.NoSync
	st, err := store.Open(ctx, at)
	if err != nil {
		return nil, err
	}
	h.store, h.leases = st, leases{store: st, span: opt.Config.Store.Lease, log: opt.Log.Named("lease")}
	h.collect = &collector{store: st, leases: h.leases, now: opt.Now, told: func(record.Collected) {}, pulled: opt.Pulled, log: opt.Log.Named("collect"), busy: map[string]*sync.Mutex{}}
	h.turns = &turns{leases: h.leases, busy: map[string]chan struct{}{}}
	h.use(w)
	h.cycled = h.tellNow
	return h, nil
}

// tellNow tells people at the end of a cycle what there is to tell: a command has no
// courier that would do it later. What does not arrive waits for the next one.
func (h *House) tellNow(c record.Cycle) {
	if !c.Dry {
		h.deliver(context.Background())
	}
}

// filled returns the options with their defaults.
func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = zap.NewNop()
	}
	if o.Pulled == nil {
		o.Pulled = func(string, int, model.Progress) {}
	}
	return o
}

// materials are what worlds are built with.
func (h *House) materials() materials {
	o := h.opt
	return materials{environ: o.Environ, transport: o.Transport, observer: tellingWaits(o.Observer, o.Log), now: o.Now, log: o.Log, version: o.Version,
		spool:  o.Config.Store.Spool, // a reload cannot move the store
		people: func(ctx context.Context) ([]byte, error) { return h.store.PeopleKey(ctx) }}
}

// use swaps in a complete world. Cycles under way end with the one they began with.
func (h *House) use(w *world) {
	h.collect.swap(w.sources)
	if old := h.world.Swap(w); old != nil && !maps.Equal(jirasOf(old.cfg), jirasOf(w.cfg)) {
		h.forgetMarks() // what was looked for was another owner's, or at another Jira
	}
}

// Close ends the house. Cycles must have ended before.
func (h *House) Close() error { return h.store.Close() }

// Syncs lists the configured syncs by name, in the order of the config.
func (h *House) Syncs() []string { return h.world.Load().order }

// Ask is what is asked of one cycle.
type Ask struct {
	Sync    string
	Trigger string
	Dry     bool // plan, and make nothing
	Wait    bool // for files that are being written and creates that were not answered
	// Only, unless nil, are the changes that may be made; they were planned for Aim.
	Only []plan.Pick
	Aim  Aim
}

// Cycle runs one cycle of one sync and returns its record. It waits for a cycle of
// the same sync that is under way.
func (h *House) Cycle(ctx context.Context, ask Ask) (record.Cycle, error) {
	return h.cycle(ctx, ctx, ask)
}

// cycle is Cycle that gives its wait up when wait ends: what has begun ends with ctx
// only, but nothing begins any more.
func (h *House) cycle(ctx, wait context.Context, ask Ask) (record.Cycle, error) {
	lock := h.lock(ask.Sync)
	select {
	case lock <- struct{}{}:
		defer func() { <-lock }()
	case <-wait.Done():
	}
	if err := wait.Err(); err != nil {
		return record.Cycle{}, fmt.Errorf("stopped before the cycle of %s began: %w", ask.Sync, err)
	}
	// Only now: the configuration may have been reloaded while this cycle waited, and
	// whoever took a policy back must not see a later cycle write by the old one.
	w := h.world.Load()
	sync, ok := w.syncs[ask.Sync]
	if !ok {
		return record.Cycle{}, fmt.Errorf("there is no sync %q; the config has: %s", ask.Sync, strings.Join(w.order, ", "))
	}
	if err := ask.aimed(w); err != nil {
		return record.Cycle{}, err
	}
	work, err := h.leases.take(ctx, wait, ask.want(sync.Cron, h.opt.Now()))
	if err != nil {
		return record.Cycle{}, err
	}
	defer work.done()
	ctx = work.ctx
	if err := h.remember(ctx, work.store, sync.site.Name); err != nil {
		return record.Cycle{}, err
	}
	moved, err := h.moved(ctx, w, !ask.Dry)
	if err != nil {
		return record.Cycle{}, err
	}
	home, _, err := h.store.Home(ctx)
	if err != nil {
		return record.Cycle{}, err
	}
	gate := w.sites[sync.site.Name]
	h.obey(ctx, w, sync.site.Name)
	r := &reconcile.Runner{Moved: moved, Mapping: sync.mapping.Patient(sync.Cron.Interval(h.opt.Now())), Sources: h.collect, Store: keeping(work.store.Ledger(sync.site.Name), moved, home, h.here(w)),
		Now: h.opt.Now, Log: h.opt.Log.Named("cycle"), Wait: ask.Wait, Looked: h.looked(ask.Sync, false),
		Site: reconcile.Site{Name: sync.site.Name, Reader: gate, Planner: gate, Editor: gate, Settle: sync.site.Settle,
			IndexLag: sync.site.IndexLag, Sweep: sync.site.Sweep}}
	if sync.site.Browse == "" && sync.site.Behind() {
		r.Site.Server = gate.Server
	}
	if !ask.Dry {
		if moved == "" {
			r.Teller = work.store
		}
		r.Site.Writers = &reconcile.Writers{Inspector: gate, Writer: gate, Linker: gate, Attacher: gate, Backlinks: backlinks{w.tools, h.turns}}
		if r.Site.Page, err = h.pages(ctx, w, sync.site.Name); err != nil {
			return record.Cycle{}, err
		}
	}
	how := reconcile.How{ID: cycleID(h.opt.Now()), Trigger: ask.Trigger, Only: ask.Only}
	if !ask.Dry && ask.Only == nil { // hints are for a cycle that may act on what it sees
		how.Hints = h.hinted(ask.Sync)
	}
	c := r.RunOnce(ctx, how)
	h.looked(ask.Sync, r.Looked)
	h.share(ctx, w, sync.site.Name)
	_ = h.remember(context.WithoutCancel(ctx), work.store, sync.site.Name) // for the next cycle, which asks again
	h.wrote(ctx, w, c)
	h.cycled(c)
	return c, nil
}

// looked reports whether a cycle of the sync has looked for our marks since the house
// was opened, and remembers that one just has.
func (h *House) looked(sync string, now bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.marks[sync] = h.marks[sync] || now
	return h.marks[sync]
}

// remember remembers when the ledger was last up to date. One that is older than it was has
// been put back from a copy under our feet, which a database allows: what was made since
// then is looked for before anything is created.
func (h *House) remember(ctx context.Context, st *store.Store, site string) error {
	touched, err := st.Touched(ctx, site)
	if err != nil {
		return err
	}
	h.mu.Lock()
	back := touched.Before(h.touched[site])
	if h.touched == nil {
		h.touched = map[string]time.Time{}
	}
	h.touched[site] = touched
	h.mu.Unlock()
	if back {
		h.opt.Log.Warn("the store went back in time: what is ours is looked for in jira before anything is created")
		h.forgetMarks()
	}
	return nil
}

// forgetMarks has every sync look for our marks again before it creates.
func (h *House) forgetMarks() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.marks)
	clear(h.touched)
}

// lock returns the lock of one sync.
func (h *House) lock(name string) chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.busy[name] == nil {
		h.busy[name] = make(chan struct{}, 1)
	}
	return h.busy[name]
}

// SetPause pulls the brake, Resume lets go; every cycle asks before its next write.
func (h *House) SetPause(ctx context.Context, p record.Pause) error {
	if p.Sync != "" && !h.has(p.Sync) {
		return fmt.Errorf("there is no sync %q; the config has: %s", p.Sync, strings.Join(h.Syncs(), ", "))
	}
	if strings.TrimSpace(p.Reason) == "" {
		return errors.New("say why with --reason: whoever finds syncd paused must know whom to ask")
	}
	return h.store.SetPause(ctx, p)
}

// Resume lets go of the brake of one sync, or of the one over all with "".
func (h *House) Resume(ctx context.Context, sync string) error {
	if sync != "" && !h.has(sync) {
		return fmt.Errorf("there is no sync %q; the config has: %s", sync, strings.Join(h.Syncs(), ", "))
	}
	return h.store.Resume(ctx, sync)
}

// Pauses lists what is paused now.
func (h *House) Pauses(ctx context.Context) ([]record.Pause, error) {
	return h.store.Pauses(ctx, h.opt.Now().UTC())
}

// has reports whether the config has a sync of that name.
func (h *House) has(name string) bool {
	_, ok := h.world.Load().syncs[name]
	return ok
}

// cycleID names a cycle: its time, so that ids sort, and a few random letters, so
// that two in one second differ.
func cycleID(now time.Time) string {
	return now.UTC().Format("20060102-150405-") + strings.ToLower(rand.Text()[:4])
}
