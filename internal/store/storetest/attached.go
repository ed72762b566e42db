package storetest

import (
	"runtime"
	"testing"
	"time"

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

// attachedLater checks that a result which is looked at again names what it names then: the
// one row of it, once, and until it is read anew.
func attachedLater(t *testing.T, s *store.Store) {
	b := batch(run(1), model.Failed, cart("adds"), cart("pays"))
	for i := range b.Results {
		b.Results[i].Ref = string(rune('1' + i))
	}
	ingest(t, s, b, 1, 2)
	named := func(name string) []string {
		w := world(t, s)
		for _, l := range w.Lines {
			if l.Case == cart(name).ID {
				return w.Failures[l.LineKey].Defects
			}
		}
		return nil
	}
	again := model.ReportOf("unit", b.Results[0])
	again.Defects = []string{"SHOP-9"}
	gone := again
	gone.Ref = "7"
	for _, want := range []int{1, 0} {
		n, err := s.SetAttached(t.Context(), []model.Report{again, gone})
		must(t, err)
		equal(t, "changed", n, want)
	}
	equal(t, "named by the one", named("adds"), again.Defects)
	equal(t, "named by the other", len(named("pays")), 0)
	ingest(t, s, b, 1, 1)
	equal(t, "after it was read without", len(named("adds")), 0)
}

// aheadOfTime checks that a result of a clock that is ahead has happened when it arrives,
// and that it is no other result when it is told again.
func aheadOfTime(t *testing.T, s *store.Store) {
	b := batch(run(1), model.Failed, cart("adds"))
	b.Results[0].Finished = time.Now().Add(48 * time.Hour)
	ingest(t, s, b, 1, 1)
	if at := only(t, world(t, s)).Deciding.Finished; time.Until(at) > 0 {
		t.Errorf("it finished at %s, which is yet to come", at)
	}
	ingest(t, s, b, 0, 0)
	first := only(t, world(t, s)).Deciding.Finished
	for time.Since(first) < 5*time.Millisecond { // times are kept in milliseconds
		runtime.Gosched()
	}
	b.Results[0].Defects = []string{"SHOP-9"}
	ingest(t, s, b, 1, 1)
	if at := only(t, world(t, s)).Deciding.Finished; !at.Equal(first) {
		t.Errorf("it names a defect by now, and has finished at %s, not at %s any more", at, first)
	}
	b.Results[0].Outcome = model.Passed
	ingest(t, s, b, 1, 1)
	if at := only(t, world(t, s)).Deciding.Finished; at.Equal(first) || time.Until(at) > 0 {
		t.Errorf("it says something else by now, and has finished at %s", at)
	}
}
