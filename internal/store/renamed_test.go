package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/store"
)

// A case that appears in the very run in which another vanishes is told for a day.
func TestRenamed(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	now := noon
	s := open(t, store.Options{Path: filepath.Join(t.TempDir(), "syncd.db"), Now: func() time.Time { return now }})
	run := func(names ...string) {
		t.Helper()
		r := model.Run{ID: model.RunID(fmt.Sprint("run-", now.Unix())), Source: "unit", Finished: now}
		b := model.Batch{Source: "unit", Runs: []model.Run{r}, Complete: true}
		for _, name := range names {
			c := model.Case{ID: model.CaseID(name), Source: "unit", Title: name, Class: "Cart", Name: name, Keys: []model.KeyRef{{Key: "SHOP-1"}}}
			b.Cases = append(b.Cases, c)
			b.Results = append(b.Results, model.Result{Case: c.ID, Run: r.ID, Outcome: model.Passed, Finished: now, Attempts: 1})
		}
		if _, err := s.Ingest(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	look := func(want string) {
		t.Helper()
		w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		if got := string(w.Renamed["new"]); got != want || len(w.Renamed) > 1 {
			t.Errorf("at %s: renamed %v, want new → %q", now, w.Renamed, want)
		}
	}
	run("old", "stays")
	now = noon.Add(time.Hour)
	look("") // of a new source nothing is told
	now = noon.Add(25 * time.Hour)
	run("old", "stays")
	now = noon.Add(48 * time.Hour)
	run("new", "stays")
	look("old")
	now = noon.Add(49 * time.Hour)
	run("new", "stays")
	look("old")
	run("new", "old", "stays")
	look("")
	now = noon.Add(73 * time.Hour)
	look("") // a day later it is a case like any other
	if err := s.SetAlias(t.Context(), "old", "new"); err != nil {
		t.Fatal(err)
	}
	now = noon.Add(50 * time.Hour)
	look("") // whoever joins them has said what it is
}
