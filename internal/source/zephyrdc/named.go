package zephyrdc

import (
	"context"

	"syncd/internal/source"
)

// Named implements source.Asker.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	at, err := locate(ref)
	if err != nil {
		return nil, err
	}
	now, there, err := p.look(ctx, at)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, &source.Error{Kind: source.NotFound, Doing: "read result " + ref, Message: "it is no more"}
	}
	return keys(now.results[now.at].Links), nil
}
