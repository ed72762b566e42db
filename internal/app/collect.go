package app

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/source"
	"syncd/internal/store"
)

// collectTimeout bounds one collection from one source, in however many parts.
const collectTimeout = 10 * time.Minute

// partTime is how long a source reads before it ends a part: what it has read by then is
// kept, also where a tool allows so few requests that a full part would take longer than
// one collection may.
const partTime = 2 * time.Minute

// collector reads sources into the store. One source is read by one cycle at a time,
// however many syncs and instances use it: a cursor must not be advanced by two.
type collector struct {
	sources map[string]source.Source
	store   *store.Store
	leases  leases
	now     func() time.Time
	told    func(record.Collected) // of each part that was kept, and of collections that failed
	// pulled is told how far a source is that takes several parts, and how many results they
	// have brought.
	pulled func(source string, results int, p model.Progress)
	log    *zap.Logger
	mu     sync.Mutex
	busy   map[string]*sync.Mutex
}

// Collect fetches what is new in one source and keeps it, each part with its cursor in one
// transaction. An error may follow parts that were kept: what is returned counts those.
func (c *collector) Collect(ctx context.Context, name string, wait bool) (record.Collected, []model.Fault, error) {
	out := record.Collected{Source: name}
	src, ok := c.source(name)
	if !ok {
		return out, nil, fmt.Errorf("there is no source %q", name)
	}
	lock := c.lock(name)
	lock.Lock()
	defer lock.Unlock()
	work, err := c.leases.take(ctx, ctx, want{name: "source/" + name, patient: true})
	if err != nil {
		return out, nil, err
	}
	defer work.done()
	p := pull{collector: c, name: name, source: src, store: work.store, wait: wait}
	return p.run(work.ctx)
}

// swap replaces the sources. Collections under way end with the one they began with.
func (c *collector) swap(sources map[string]source.Source) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sources = sources
}

// source returns a source by name.
func (c *collector) source(name string) (source.Source, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	src, ok := c.sources[name]
	return src, ok
}

// lock returns the source's lock.
func (c *collector) lock(name string) *sync.Mutex {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy[name] == nil {
		c.busy[name] = &sync.Mutex{}
	}
	return c.busy[name]
}
