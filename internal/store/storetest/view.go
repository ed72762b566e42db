package storetest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// excludeOracle checks that a view without some runs says what it would say had they
// never been; of passes it may count fewer.
func excludeOracle(t *testing.T, s *store.Store) {
	for seed := range uint64(2) {
		for i, flip := range []float64{0.4, 0.01} {
			o := newOracle(rand.New(rand.NewPCG(seed, uint64(3+i))), fmt.Sprint("exclude", seed, i), flip)
			for n := range 60 {
				o.step(t, s)
				if n%5 == 4 {
					part := 1 + o.rng.IntN(4)
					o.compareView(t, s, model.View{Exclude: func(r model.Run) bool {
						return int(r.ID[len(r.ID)-1])%4 < part
					}})
				}
			}
		}
	}
}

// compareView folds what a view leaves and looks whether the store says the same.
func (o *oracle) compareView(t *testing.T, s *store.Store, v model.View) {
	t.Helper()
	points, gone := map[model.LineKey][]model.Point{}, map[model.LineKey]bool{}
	for id, results := range o.results {
		for _, r := range results {
			key := model.LineKey{Case: r.Case, Row: r.Row, Environment: r.Environment, Branch: o.runs[id].Context.Branch}
			gone[key] = true
			if !v.Exclude(o.runs[id]) {
				points[key] = append(points[key], model.Point{Run: id, Finished: r.Finished, Outcome: r.Outcome, Flaky: r.Flaky, Signature: r.Signature})
			}
		}
	}
	v.Sources = []string{o.name}
	w, err := s.World(t.Context(), v)
	must(t, err)
	keys := slices.SortedFunc(maps.Keys(points), model.LineKey.Compare)
	if len(keys) != len(w.Lines) {
		t.Fatalf("%d lines, want %d", len(w.Lines), len(keys))
	}
	excluded := 0
	for _, n := range w.Excluded {
		excluded += n
	}
	equal(t, "lines without a run that counts", excluded, len(gone)-len(points))
	for i, key := range keys {
		want := model.Fold(key, points[key])
		got := w.Lines[i]
		if got.Passes < want.Passes && got.Passes >= model.FlakyWindow {
			got.Passes = want.Passes
		}
		if got != want {
			t.Fatalf("%s: line of %d points:\n got  %+v\n want %+v", o.name, len(points[key]), got, want)
		}
		o.compareFailure(t, w, want)
	}
}

