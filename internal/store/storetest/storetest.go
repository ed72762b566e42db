// Package storetest is the contract of store as tests: every dialect must pass it.
//
// It knows the store only from outside and must not test what belongs to one
// database, such as lock files; those tests lie beside the dialect.
package storetest

import (
	"cmp"
	"fmt"
	"reflect"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// Run runs the whole suite. open returns an empty store that is closed at the end of
// its test.
func Run(t *testing.T, open func(*testing.T) *store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *store.Store)
	}{
		{"ingest/twice", ingestTwice},
		{"ingest/merge of a run", mergeRun},
		{"ingest/changed results", changedResults},
		{"ingest/withdrawn run", withdrawnRun},
		{"ingest/branch known late", branchLate},
		{"ingest/one key twice in a batch", keyTwice},
		{"ingest/runs without a branch", branchless},
		{"ingest/attempts in parts of a run", attempts},
		{"ingest/executions", executions},
		{"ingest/what is only planned", plannedTests},
		{"ingest/executions that were deleted", deletedExecution},
		{"ingest/sketches", sketches},
		{"ingest/in several batches", inParts},
		{"ingest/nothing of a bad batch", badBatch},
		{"ingest/sources", sources},
		{"ingest/cancelled", cancelled},
		{"fold/any order", foldAnyOrder},
		{"fold/long streaks", foldStreaks},
		{"fold/executions", foldExecutions},
		{"world/of some sources", worldOfSources},
		{"world/hostile text", hostileText},
		{"world/odd text", oddText},
		{"world/without excluded runs", excludeOracle},
		{"world/joined", joinedWorld},
		{"world/attached defects", attachedDefects},
		{"world/attached later", attachedLater},
		{"ingest/ahead of their time", aheadOfTime},
		{"world/aliases", aliases},
		{"world/retired", retirement},
		{"mirror/put, move, miss, drop", mirror},
		{"mirror/observation", observation},
		{"mirror/cache", cache},
		{"ledger/claim", claim},
		{"ledger/claim race", claimRace},
		{"ledger/published", published},
		{"ledger/backlinks", backlinks},
		{"ledger/save", save},
		{"ledger/links", links},
		{"ledger/touch", touch},
		{"ledger/in flight stays", inflightStays},
		{"leases/from hand to hand", leases},
		{"leases/end", expiry},
		{"leases/lost", deposed},
		{"leases/race", leaseRace},
		{"journal/cycles", cycles},
		{"journal/failing", failing},
		{"journal/last good cycle", lastOK},
		{"journal/writes", writes},
		{"brake", brake},
		{"facts/home", home},
		{"facts/key of pseudonyms", peopleKey},
		{"views/case", caseView},
		{"views/stats", stats},
		{"views/runs", runList},
		{"views/counts of runs", runCounts},
		{"views/results of a run", runResults},
		{"views/marks", marks},
		{"views/stories", storyList},
		{"views/days", projectDays},
		{"views/issues", issuesOf},
		{"scopes/put, page, search", scopes},
		{"scopes/frozen", frozen},
		{"scopes/trends", trends},
		{"outbox", outbox},
		{"prune", prune},
		{"prune/journal", pruneJournal},
		{"readers beside a writer", readersBesideWriter},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// start is when the world of these tests begins.
var start = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// minute is n minutes after the start.
func minute(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

// cart is a case of these tests.
func cart(name string) model.Case {
	return model.Case{ID: model.CaseID(model.Key16(name)), Source: "unit", Title: name, Class: "shop.CartTest", Name: name,
		Automated: true, Keys: []model.KeyRef{{Key: "SHOP-1", From: model.FromTag}}}
}

// run is a run of these tests, on the branch main.
func run(n int) model.Run {
	return model.Run{ID: model.RunID(fmt.Sprintf("run-%04d", n)), Source: "unit", Name: fmt.Sprint("build ", n),
		Context: model.Context{Branch: "main", Build: fmt.Sprint(n)}, Started: minute(n), Finished: minute(n)}
}

// result is what a case came to in a run.
func result(c model.Case, r model.Run, o model.Outcome) model.Result {
	out := model.Result{Case: c.ID, Run: r.ID, Outcome: o, Finished: r.Finished, Attempts: 1}
	if o == model.Failed {
		out.Failure = &model.Failure{Type: "AssertionError", Message: "total is " + string(r.ID)}
		out.Signature = out.Failure.Sign()
	}
	return out
}

// batch is one run with what each of some cases came to.
func batch(r model.Run, o model.Outcome, cases ...model.Case) model.Batch {
	b := model.Batch{Source: "unit", Cases: cases, Runs: []model.Run{r}, Complete: true, Cursor: []byte(r.ID)}
	for _, c := range cases {
		b.Results = append(b.Results, result(c, r, o))
	}
	return b
}

// ingest stores a batch and checks how many runs and results were news.
func ingest(t *testing.T, s *store.Store, b model.Batch, runs, results int) {
	t.Helper()
	got, err := s.Ingest(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if got.Runs != runs || got.Results != results {
		t.Errorf("ingested %d runs and %d results, want %d and %d", got.Runs, got.Results, runs, results)
	}
}

// world reads the world of the source unit.
func world(t *testing.T, s *store.Store) model.World {
	t.Helper()
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// only returns the one line there is.
func only(t *testing.T, w model.World) model.Line {
	t.Helper()
	if len(w.Lines) != 1 {
		t.Fatalf("%d lines, want 1: %+v", len(w.Lines), w.Lines)
	}
	return w.Lines[0]
}

// equal compares deeply.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got  %+v\n want %+v", what, got, want)
	}
}

// must fails the test on an error.
func must(t *testing.T, errs ...error) {
	t.Helper()
	if err := cmp.Or(errs...); err != nil {
		t.Fatal(err)
	}
}
