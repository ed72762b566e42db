package source

import (
	"context"
	"errors"
	"slices"
)

// Asker is a Source that can look at one result again. A tester who files a bug by hand
// names it minutes after the result: right before a defect is made for a manual failure it
// is looked at once more.
type Asker interface {
	Source
	// Named returns the issues that a result names now, as model.Result.Defects has them. An
	// error of kind NotFound says that there is no such result any more; one that wraps
	// errors.ErrUnsupported, that the tool cannot be asked.
	Named(ctx context.Context, ref string) ([]string, error)
}

// Named asks the source behind the door.
func (g guarded) Named(ctx context.Context, ref string) ([]string, error) {
	asker, ok := g.Source.(Asker)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	c := cleaner{door: g.door, seen: map[string]string{}}
	names, err := asker.Named(ctx, ref)
	if err != nil {
		return nil, c.fault(err)
	}
	return slices.DeleteFunc(names, func(key string) bool { return c.text(key) != key }), nil
}
