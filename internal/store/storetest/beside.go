package storetest

import (
	"testing"

	"syncd/internal/model"
	"syncd/internal/store"
)

// besideJoined checks that cases of which there is only one lose nothing where others are
// joined: what their failures say, which issues they name, and who hears of the defect.
func besideJoined(t *testing.T, s *store.Store) {
	auto, tool, alone := cart("pays"), cart("adds"), cart("sums")
	auto.IDs, tool.IDs = []string{"testrail:C1"}, []string{"testrail:C1"}
	tool.Source, alone.Source = "manual", "manual"
	ingest(t, s, batch(run(1), model.Failed, auto), 1, 1)
	byHand := run(2)
	byHand.Source, byHand.ID = "manual", "manual-2"
	b := batch(byHand, model.Failed, tool, alone)
	b.Source, b.Results[1].Ref, b.Results[1].Defects = "manual", "9002", []string{"SHOP-8"}
	ingest(t, s, b, 1, 2)
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit", "manual"}, Tools: []string{"manual"}})
	must(t, err)
	key := model.LineKey{Case: alone.ID, Branch: "main"}
	equal(t, "joined", len(w.Joined), 1)
	equal(t, "defects of the other", w.Failures[key].Defects, []string{"SHOP-8"})
	if len(w.Reports[key]) != 1 || w.Reports[key][0].Ref != "9002" || w.Failures[key].Failure == nil {
		t.Errorf("failure of the other: %+v, reports %+v", w.Failures[key], w.Reports[key])
	}
}
