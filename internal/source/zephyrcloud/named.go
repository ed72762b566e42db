package zephyrcloud

import (
	"context"
	"regexp"

	"syncd/internal/source"
)

// executionKey is how a Ref looks: nothing else may come into a path.
var executionKey = regexp.MustCompile(`^[A-Z][A-Z0-9_]+-E[1-9][0-9]*$`)

// execution reads one execution with all that it links. The API's description lets one that
// links nothing leave its links out.
func (p *Project) execution(ctx context.Context, ref string) (wireExecution, error) {
	var e wireExecution
	doing := "read execution " + ref
	if !executionKey.MatchString(ref) {
		return e, &source.Error{Kind: source.Refused, Doing: doing, Message: "it is no execution of Zephyr Scale"}
	}
	q := map[string][]string{ofSteps: {"true"}}
	if err := p.api.get(ctx, doing, "testexecutions/"+ref, "testexecutions/{key}", q, &e); err != nil {
		return e, err
	}
	if e.Key != ref {
		return e, &source.Error{Kind: source.Unavailable, Doing: doing, Message: "the answer is of no execution, or of another"}
	}
	return e, nil
}

// Named implements source.Asker.
func (p *Project) Named(ctx context.Context, ref string) ([]string, error) {
	e, err := p.execution(ctx, ref)
	if err != nil {
		return nil, err
	}
	return e.defects(), nil
}
