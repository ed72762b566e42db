package qase

import (
	"context"
	"slices"

	"syncd/internal/source"
)

// readResult reads one result.
func (p *Project) readResult(ctx context.Context, at place) (wireResult, error) {
	row, err := get[wireResult](ctx, p.api, "read result "+at.hash, "result/"+p.code+"/"+at.hash, "result/{code}/{hash}", nil)
	if err == nil && string(row.Hash) != at.hash {
		err = &source.Error{Kind: source.Unavailable, Doing: "read result " + at.hash, Message: "the answer is of another result"}
	}
	return row, err
}

// Named implements source.Asker: the lines of the result's comment, and what Qase's own
// defects name that are of it. A result does not tell of those, so that all are listed.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	at, err := locate(ref)
	if err != nil {
		return nil, err
	}
	row, err := p.readResult(ctx, at)
	if err != nil {
		return nil, err
	}
	_, keys := split(string(row.Comment))
	list, err := p.listDefects(ctx)
	if err != nil {
		return nil, err
	}
	for _, w := range list {
		if t := w.tie(); slices.Contains(t.Results, at.hash) {
			keys = union(keys, t.Keys)
		}
	}
	return keys, nil
}

// listDefects lists Qase's own defects.
func (p *Project) listDefects(ctx context.Context) ([]wireDefect, error) {
	return all[wireDefect](ctx, p.api, "list the defects of project "+p.cfg.Project, "defect/"+p.code, "defect/{code}", nil)
}
