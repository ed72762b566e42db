package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/store"
)

// TestOldFindingsGo: the plans of old cycles are forgotten, except the latest of each
// sync, which pages show; the cycles themselves stay.
func TestOldFindingsGo(t *testing.T) {
	ctx := t.Context()
	s := open(t, store.Options{Path: filepath.Join(t.TempDir(), "syncd.db")})
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := range 3 {
		at := start.AddDate(0, 0, n)
		c := record.Cycle{ID: fmt.Sprint("c", n), Sync: "shop", Started: at,
			Plan: plan.Plan{Made: at, Failing: []plan.CaseState{{Case: model.CaseID(fmt.Sprint(n)), State: plan.StateWaiting}}}}
		if err := s.PutCycle(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
	gone, err := s.Prune(ctx, 0, 400*24*time.Hour, start.AddDate(0, 2, 0))
	if err != nil || gone.Findings != 2 || gone.Cycles != 0 {
		t.Errorf("pruned %+v, %v; want two findings and no cycle", gone, err)
	}
	if c, err := s.Cycle(ctx, "c0"); err != nil || len(c.Plan.Failing) != 0 {
		t.Errorf("the first cycle is %+v, %v; want it without its findings", c, err)
	}
	if c, err := s.Judged(ctx, "shop"); err != nil || c.ID != "c2" || len(c.Plan.Failing) != 1 {
		t.Errorf("the latest cycle is %+v, %v; want it whole", c, err)
	}
}
