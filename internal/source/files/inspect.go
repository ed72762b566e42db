package files

import (
	"context"

	"syncd/internal/format"
	"syncd/internal/model"
	"syncd/internal/source"
)

// Inspection is what `syncd inspect` found.
type Inspection struct {
	Files []Inspected `json:"files"`
	// Passed counts the files in folders that no parser knows. There they are
	// normal: logs, screenshots, reports for people.
	Passed int `json:"passed_over"`
}

// Inspected is one file as syncd sees it.
type Inspected struct {
	Path    string                `json:"path"`
	Format  string                `json:"format"` // "" where the file could not be read
	Dialect string                `json:"dialect,omitempty"`
	Run     string                `json:"run,omitempty"` // declared id of the run
	Context model.Context         `json:"context,omitzero"`
	Totals  map[model.Outcome]int `json:"totals"`
	Cases   []InspectedCase       `json:"cases"`
	Faults  []model.Fault         `json:"faults"`
}

// InspectedCase is one case and its result. Neither has an id: ids depend on the
// namespace of the source that a configuration gives them.
type InspectedCase struct {
	model.Case
	ID     string          `json:"id,omitempty"`     // hides that of Case
	Source string          `json:"source,omitempty"` // likewise
	Result InspectedResult `json:"result"`
}

// InspectedResult is a result of no run in particular.
type InspectedResult struct {
	model.Result
	Case string `json:"case,omitempty"` // hides that of Result
	Run  string `json:"run,omitempty"`  // likewise
}

// Inspect reads files and folders without any configuration and without keeping
// anything. What cannot be read is a fault of its file. It ends early with ctx.
func Inspect(ctx context.Context, parsers []format.Parser, paths []string) (Inspection, error) {
	i := &inspector{ctx: ctx, out: Inspection{Files: []Inspected{}},
		folder: &Folder{parsers: parsers, env: source.Env{Name: "inspect", Namespace: "inspect"}, limit: maxFiles}}
	for _, p := range paths {
		if err := i.path(p); err != nil {
			i.add(p, reading{}, err)
		}
	}
	return i.out, ctx.Err()
}

// Unread counts the files and folders that could not be read.
func (i Inspection) Unread() int {
	n := 0
	for _, f := range i.Files {
		if f.Format == "" {
			n++
		}
	}
	return n
}
