package store

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store/pgtest"
)

// eight takes a store back to what version 8 had, with what is in it.
var eight = []string{
	`DROP TABLE backlinks`,
	`CREATE TABLE old (run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE, case_id TEXT NOT NULL REFERENCES cases (id),
		row_name TEXT NOT NULL, environment TEXT NOT NULL, branch TEXT NOT NULL, finished BIGINT NOT NULL, outcome TEXT NOT NULL,
		flaky BIGINT NOT NULL, signature TEXT NOT NULL, digest TEXT NOT NULL, data TEXT NOT NULL,
		PRIMARY KEY (run_id, case_id, row_name, environment))`,
	`INSERT INTO old SELECT run_id, case_id, row_name, environment, branch, finished, outcome, flaky, signature, digest, data FROM results`,
	`DROP TABLE results`,
	`ALTER TABLE old RENAME TO results`,
	`CREATE INDEX results_line ON results (case_id, row_name, environment, branch, finished, run_id)`,
	`ALTER TABLE lines DROP COLUMN deciding_execution`,
	`ALTER TABLE cases DROP COLUMN is_sketch`,
	`ALTER TABLE sources DROP COLUMN is_behind`,
	`ALTER TABLE sources DROP COLUMN progress`,
	`ALTER TABLE sources DROP COLUMN unmapped`,
	`UPDATE schema_version SET version = 8, min_reader = 2`,
}

// TestExecutionsAreAddedToAnOldStore: what version 8 has stored is there afterwards as it
// was, and goes on.
func TestExecutionsAreAddedToAnOldStore(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { fromEight(t, fresh(t)) })
	t.Run("postgres", func(t *testing.T) {
		s, err := Open(t.Context(), Options{Path: pgtest.Database(t), NoSync: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		fromEight(t, s)
	})
}

// fromEight brings a store up from version 8.
func fromEight(t *testing.T, s *Store) {
	b := model.Batch{Source: "unit", Complete: true, Cases: []model.Case{{ID: "a", Source: "unit", Title: "adds"}, {ID: "b", Source: "unit", Title: "removes"}}}
	for n := range 5 {
		r := model.Run{ID: model.RunID(fmt.Sprint("run-", n)), Source: "unit", Finished: time.Unix(int64(n+1)*60, 0).UTC()}
		b.Runs = append(b.Runs, r)
		for i, c := range b.Cases {
			res := model.Result{Case: c.ID, Run: r.ID, Row: []string{"", "[EUR]"}[i], Outcome: model.Passed, Finished: r.Finished, Attempts: 1}
			if (n+i)%2 == 0 {
				res.Outcome, res.Failure = model.Failed, &model.Failure{Message: "total is 0"}
			}
			b.Results = append(b.Results, res)
		}
	}
	before := holds(t, s, b)
	err := s.transact(t.Context(), "go back", func(t *tx) error {
		for _, q := range eight {
			if _, err := t.sql.ExecContext(t.ctx, t.dialect.adapt(q)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := holds(t, s, model.Batch{Source: "unit", Complete: true}); !reflect.DeepEqual(after, before) {
		t.Errorf("after the migration:\n got  %+v\n want %+v", after, before)
	}
	if got, err := s.Ingest(t.Context(), b); err != nil || got.Results != 0 {
		t.Errorf("what is known already is news: %+v, %v", got, err)
	}
	again := b.Results[len(b.Results)-2]
	again.Execution, again.Finished, again.Outcome = "7", again.Finished.Add(time.Hour), model.Passed
	b.Results = []model.Result{again}
	if got, err := s.Ingest(t.Context(), b); err != nil || got.Results != 1 {
		t.Errorf("an execution: %+v, %v", got, err)
	}
	if _, err := s.Prune(t.Context(), time.Minute, time.Minute, time.Unix(1e6, 0)); err != nil {
		t.Error(err)
	}
}

// holds stores a batch and reads what there is.
func holds(t *testing.T, s *Store, b model.Batch) []any {
	t.Helper()
	if _, err := s.Ingest(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}})
	if err != nil || len(w.Lines) != 2 || len(w.Failures) != 1 {
		t.Fatalf("%+v, %v", w, err)
	}
	row, err := s.RunRow(t.Context(), "run-2")
	if err != nil {
		t.Fatal(err)
	}
	results, err := s.Results(t.Context(), "run-2")
	if err != nil || len(results) != 2 {
		t.Fatalf("%+v, %v", results, err)
	}
	return []any{w, row, results}
}
