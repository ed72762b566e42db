package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// TestRemoved: who goes on writing into a file that is gone loses all of it at the end.
func TestRemoved(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	row := ledger.Entry{Key: "a", Generation: 1, Site: "main", State: ledger.Planned}
	refused := func(when string) {
		t.Helper()
		_, claim := s.Claim(ctx, []ledger.Entry{row})
		for name, err := range map[string]error{"claim": claim, "ping": s.Ping(ctx)} {
			if !errors.Is(err, store.ErrRemoved) || !strings.Contains(err.Error(), "restart syncd") {
				t.Errorf("%s %s: %v, want ErrRemoved", name, when, err)
			}
		}
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	refused("without a file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	refused("with another file")
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Claim(ctx, []ledger.Entry{row}); err != nil {
		t.Errorf("claim with the file put back: %v", err)
	}
}

// TestRestored: a database that was put back from a copy is known by its epoch, which
// lies below that of the lock file: it is no longer believed to know all that is ours,
// nor what our remote links say.
func TestRestored(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "syncd.db")
	life := func(do func(*store.Store) error) {
		t.Helper()
		s, err := store.Open(ctx, store.Options{Path: path})
		if err == nil {
			err = errors.Join(do(s), s.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	copyFile := func(to, from string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(to, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	life(func(s *store.Store) error {
		return errors.Join(s.Touch(ctx, "jira", time.Now()),
			s.SaveLinks(ctx, "jira", []ledger.Link{{IssueID: "1", GlobalID: "g", Sent: "x"}}))
	})
	copyFile(path+".backup", path)
	var epoch int64
	life(func(s *store.Store) error { epoch = s.Epoch(); return nil })
	for _, suffix := range []string{"-wal", "-shm"} {
		_ = os.Remove(path + suffix)
	}
	copyFile(path, path+".backup")
	life(func(s *store.Store) error {
		touched, err := s.Touched(ctx, "jira")
		facts, err2 := s.Book(ctx, "jira")
		if !touched.IsZero() || len(facts.Links) != 0 || s.Epoch() <= epoch {
			t.Errorf("after a restore: touched %v, links %v, epoch %d after %d", touched, facts.Links, s.Epoch(), epoch)
		}
		return errors.Join(err, err2)
	})
}
