package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"go.uber.org/zap"

	"syncd/internal/config"
	"syncd/internal/metrics"
	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/store"
)

// qualityLease is the name of the right to export how tests and stories stand. Of several
// instances one has it: series of two would be counted twice.
const qualityLease = "quality"

// shown is what the metrics have been told of each sync.
type shown struct {
	mu     sync.Mutex
	judged map[string]time.Time // when the cycle began whose judgement is shown
	looked map[string]string    // the latest cycle that the store had when it was last looked at
}

// cycled hands a cycle of our own on. It is counted in any case.
func (s *shown) cycled(c record.Cycle, count func(record.Cycle)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !c.Plan.Made.IsZero() {
		s.judged[c.Sync] = c.Started
	}
	count(c)
}

// recalled hands a judgement on that was read, unless a later one is shown already.
func (s *shown) recalled(c record.Cycle, restore func(record.Cycle)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.Started.After(s.judged[c.Sync]) {
		s.judged[c.Sync] = c.Started
		restore(c)
	}
}

// forget begins anew: after a reload, syncs may be others.
func (s *shown) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.judged, s.looked = map[string]time.Time{}, map[string]string{}
}

// news reports whether a cycle of a sync is one that has not been looked at.
func (s *shown) news(sync, cycle string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	old := s.looked[sync]
	s.looked[sync] = cycle
	return old != cycle
}

// boundsOf says how many series about quality a configuration allows.
func boundsOf(cfg *config.Config) metrics.Bounds {
	return metrics.Bounds{Series: cfg.Metrics.MaxSeries, Stories: cfg.Metrics.Stories, Titles: cfg.Web.Titles}
}

// watchQuality takes the right to export quality whenever nobody has it, and exports while
// it is ours. It ends with the context. Where one process has the whole store the right is
// ours from the start.
func (d *Daemon) watchQuality(ctx context.Context) {
	if !d.store.Shared() {
		return
	}
	ticker := time.NewTicker(d.leases.span / 4)
	defer ticker.Stop()
	for {
		if work, err := d.leases.take(ctx, ctx, want{name: qualityLease}); err == nil {
			d.export(work.ctx, ticker.C)
			work.done()
		} else if !errors.Is(err, store.ErrHeld) {
			d.log.Warn("it is not known who exports the series about quality", zap.Error(err))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// export shows how everything stands until the context ends: what others judge, too.
func (d *Daemon) export(ctx context.Context, again <-chan time.Time) {
	d.recall(ctx)
	d.metrics.Hold(true)
	defer d.metrics.Hold(false)
	d.log.Info("the series about quality are exported here")
	for {
		select {
		case <-ctx.Done():
			return
		case <-again:
			d.recall(ctx)
		}
	}
}

// recall tells the metrics what the store knows of each sync and they do not: what was
// judged before a restart, or by another instance. What cannot be read is told by the next
// cycle.
func (d *Daemon) recall(ctx context.Context) {
	sites := map[string]record.Defects{}
	for _, name := range d.Syncs() {
		if err := d.recallSync(ctx, name, sites); err != nil && ctx.Err() == nil {
			d.log.Warn("how things stand could not be read; the next cycle tells it", zap.String("sync", name), zap.Error(err))
		}
	}
}

// recallSync tells the metrics of one sync. sites are the defects that were read already.
func (d *Daemon) recallSync(ctx context.Context, sync string, sites map[string]record.Defects) error {
	last, err := d.store.Cycles(ctx, sync, time.Time{}, 1)
	if err != nil || len(last) == 0 || !d.shown.news(sync, last[0].ID) {
		return err
	}
	c, err := d.store.Judged(ctx, sync)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err == nil {
		c, err = d.store.Cycle(ctx, c.ID) // with its holds
	}
	if err != nil {
		return err
	}
	if c.Readiness, err = d.recallScopes(ctx, sync); err != nil {
		return err
	}
	site := d.world.Load().syncs[sync].site.Name
	if _, read := sites[site]; !read {
		if sites[site], err = d.recallDefects(ctx, site); err != nil {
			return err
		}
	}
	c.Defects = sites[site]
	d.shown.recalled(c, d.metrics.Restore)
	return nil
}

// recallScopes reads how the scopes of a sync stand, with those stories that are named.
func (d *Daemon) recallScopes(ctx context.Context, sync string) ([]readiness.Readiness, error) {
	all, err := d.store.Scopes(ctx, []string{sync})
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if r.Kind == readiness.Filter || !d.world.Load().cfg.Metrics.Stories {
			continue
		}
		page, err := d.store.Members(ctx, record.NameOf(r), record.MemberFilter{})
		if err != nil {
			return nil, err
		}
		all[i].Members = page.Members
	}
	if all == nil {
		all = []readiness.Readiness{} // nothing is judged, which is something else than unknown
	}
	return all, nil
}

// recallDefects reads how the defects of a site stand.
func (d *Daemon) recallDefects(ctx context.Context, site string) (record.Defects, error) {
	book, err := d.store.Book(ctx, site)
	if err != nil {
		return record.Defects{}, err
	}
	mirror, err := d.store.Mirror(ctx, site)
	if err != nil {
		return record.Defects{}, err
	}
	return record.DefectsOf(site, mirror, book.Entries), nil
}
