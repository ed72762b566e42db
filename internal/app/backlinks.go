package app

import (
	"context"
	"sync"

	"syncd/internal/config"
	"syncd/internal/explain"
	"syncd/internal/source"
)

// backlinks writes into the test tools of some sources, one thing at a time. Only cycles
// that may write are given one.
type backlinks struct {
	tools map[string]source.Backlinker // by the names of their sources
	turns *turns
}

// Backlink implements apply.Backlinks.
func (b backlinks) Backlink(ctx context.Context, name string, link source.Backlink) (source.Trace, error) {
	return b.write(ctx, name, link, source.Backlinker.Backlink)
}

// Retest implements apply.Backlinks.
func (b backlinks) Retest(ctx context.Context, name string, link source.Backlink) (source.Trace, error) {
	return b.write(ctx, name, link, source.Backlinker.Retest)
}

// write writes into the tool behind a source when it is our turn. A plan asks for no tool
// that is not there, unless the configuration was changed since.
func (b backlinks) write(ctx context.Context, name string, link source.Backlink, how func(source.Backlinker, context.Context, source.Backlink) (source.Trace, error)) (source.Trace, error) {
	doing := "write to result " + link.Ref + " of " + name
	tool, ok := b.tools[name]
	if !ok {
		return "", &source.Error{Kind: source.Refused, Doing: doing, Message: "nothing can be written to this source", Cure: "set write_back for it"}
	}
	ctx, done, err := b.turns.take(ctx, name)
	if err != nil { // nothing was sent
		return "", &source.Error{Kind: source.Unavailable, Doing: doing, Err: err}
	}
	defer done()
	return how(tool, ctx, link)
}

// turns has one thing at a time written into a tool, whichever sync, instance or reloaded
// configuration writes it: a tool is read and then written with what it had and one more, and
// of two that do so at once the later would take away what the other put.
type turns struct {
	leases leases
	mu     sync.Mutex
	busy   map[string]chan struct{} // by source, full while somebody writes
}

// take waits for the turn to write into the tool of a source. Its context ends with the turn.
func (t *turns) take(ctx context.Context, source string) (context.Context, func(), error) {
	t.mu.Lock()
	if t.busy[source] == nil {
		t.busy[source] = make(chan struct{}, 1)
	}
	busy := t.busy[source]
	t.mu.Unlock()
	select {
	case busy <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	work, err := t.leases.take(ctx, ctx, want{name: "tool/" + source, patient: true})
	if err != nil {
		<-busy
		return nil, nil, err
	}
	return work.ctx, func() { work.done(); <-busy }, nil
}

// keepBacklinker builds the side of a source that writes, where the configuration asks for
// one.
func (w *world) keepBacklinker(s config.Source, env source.Env, door source.Door) error {
	cfg, ok := s.Config.(source.Writable)
	if !ok || writeBack(s) == source.WriteNothing {
		return nil
	}
	tool, err := cfg.Backlinker(env)
	if err != nil {
		return err
	}
	w.tools[s.Name] = door.GuardWriter(tool)
	return nil
}

// writeBack is what is written into the tool of a source. What it cannot be asked for is
// not wished.
func writeBack(s config.Source) source.WriteBack {
	cfg, ok := s.Config.(source.Writable)
	if !ok {
		return source.WriteNothing
	}
	switch how := cfg.WriteBack(); {
	case how == source.WriteKeyRetest && !s.Abilities.Retests:
		return source.WriteKey
	case how == source.WriteKey, how == source.WriteKeyRetest:
		return how
	}
	return source.WriteNothing
}

// writesBack says of a sync's sources what is written into their tools.
func writesBack(cfg *config.Config, names []string) map[string]source.WriteBack {
	out := map[string]source.WriteBack{}
	for _, name := range names {
		if s, ok := cfg.Source(name); ok && writeBack(s) != source.WriteNothing {
			out[name] = writeBack(s)
		}
	}
	return out
}

// pages returns where the issues of a site have their pages, for tools that link to them.
func (h *House) pages(ctx context.Context, w *world, site string) (func(key string) string, error) {
	at, err := explain.Addresses(ctx, h.store, w.cfg)
	if err != nil {
		return nil, err
	}
	return func(key string) string { return explain.Browse(at[site], key) }, nil
}