// joinedWorld checks that the results of two cases with one foreign id are one line,
// with the failure and the runs that it rests on.
func joinedWorld(t *testing.T, s *store.Store) {
	auto, tool := cart("pays"), cart("adds") // of two first reported in one millisecond the lower id counts
	auto.IDs, tool.IDs, tool.Source = []string{"testrail:C1"}, []string{"testrail:C1"}, "manual"
	tool.Title, tool.Keys = "Guest pays", []model.KeyRef{{Key: "SHOP-2", From: model.FromRefs}}
	ingest(t, s, batch(run(1), model.Failed, auto), 1, 1)
	ingest(t, s, batch(run(3), model.Failed, auto), 1, 1)
	byHand := run(2)
	byHand.Source, byHand.ID, byHand.Context.Branch = "manual", "manual-2", ""
	b := batch(byHand, model.Failed, tool)
	b.Source, b.Results[0].Ref, b.Results[0].Defects = "manual", "9001", []string{"SHOP-7"}
	ingest(t, s, b, 1, 1)
	view := model.View{Sources: []string{"unit", "manual"}, Tools: []string{"manual"}}
	w, err := s.World(t.Context(), view)
	must(t, err)
	line := only(t, w)
	equal(t, "key", line.LineKey, model.LineKey{Case: auto.ID, Branch: "main"})
	if line.Failures != 3 || line.Results != 3 || line.FailingSince.Run != run(1).ID || line.Deciding.Run != run(3).ID || len(w.Runs) != 2 {
		t.Errorf("line: %+v, runs %v", line, w.Runs)
	}
	if f := w.Failures[line.LineKey]; f.Failure == nil || !strings.Contains(f.Failure.Message, "run-0003") {
		t.Errorf("failure: %+v", f)
	}
	if c := w.Cases[auto.ID]; len(w.Cases) != 1 || c.Title != "Guest pays" || len(c.Keys) != 2 || c.Keys[0].Key != "SHOP-2" {
		t.Errorf("cases: %+v", w.Cases)
	}
	equal(t, "joined", len(w.Joined[auto.ID]), 2)
	// The tool's own failure is told of the defect although another decides.
	told := model.Report{Source: "manual", Case: tool.ID, Run: "manual-2", Ref: "9001", Defects: []string{"SHOP-7"}, Finished: b.Results[0].Finished}
	equal(t, "reports", w.Reports, map[model.LineKey][]model.Report{line.LineKey: {told}})
	// The tester passes it: that is the latest word.
	byHand.ID, byHand.Finished = "manual-4", minute(4)
	b = batch(byHand, model.Passed, tool)
	b.Source = "manual"
	ingest(t, s, b, 1, 1)
	w, err = s.World(t.Context(), view)
	must(t, err)
	if line := only(t, w); !line.Passing() || line.Passes != 1 || len(w.Failures)+len(w.Reports) != 0 {
		t.Errorf("after a pass by hand: %+v", line)
	}
	// The machine fails again: what failed by hand before the pass is none of it.
	ingest(t, s, batch(run(5), model.Failed, auto), 1, 1)
	w, err = s.World(t.Context(), view)
	must(t, err)
	equal(t, "reports after a pass", len(w.Reports), 0)
	_, err = s.Ingest(t.Context(), model.Batch{Source: "unit", Withdrawn: []model.RunID{run(5).ID}})
	must(t, err)
	// Without the run that failed last, and without the pass, the one before decides.
	view.Exclude = func(r model.Run) bool { return r.ID == run(3).ID || r.ID == "manual-4" }
	w, err = s.World(t.Context(), view)
	must(t, err)
	if line := only(t, w); line.Deciding.Run != "manual-2" || line.Failures != 2 || w.Failures[line.LineKey].Failure == nil {
		t.Errorf("without two runs: %+v", line)
	}
	equal(t, "reports without two runs", w.Reports, map[model.LineKey][]model.Report{{Case: auto.ID, Branch: "main"}: {told}})
}

// aliases checks that a renamed test is one line under its old id.
func aliases(t *testing.T, s *store.Store) {
	old, now := cart("old name"), cart("new name")
	for n := range 3 {
		ingest(t, s, batch(run(n), model.Failed, old), 1, 1)
	}
	ingest(t, s, batch(run(4), model.Failed, now), 1, 1)
	must(t, s.SetAlias(t.Context(), "elsewhere", "unheard of"), s.SetAlias(t.Context(), old.ID, now.ID))
	if s.SetAlias(t.Context(), old.ID, old.ID) == nil {
		t.Error("a case cannot be its own old name")
	}
	w := world(t, s)
	line := only(t, w)
	if line.Case != old.ID || line.Failures != 4 || w.Cases[old.ID].Title != "new name" || w.Loose != nil {
		t.Errorf("line %+v, cases %+v, loose %v", line, w.Cases, w.Loose)
	}
	list, err := s.Aliases(t.Context())
	must(t, err)
	equal(t, "aliases", list, []model.Alias{{From: "elsewhere", To: "unheard of"}, {From: string(old.ID), To: string(now.ID)}})
	must(t, s.SetAlias(t.Context(), old.ID, ""))
	if w := world(t, s); len(w.Lines) != 2 {
		t.Errorf("after it was taken back: %+v", w.Lines)
	}
	w, err = s.World(t.Context(), model.View{Sources: []string{"unit"}, Aliases: []model.Alias{
		{From: "shop.CartTest › old name", To: "shop.CartTest › new name"}, {From: "x", To: "y"}}})
	must(t, err)
	equal(t, "case", only(t, w).Case, old.ID)
	equal(t, "loose", w.Loose, []model.Alias{{From: "x", To: "y"}})
}

