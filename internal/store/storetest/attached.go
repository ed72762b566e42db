package storetest

import (
	"testing"

	"syncd/internal/model"
	"syncd/internal/store"
)

// attachedDefects checks that a joined case keeps what people attached to its failure in
// one tool although another one reports the failure that decides, until it has passed.
func attachedDefects(t *testing.T, s *store.Store) {
	auto, tool := cart("pays"), cart("adds")
	auto.IDs, tool.IDs, tool.Source = []string{"testrail:C1"}, []string{"testrail:C1"}, "manual"
	byHand := run(2)
	byHand.Source, byHand.ID, byHand.Context.Branch = "manual", "manual-2", ""
	b := batch(byHand, model.Failed, tool)
	b.Source, b.Results[0].Defects = "manual", []string{"SHOP-9", "id:10007"}
	ingest(t, s, b, 1, 1)
	ingest(t, s, batch(run(3), model.Failed, auto), 1, 1)
	view := model.View{Sources: []string{"unit", "manual"}, Tools: []string{"manual"}}
	attached := func() []string {
		w, err := s.World(t.Context(), view)
		must(t, err)
		return w.Failures[only(t, w).LineKey].Defects
	}
	equal(t, "attached by hand", attached(), []string{"SHOP-9", "id:10007"})
	ingest(t, s, batch(run(4), model.Passed, auto), 1, 1)
	ingest(t, s, batch(run(5), model.Failed, auto), 1, 1)
	equal(t, "attached before the pass", len(attached()), 0)
	view.Exclude = func(r model.Run) bool { return r.ID == run(4).ID }
	equal(t, "without the pass", attached(), []string{"SHOP-9", "id:10007"})
}
