package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/ledger"
	"syncd/internal/store"
)

func TestFence(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "syncd.db")
	first := open(t, store.Options{Path: path})
	// The only way to two owners: somebody removes the lock file by hand.
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	second := open(t, store.Options{Path: path})

	row := ledger.Entry{Key: "a", Generation: 1, Site: "main", State: ledger.Planned}
	for name, write := range map[string]func(*store.Store) error{
		"claim":  func(s *store.Store) error { _, err := s.Claim(ctx, []ledger.Entry{row}); return err },
		"save":   func(s *store.Store) error { return s.Save(ctx, []ledger.Entry{row}) },
		"links":  func(s *store.Store) error { return s.SaveLinks(ctx, "main", []ledger.Link{{IssueID: "1"}}) },
		"touch":  func(s *store.Store) error { return s.Touch(ctx, "main", s.Born()) },
		"ingest": func(s *store.Store) error { _, err := s.Ingest(ctx, small(1)); return err },
		"ping":   func(s *store.Store) error { return s.Ping(ctx) },
	} {
		if err := write(first); !errors.Is(err, store.ErrFenced) || !strings.Contains(err.Error(), "stop one of the two") {
			t.Errorf("%s by the first owner: %v, want ErrFenced", name, err)
		}
		if name == "claim" || name == "save" {
			if entries, err := second.Entries(ctx); err != nil || len(entries) > 1 {
				t.Errorf("%s left %v: %v", name, entries, err)
			}
		}
		if err := write(second); err != nil {
			t.Errorf("%s by the second owner: %v", name, err)
		}
	}
}