// retirement checks when a case counts as gone.
func retirement(t *testing.T, s *store.Store) {
	const day = 24 * 60
	gone, stays, other := cart("gone"), cart("stays"), cart("other")
	other.Class = "shop.OtherTest"
	ingest(t, s, batch(run(0), model.Failed, gone, stays, other), 1, 3)
	late := func(n int) model.Run {
		r := run(n)
		r.Finished = minute(n * day)
		return r
	}
	look := func(day1 int, after time.Duration) map[model.CaseID]model.Retirement {
		w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}, RetireAfter: after, Now: minute(day1 * day),
			Counts:  func(k model.LineKey) bool { return k.Branch == "main" },
			Exclude: func(r model.Run) bool { return r.Name == "excluded" }})
		must(t, err)
		return w.Retired
	}
	for n := 1; n <= 4; n++ {
		ingest(t, s, batch(late(n), model.Passed, stays), 1, 1)
	}
	out := late(5)
	out.Name = "excluded"
	ingest(t, s, batch(out, model.Passed, stays), 1, 1)
	foreign := late(6)
	foreign.Context.Branch = "feature"
	ingest(t, s, batch(foreign, model.Passed, stays, gone), 1, 2)
	equal(t, "missing from four runs that count", len(look(60, 30*24*time.Hour)), 0)
	ingest(t, s, batch(late(7), model.Passed, stays), 1, 1)
	want := map[model.CaseID]model.Retirement{gone.ID: {Since: minute(0), Runs: 5}}
	equal(t, "missing from five", look(60, 30*24*time.Hour), want)
	equal(t, "not for long enough", len(look(20, 30*24*time.Hour)), 0)
	equal(t, "never", len(look(60, 0)), 0)
	ingest(t, s, batch(late(8), model.Passed, stays, gone), 1, 2)
	equal(t, "back again", len(look(9, 2*24*time.Hour)), 0)
}

// retiredByTool checks that a case leaves the verdict when its tool says so or has it no
// more, and comes back when the tool tells of it again.
func retiredByTool(t *testing.T, s *store.Store) {
	stays, old, deleted, never := cart("stays"), cart("deprecated"), cart("deleted"), cart("never run")
	ingest(t, s, batch(run(1), model.Failed, stays, old, deleted), 1, 3)
	ingest(t, s, model.Batch{Source: "unit", Cases: []model.Case{never}}, 0, 0)
	retired := func() map[model.CaseID]model.Retirement { return world(t, s).Retired }
	equal(t, "at first", len(retired()), 0)

	old.Retired, never.Retired = true, true
	ingest(t, s, model.Batch{Source: "unit", Cases: []model.Case{old, never}, Gone: []model.CaseID{deleted.ID, "never-seen"}}, 0, 0)
	want := map[model.CaseID]model.Retirement{old.ID: {Since: minute(1)}, deleted.ID: {Since: minute(1)}}
	got := retired()
	equal(t, "what never ran is retired since it is known", got[never.ID].Since.IsZero(), false)
	delete(got, never.ID)
	equal(t, "retired", got, want)

	// A batch of another source cannot retire them, and a sketch says nothing.
	ingest(t, s, model.Batch{Source: "e2e", Gone: []model.CaseID{stays.ID}}, 0, 0)
	deleted.Sketch = true
	ingest(t, s, batch(run(2), model.Failed, stays, deleted), 1, 2)
	got = retired()
	equal(t, "its executions outlive it", got[deleted.ID], model.Retirement{Since: minute(2)})
	equal(t, "of another source", len(got), 3)

	old.Retired, never.Retired, deleted.Sketch = false, false, false
	ingest(t, s, model.Batch{Source: "unit", Cases: []model.Case{old, never, deleted}}, 0, 0)
	equal(t, "back again", len(retired()), 0)
}
