package app

import (
	"context"
	"errors"
	"fmt"

	"syncd/internal/model"
	"syncd/internal/source"
)

// Ask looks at results again in their tools, and keeps which issues they name by now. It
// says how many name others than before. Results of tools that cannot be asked, and those
// that are gone, stay as they are known. A tool that does not answer, or asks to be left
// alone, is asked no more: each further question could take a minute.
func (c *collector) Ask(ctx context.Context, reports []model.Report) (int, error) {
	var found []model.Report
	var errs []error
	down := map[string]bool{}
	for _, r := range reports {
		src, _ := c.source(r.Source)
		asker, ok := src.(source.Asker)
		if !ok || down[r.Source] {
			continue
		}
		named, err := asker.Named(ctx, r.Ref)
		switch {
		case errors.Is(err, errors.ErrUnsupported), source.KindOf(err) == source.NotFound:
		case err != nil:
			down[r.Source] = source.KindOf(err) != source.Refused
			errs = append(errs, fmt.Errorf("%s: %w", r.Source, err))
		default:
			r.Defects = named
			found = append(found, r)
		}
	}
	if len(found) == 0 {
		return 0, errors.Join(errs...)
	}
	changed, err := c.store.SetAttached(ctx, found)
	return changed, errors.Join(append(errs, err)...)
}
