package app

import (
	"sync"
	"time"

	"go.uber.org/zap"

	"syncd/internal/hook"
	"syncd/internal/plan"
	"syncd/internal/record"
)

const (
	// hintRest is how long a hint waits for others: one deed of a person is often several
	// events.
	hintRest = time.Second
	// hintFloor is the shortest time between two cycles of a sync that hints ask for: a
	// storm of webhooks must not become one of requests.
	hintFloor = 10 * time.Second
	// echoAge is how long after a write of ours an event about it is taken for its echo.
	// Jira's may come half an hour late.
	echoAge = time.Hour
	// echoMax bounds what is remembered of our own writes; beyond it all is forgotten,
	// and an echo costs a cycle that finds nothing.
	echoMax = 10_000
)

// hints is what webhooks have told and no cycle has looked at yet. Losing it is harmless:
// every issue is seen at the next ordinary look.
type hints struct {
	// trigger asks for a cycle of a sync, busy reports whether a cycle of any sync of the
	// site is under way. They are called without the lock.
	trigger func(sync string)
	busy    func(site string) bool
	now     func() time.Time

	mu    sync.Mutex
	seen  map[string]*hook.Seen // by site
	waits map[string]*awaited   // by sync
	wrote map[string]time.Time  // when we last wrote to an issue, by site and key
}

// awaited is what one sync should look at.
type awaited struct {
	hook.Hints
	site  string
	timer *time.Timer // nil where none runs
	rung  time.Time   // when a cycle was last asked for
}

// newHints returns hints that ask for cycles by trigger.
func newHints(now func() time.Time, trigger func(string), busy func(string) bool) *hints {
	return &hints{now: now, trigger: trigger, busy: busy, seen: map[string]*hook.Seen{}, waits: map[string]*awaited{}, wrote: map[string]time.Time{}}
}

// first reports whether a delivery of a site comes for the first time.
func (h *hints) first(site, delivery string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.seen[site] == nil {
		h.seen[site] = &hook.Seen{}
	}
	return h.seen[site].First(delivery)
}

// add has a sync look at an issue soon.
func (h *hints) add(site, sync string, i hook.Issue, own bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.waits[sync]
	if w == nil || w.site != site {
		w = &awaited{site: site}
		h.waits[sync] = w
	}
	w.Add(i, own)
	if w.timer == nil {
		h.arm(sync, w, max(hintRest, w.rung.Add(hintFloor).Sub(h.now())))
	}
}

// arm has the hints of a sync looked through after a while.
func (h *hints) arm(sync string, w *awaited, after time.Duration) {
	w.timer = time.AfterFunc(after, func() { h.ring(sync, w) })
}

// ring asks for a cycle if there is anything to look at. What our own account did is held
// back while any cycle of the site is at work: only afterwards is known what it wrote.
func (h *hints) ring(sync string, w *awaited) {
	if h.due(sync, w) {
		h.trigger(sync)
	}
}

// due reports whether a cycle should be asked for now.
func (h *hints) due(sync string, w *awaited) bool {
	busy := h.busy(w.site)
	h.mu.Lock()
	defer h.mu.Unlock()
	w.timer = nil
	if h.waits[sync] != w {
		return false
	}
	now := h.now()
	if !busy {
		w.Drop(func(i hook.Issue) bool { return h.echo(w.site, i, now) })
	}
	switch any, own := w.Any(); {
	case !any:
		return false
	case own && busy:
		h.arm(sync, w, hintRest)
		return false
	}
	w.rung = now
	return true
}

// echo reports whether we have written to an issue lately.
func (h *hints) echo(site string, i hook.Issue, now time.Time) bool {
	at, ok := h.wrote[site+":"+i.Key]
	return ok && i.Key != "" && now.Sub(at) < echoAge
}

// take returns what a cycle of a sync should look at and forgets it.
func (h *hints) take(sync string) []hook.Issue {
	h.mu.Lock()
	defer h.mu.Unlock()
	if w := h.waits[sync]; w != nil {
		return w.Take()
	}
	return nil
}

// cycled remembers what a cycle tried to write: of what failed, the answer may have been
// lost.
func (h *hints) cycled(site string, c record.Cycle) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.wrote) > echoMax {
		clear(h.wrote)
	}
	now := h.now()
	for _, o := range c.Outcomes {
		if o.Result == plan.Skipped || o.Change.Work.Backlink != nil { // a test tool's, not Jira's
			continue
		}
		keys := []string{o.Issue, o.Change.Target.Issue}
		if l := o.Change.Work.IssueLink; l != nil {
			keys = append(keys, l.From, l.To)
		}
		for _, key := range keys {
			if key != "" {
				h.wrote[site+":"+key] = now
			}
		}
	}
}

// keep forgets the syncs that a new configuration no longer has.
func (h *hints) keep(has func(sync string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, w := range h.waits {
		if !has(name) {
			if w.timer != nil {
				w.timer.Stop()
			}
			delete(h.waits, name)
		}
	}
}

// byHint asks for a cycle of a sync. While the daemon starts or stops there is no
// schedule; every start begins with a cycle, which takes the hints.
func (d *Daemon) byHint(sync string) {
	shift := d.current()
	if shift == nil {
		return
	}
	if err := shift.loop.Trigger(sync, "webhook"); err != nil {
		d.log.Debug("a sync was removed while a webhook told of its issues", zap.String("sync", sync), zap.Error(err))
	}
}

// busyAt reports whether a cycle of any sync of a site is under way.
func (d *Daemon) busyAt(site string) bool {
	for name, s := range d.world.Load().syncs {
		if s.site.Name == site && len(d.lock(name)) > 0 {
			return true
		}
	}
	return false
}
