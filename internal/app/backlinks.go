package app

import (
	"context"

	"syncd/internal/config"
	"syncd/internal/explain"
	"syncd/internal/source"
)

// backlinks writes into the test tools of some sources, by their names. Only cycles that
// may write are given one.
type backlinks map[string]source.Backlinker

// Backlink implements apply.Backlinks.
func (b backlinks) Backlink(ctx context.Context, name string, link source.Backlink) (source.Trace, error) {
	tool, err := b.tool(name, link)
	if err != nil {
		return "", err
	}
	return tool.Backlink(ctx, link)
}

// Retest implements apply.Backlinks.
func (b backlinks) Retest(ctx context.Context, name string, link source.Backlink) (source.Trace, error) {
	tool, err := b.tool(name, link)
	if err != nil {
		return "", err
	}
	return tool.Retest(ctx, link)
}

// tool returns the tool behind a source. A plan asks for none that is not there, unless the
// configuration was changed since.
func (b backlinks) tool(name string, link source.Backlink) (source.Backlinker, error) {
	tool, ok := b[name]
	if !ok {
		return nil, &source.Error{Kind: source.Refused, Doing: "write to result " + link.Ref + " of " + name,
			Message: "nothing can be written to this source", Cure: "set write_back for it"}
	}
	return tool, nil
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
	w.tools[s.Name] = inTurn{door.GuardWriter(tool), s.Name, make(chan struct{}, 1)}
	return nil
}

// inTurn writes one thing at a time: a tool is read and then written with what it had and one
// more, and of two syncs that do so at once the later would take away what the other put.
type inTurn struct {
	tool source.Backlinker
	name string
	busy chan struct{} // full while somebody writes
}

// Backlink implements source.Backlinker.
func (t inTurn) Backlink(ctx context.Context, link source.Backlink) (source.Trace, error) {
	return t.wait(ctx, link, t.tool.Backlink)
}

// Retest implements source.Backlinker.
func (t inTurn) Retest(ctx context.Context, link source.Backlink) (source.Trace, error) {
	return t.wait(ctx, link, t.tool.Retest)
}

// wait writes when it is our turn.
func (t inTurn) wait(ctx context.Context, link source.Backlink, write func(context.Context, source.Backlink) (source.Trace, error)) (source.Trace, error) {
	select {
	case t.busy <- struct{}{}:
		defer func() { <-t.busy }()
		return write(ctx, link)
	case <-ctx.Done(): // nothing was sent
		return "", &source.Error{Kind: source.Unavailable, Doing: "write to result " + link.Ref + " of " + t.name, Err: ctx.Err()}
	}
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
