package desired

import (
	"cmp"
	"slices"

	"syncd/internal/model"
)

// reports lists what tools know of the failures of some lines, each result once.
func reports(w model.World, failing []model.Line) []model.Report {
	var out []model.Report
	for _, l := range failing {
		out = append(out, w.Reports[l.LineKey]...)
	}
	slices.SortFunc(out, func(a, b model.Report) int {
		return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.Ref, b.Ref), a.Finished.Compare(b.Finished))
	})
	return slices.CompactFunc(out, func(a, b model.Report) bool { return a.Source == b.Source && a.Ref == b.Ref })
}
