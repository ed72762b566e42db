package store_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/store"
)

// A store that the first version made is brought up to date when it is opened: its
// lines say what folding says today, also where Prune has removed what they rested on.
func TestOldStoreIsFoldedAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	c := model.Case{ID: "case", Source: "unit", Title: "adds", Name: "adds"}
	b := model.Batch{Source: "unit", Cases: []model.Case{c}, Complete: true}
	for n := range 130 {
		r := model.Run{ID: model.RunID(fmt.Sprintf("run-%04d", n)), Source: "unit", Finished: time.Unix(int64(n)*60, 0).UTC()}
		r.Context.Branch = "main"
		b.Runs = append(b.Runs, r)
		res := model.Result{Case: c.ID, Run: r.ID, Outcome: model.Failed, Finished: r.Finished, Attempts: 1, Signature: fmt.Sprint("sig", n/129)}
		if n == 0 {
			res.Outcome = model.Passed
		}
		b.Results = append(b.Results, res)
	}
	if _, err := s.Ingest(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Prune(t.Context(), time.Hour, 0, time.Unix(1e6, 0)); err != nil {
		t.Fatal(err)
	}
	want := worldOf(t, s)
	if line := want.Lines[0]; line.Failures != 129 || !line.Changed || line.Results != 130 {
		t.Fatalf("line: %+v", line)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	patch(t, path, `DROP TABLE backlinks`, `ALTER TABLE lines DROP COLUMN deciding_execution`, `ALTER TABLE cases DROP COLUMN is_sketch`, `ALTER TABLE sources DROP COLUMN is_behind`,
		`ALTER TABLE sources DROP COLUMN progress`, `ALTER TABLE sources DROP COLUMN unmapped`,
		`DROP TABLE run_counts`, `DROP TABLE stories`, `ALTER TABLE runs DROP COLUMN branch`, `ALTER TABLE runs DROP COLUMN words`,
		`DROP TABLE published`, `DROP TABLE outbox`, `DROP TABLE told`, `DROP TABLE scopes`, `DROP TABLE members`, `DROP TABLE frozen`, `DROP TABLE trends`, `DROP TABLE leases`, `DROP TABLE aliases`, `DROP TABLE facts`, `DELETE FROM counters WHERE name = 'fold'`,
		`UPDATE schema_version SET version = 1, min_reader = 1`,
		`UPDATE lines SET data = json_remove(data, '$.results', '$.changed')`)
	refuses(t, store.Options{Path: path, ReadOnly: true}, store.ErrOlder, "start syncd once")
	s = open(t, store.Options{Path: path})
	got := worldOf(t, s)
	// Lists find what is older than they are.
	page, err := s.Runs(t.Context(), record.RunFilter{Branch: "main", Search: "RUN-0129"})
	if err != nil || len(page.Runs) != 1 || page.Runs[0].Of("failed") != 1 {
		t.Errorf("runs of the old store: %+v, %v", page.Runs, err)
	}
	want.Lines[0].Results = 129 // what is gone is gone
	if !reflect.DeepEqual(got.Lines, want.Lines) {
		t.Errorf("folded anew:\n got  %+v\n want %+v", got.Lines, want.Lines)
	}
}

// worldOf reads the world of the source unit.
func worldOf(t *testing.T, s *store.Store) model.World {
	t.Helper()
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}})
	if err != nil {
		t.Fatal(err)
	}
	return w
}
