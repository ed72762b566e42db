package storetest

import (
	"errors"
	"testing"

	"syncd/internal/model"
	"syncd/internal/store"
)

// ingestTwice checks that the same facts are news only once.
func ingestTwice(t *testing.T, s *store.Store) {
	b := batch(run(1), model.Failed, cart("adds"), cart("removes"))
	ingest(t, s, b, 1, 2)
	before := world(t, s)
	ingest(t, s, b, 0, 0)
	equal(t, "world after the second time", world(t, s), before)
	equal(t, "runs", before.Runs, map[model.RunID]model.Run{"run-0001": run(1)})
	equal(t, "cases", len(before.Cases), 2)
	key := model.LineKey{Case: cart("adds").ID, Branch: "main"}
	equal(t, "failure", before.Failures[key], result(cart("adds"), run(1), model.Failed))
}

// mergeRun checks that a run told in two parts is one run.
func mergeRun(t *testing.T, s *store.Store) {
	first, second := run(1), run(1)
	first.Context.Commit = "abc"
	second.Started, second.Finished = minute(0), minute(5)
	second.Context = model.Context{Branch: "main", Build: "1", URL: "https://ci.example.com/1"}
	ingest(t, s, batch(first, model.Passed, cart("adds")), 1, 1)
	ingest(t, s, batch(second, model.Passed, cart("removes")), 1, 1)
	got, err := s.Run(t.Context(), first.ID)
	must(t, err)
	want := second
	want.Context.Commit = "abc"
	equal(t, "run", got, want)
	results, err := s.Results(t.Context(), first.ID)
	must(t, err)
	equal(t, "results", len(results), 2)
}

// changedResults checks that a late edit wins and folds the line again.
func changedResults(t *testing.T, s *store.Store) {
	c := cart("adds")
	ingest(t, s, batch(run(1), model.Passed, c), 1, 1)
	ingest(t, s, batch(run(2), model.Failed, c), 1, 1)
	ingest(t, s, batch(run(3), model.Failed, c), 1, 1)
	if line := only(t, world(t, s)); line.Failures != 2 || line.FailingSince.Run != run(2).ID {
		t.Errorf("before the edit: %+v", line)
	}
	ingest(t, s, batch(run(2), model.Passed, c), 1, 1)
	if line := only(t, world(t, s)); line.Failures != 1 || line.FailingSince.Run != run(3).ID || line.LastPassed.Run != run(2).ID {
		t.Errorf("after the edit: %+v", line)
	}
	// The latest result, edited to a later time, is still one result.
	later := batch(run(3), model.Failed, c)
	later.Results[0].Finished = minute(4)
	ingest(t, s, later, 1, 1)
	if line := only(t, world(t, s)); line.Failures != 1 || !line.Last.Finished.Equal(minute(4)) {
		t.Errorf("after the second edit: %+v", line)
	}
}

// withdrawnRun checks that a run goes with its results, and a line with its last one.
func withdrawnRun(t *testing.T, s *store.Store) {
	c := cart("adds")
	ingest(t, s, batch(run(1), model.Passed, c), 1, 1)
	ingest(t, s, batch(run(2), model.Failed, c), 1, 1)
	ingest(t, s, model.Batch{Source: "unit", Withdrawn: []model.RunID{run(2).ID, "never-seen"}}, 1, 0)
	if line := only(t, world(t, s)); !line.Passing() || line.Last.Run != run(1).ID {
		t.Errorf("after the withdrawal: %+v", line)
	}
	if _, err := s.Run(t.Context(), run(2).ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the withdrawn run: %v, want ErrNotFound", err)
	}
	ingest(t, s, model.Batch{Source: "unit", Withdrawn: []model.RunID{run(1).ID}}, 1, 0)
	w := world(t, s)
	equal(t, "lines", len(w.Lines), 0)
	equal(t, "cases", len(w.Cases), 1)
}

// branchLate checks that results follow their run to the line of its branch.
func branchLate(t *testing.T, s *store.Store) {
	c, late := cart("adds"), run(2)
	late.Context.Branch = ""
	ingest(t, s, batch(run(1), model.Passed, c), 1, 1)
	ingest(t, s, batch(late, model.Failed, c), 1, 1)
	equal(t, "lines", len(world(t, s).Lines), 2)
	ingest(t, s, model.Batch{Source: "unit", Runs: []model.Run{run(2)}}, 1, 0)
	if line := only(t, world(t, s)); line.Branch != "main" || !line.Failing() || line.LastPassed.Run != run(1).ID {
		t.Errorf("line: %+v", line)
	}
	// The branch may have no line yet.
	early := batch(run(3), model.Failed, cart("removes"))
	early.Runs[0].Context.Branch = ""
	ingest(t, s, early, 1, 1)
	both := batch(run(3), model.Failed, cart("removes"))
	both.Results[0].Row = "[2]"
	ingest(t, s, both, 1, 1)
	lines := world(t, s).Lines
	equal(t, "lines", len(lines), 3)
	for _, line := range lines {
		if line.Branch != "main" || !line.Failing() {
			t.Errorf("line: %+v", line)
		}
	}
	must(t, withdraw(t, s, run(3).ID))
	// A later report that names no branch takes it back from nobody.
	ingest(t, s, batch(late, model.Failed, c), 0, 0)
	only(t, world(t, s))
}

// withdraw takes back a run.
func withdraw(t *testing.T, s *store.Store, id model.RunID) error {
	_, err := s.Ingest(t.Context(), model.Batch{Source: "unit", Withdrawn: []model.RunID{id}})
	return err
}

// keyTwice checks that the last of two results with one key counts, each time alike.
func keyTwice(t *testing.T, s *store.Store) {
	b := batch(run(1), model.Failed, cart("adds"))
	b.Results = append(b.Results, result(cart("adds"), run(1), model.Passed))
	ingest(t, s, b, 1, 1)
	ingest(t, s, b, 0, 0)
	if line := only(t, world(t, s)); !line.Passing() {
		t.Errorf("line: %+v", line)
	}
}

// branchless checks that runs that name no branch are counted once, when they come.
func branchless(t *testing.T, s *store.Store) {
	named, bare := run(1), run(2)
	bare.Context.Branch = ""
	b := batch(named, model.Passed, cart("adds"))
	more := batch(bare, model.Passed, cart("adds"))
	b.Runs, b.Results = append(b.Runs, more.Runs...), append(b.Results, more.Results...)
	for _, want := range []int{1, 0} {
		got, err := s.Ingest(t.Context(), b)
		must(t, err)
		equal(t, "branchless", got.Branchless, want)
	}
}
