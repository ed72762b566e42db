package xraydc

import (
	"context"

	"syncd/internal/source"
)

// Named implements source.Asker. A run keeps its defects when it is executed again, so it
// is asked as it is now.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	r, there, err := p.present(ctx, ref)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, &source.Error{Kind: source.NotFound, Doing: "read the test run of result " + ref, Message: "it is no more"}
	}
	return refs(r.Defects), nil
}
