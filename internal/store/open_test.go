package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"syncd/internal/store"
)

// refuses opens a store that cannot be opened and checks kind and words of the error.
func refuses(t *testing.T, o store.Options, kind error, words ...string) {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err == nil {
		s.Close()
		t.Fatal("it opened")
	}
	if kind != nil && !errors.Is(err, kind) {
		t.Errorf("error is not %q: %v", kind, err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error does not say %q: %v", w, err)
		}
	}
}

// patch changes a closed store behind its back.
func patch(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range statements {
		if _, err := db.Exec(q); err != nil {
			t.Fatal(err)
		}
	}
}

// closed makes a store and closes it.
func closed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenSaysWhatToDo(t *testing.T) {
	folder := t.TempDir()
	garbage := filepath.Join(folder, "garbage.db")
	if err := os.WriteFile(garbage, []byte(strings.Repeat("no database ", 1000)), 0o644); err != nil {
		t.Fatal(err)
	}
	others := filepath.Join(folder, "others.db")
	patch(t, others, `CREATE TABLE songs (title TEXT)`)
	newer := closed(t)
	patch(t, newer, `UPDATE schema_version SET version = 99, min_reader = 98`)
	older := closed(t)
	patch(t, older, `UPDATE schema_version SET version = 0`)

	for _, c := range []struct {
		name  string
		o     store.Options
		kind  error
		words []string
	}{
		{"no path", store.Options{}, nil, []string{"set store.url"}},
		{"no folder", store.Options{Path: filepath.Join(folder, "none", "a.db")}, nil, []string{"does not exist: create it, or correct store.url"}},
		{"folder is a file", store.Options{Path: filepath.Join(garbage, "a.db")}, nil, []string{"correct store.url"}},
		{"a folder", store.Options{Path: folder}, nil, []string{"name a file in it"}},
		{"no database", store.Options{Path: garbage}, store.ErrForeign, []string{"correct store.url"}},
		{"no database, to read", store.Options{Path: garbage, ReadOnly: true}, store.ErrForeign, nil},
		{"of another program", store.Options{Path: others}, store.ErrForeign, []string{"tables of another program"}},
		{"of another program, to read", store.Options{Path: others, ReadOnly: true}, store.ErrForeign, nil},
		{"newer", store.Options{Path: newer}, store.ErrNewer, []string{"schema version 99", "install the newer syncd"}},
		{"newer, to read", store.Options{Path: newer, ReadOnly: true}, store.ErrNewer, nil},
		{"older, to read", store.Options{Path: older, ReadOnly: true}, store.ErrOlder, []string{"start syncd once"}},
		{"nothing to read", store.Options{Path: filepath.Join(folder, "b.db"), ReadOnly: true}, os.ErrNotExist, []string{"start syncd once"}},
	} {
		t.Run(c.name, func(t *testing.T) { refuses(t, c.o, c.kind, c.words...) })
	}
}

func TestOpenTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	first := open(t, store.Options{Path: path})
	refuses(t, store.Options{Path: path}, store.ErrInUse,
		fmt.Sprintf("store %s is in use by syncd with pid %d: ", path, os.Getpid()), "stop it first")
	_, err := store.Open(t.Context(), store.Options{Path: path})
	var held *store.InUseError
	if !errors.As(err, &held) || held.PID != os.Getpid() || held.Path != path {
		t.Errorf("error %#v", err)
	}
	reader := open(t, store.Options{Path: path, ReadOnly: true})
	if reader.Epoch() != first.Epoch() || !reader.Born().Equal(first.Born()) {
		t.Errorf("reader has epoch %d, the owner %d", reader.Epoch(), first.Epoch())
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, store.Options{Path: path})
	if second.Epoch() != first.Epoch()+1 || !second.Born().Equal(first.Born()) {
		t.Errorf("epoch %d after %d", second.Epoch(), first.Epoch())
	}
}

func TestReadOnlyStoreOnlyReads(t *testing.T) {
	path := closed(t)
	s := open(t, store.Options{Path: path, ReadOnly: true})
	if err := s.Touch(t.Context(), "main", s.Born()); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("error %v, want ErrReadOnly", err)
	}
	if _, err := s.Stats(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(path + ".lock"); err != nil {
		t.Error(err)
	}
}

func TestStrangePath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "what? 100% #1 & more.db")
	s := open(t, store.Options{Path: path})
	if err := s.Touch(t.Context(), "main", s.Born()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestInsideABubble(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(t.Context(), store.Options{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Ingest(t.Context(), small(1)); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
