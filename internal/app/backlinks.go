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
