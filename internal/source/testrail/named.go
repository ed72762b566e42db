package testrail

import (
	"context"
	"strings"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Named implements source.Asker.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	at, err := locate(ref)
	if err != nil {
		return nil, err
	}
	rows, i, err := (&writer{project: p}).rows(ctx, at)
	if err != nil {
		return nil, err
	}
	if i < 0 {
		return nil, &source.Error{Kind: source.NotFound, Doing: "read result " + at.result, Message: "it is no more"}
	}
	var out []string
	for _, r := range of(rows, i) {
		out = union(out, model.Keys(strings.ToUpper(string(r.Defects))))
	}
	return out, nil
}
