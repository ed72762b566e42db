package storetest

import (
	"errors"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/store"
)

// caseView checks what the page of a case is told.
func caseView(t *testing.T, s *store.Store) {
	c := cart("adds")
	for n := range 5 {
		ingest(t, s, batch(run(n), model.Failed, c, cart("removes")), 1, 2)
	}
	view, err := s.Case(t.Context(), c.ID, 2)
	must(t, err)
	equal(t, "case", view.Case, c)
	equal(t, "history", view.History, []record.HistoryPoint{
		{Result: result(c, run(4), model.Failed), Run: run(4)}, {Result: result(c, run(3), model.Failed), Run: run(3)}})
	if len(view.Lines) != 1 || view.Lines[0].Failures != 5 {
		t.Errorf("lines: %+v", view.Lines)
	}
	if _, err := s.Case(t.Context(), "none", 2); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such case: %v", err)
	}
	results, err := s.Results(t.Context(), run(1).ID)
	must(t, err)
	equal(t, "results of a run", len(results), 2)
	must(t, s.Ping(t.Context()))
}

// stats checks the counts for metrics.
func stats(t *testing.T, s *store.Store) {
	ingest(t, s, batch(run(1), model.Failed, cart("adds"), cart("removes")), 1, 2)
	ingest(t, s, batch(run(2), model.Passed, cart("adds")), 1, 1)
	refused := entry("b", 1)
	refused.State = ledger.Refused
	must(t, s.Save(t.Context(), []ledger.Entry{entry("a", 1), entry("c", 1), refused}),
		s.PutIssues(t.Context(), "main", []jira.Issue{issue("1", "SHOP-1")}, minute(1)))
	got, err := s.Stats(t.Context())
	must(t, err)
	equal(t, "stats", got, store.Stats{Cases: 2, Runs: 2, Results: 3, Lines: 2, Issues: 1,
		Entries: map[ledger.State]int{ledger.Planned: 2, ledger.Refused: 1}})
}

// prune checks that old results go, except those that a line rests on.
func prune(t *testing.T, s *store.Store) {
	c, rare := cart("adds"), cart("rare")
	ingest(t, s, batch(run(0), model.Failed, c), 1, 1)
	for n := 1; n <= 40; n++ {
		ingest(t, s, batch(run(n), model.Passed, c), 1, 1)
	}
	ingest(t, s, batch(run(41), model.Skipped, rare), 1, 1)
	for n := 42; n <= 45; n++ {
		ingest(t, s, batch(run(n), model.Failed, rare), 1, 1)
	}
	before := world(t, s)
	none, err := s.Prune(t.Context(), 0, 0, minute(1e6))
	must(t, err)
	equal(t, "0 keeps forever", none, store.Pruned{})
	// Of the first case the failure and twenty passes stay, of the other its four failures.
	got, err := s.Prune(t.Context(), time.Hour, time.Hour, minute(1e6))
	must(t, err)
	equal(t, "pruned", got, store.Pruned{Results: 21, Runs: 21})
	got, err = s.Prune(t.Context(), time.Hour, time.Hour, minute(1e6))
	must(t, err)
	equal(t, "pruned again", got, store.Pruned{})
	equal(t, "world", world(t, s), before)
	view, err := s.Case(t.Context(), c.ID, 0)
	must(t, err)
	equal(t, "results left", len(view.History), 21)
	equal(t, "oldest left", view.History[20].Run.ID, run(0).ID)
	ingest(t, s, batch(run(99), model.Passed, c), 1, 1)
	if line := world(t, s).Lines; line[0].Passes+line[1].Passes != 41 {
		t.Errorf("a streak forgot what was pruned: %+v", line)
	}
}

// pruneJournal checks that quiet cycles go, and those that wrote stay.
func pruneJournal(t *testing.T, s *store.Store) {
	for n := range 3 {
		must(t, s.PutCycle(t.Context(), cycle(n, "shop")))
	}
	w := written(0, "SHOP-1", "a")
	w.Cycle = "cycle-shop0"
	must(t, s.AddWrites(t.Context(), []record.Write{w}))
	got, err := s.Prune(t.Context(), 0, time.Minute, minute(3))
	must(t, err)
	equal(t, "pruned", got, store.Pruned{Cycles: 1, Findings: 1})
	list, err := s.Cycles(t.Context(), "", time.Time{}, 0)
	must(t, err)
	equal(t, "left", ids(list), []string{"cycle-shop2", "cycle-shop0"})
	c, err := s.Cycle(t.Context(), "cycle-shop0")
	must(t, err)
	equal(t, "plan of a cycle that wrote", c, cycle(0, "shop"))
}
