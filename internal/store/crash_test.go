package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/store"
)

// small is the n-th of a series of batches: one run with two failing cases, and n as
// cursor.
func small(n int) model.Batch {
	r := model.Run{ID: model.RunID(fmt.Sprint("run", n)), Source: "unit", Finished: time.Unix(int64(n)*60, 0).UTC()}
	b := model.Batch{Source: "unit", Runs: []model.Run{r}, Cursor: []byte(strconv.Itoa(n)), Complete: true}
	for _, name := range []string{"adds", "removes"} {
		c := model.Case{ID: model.CaseID(model.Key16(name)), Source: "unit", Title: name, Name: name}
		b.Cases = append(b.Cases, c)
		b.Results = append(b.Results, model.Result{Case: c.ID, Run: r.ID, Outcome: model.Failed, Finished: r.Finished, Attempts: 1,
			Failure: &model.Failure{Message: "no"}})
	}
	return b
}

// step is the n-th change of a store: a batch, then a ledger row for it.
func step(t *testing.T, s *store.Store, n int) {
	t.Helper()
	if _, err := s.Ingest(t.Context(), small(n)); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), []ledger.Entry{{Key: fmt.Sprint("defect", n), Generation: 1, Site: "main", State: ledger.Planned}}); err != nil {
		t.Fatal(err)
	}
}

// image copies a store in use as a power cut would leave it, with the log cut off
// after a part of its bytes.
func image(t *testing.T, path string, part float64) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "syncd.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if suffix == "-wal" {
			data = data[:int(float64(len(data))*part)]
		}
		if err := os.WriteFile(to+suffix, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// sound opens an image, checks that its parts agree, and returns how many batches
// and ledger rows it holds.
func sound(t *testing.T, path string) (batches, rows int) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Path: path, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cursor, err := s.Cursor(t.Context(), "unit")
	if err != nil {
		t.Fatal(err)
	}
	batches, _ = strconv.Atoi(string(cursor)) // "" is none
	st, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if st.Runs != batches || st.Results != 2*batches {
		t.Errorf("cursor %d, runs %d, results %d", batches, st.Runs, st.Results)
	}
	w, err := s.World(t.Context(), model.View{Sources: []string{"unit"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range w.Lines {
		if line.Failures != batches || line.FailingSince.Run != "run1" {
			t.Errorf("cursor %d, line %+v", batches, line)
		}
	}
	rows = st.Entries[ledger.Planned]
	if rows != batches && rows != batches-1 {
		t.Errorf("%d batches, but %d ledger rows", batches, rows)
	}
	step(t, s, batches+1) // and it goes on
	return batches, rows
}

func TestPowerCutAfterEachCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	for n := 1; n <= 8; n++ {
		step(t, s, n)
		if batches, rows := sound(t, image(t, path, 1)); batches != n || rows != n {
			t.Errorf("after %d steps the image holds %d batches and %d rows: a commit was lost", n, batches, rows)
		}
	}
}

func TestPowerCutWithinACommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	if err := s.Close(); err != nil { // the schema leaves the log
		t.Fatal(err)
	}
	s = open(t, store.Options{Path: path})
	for n := 1; n <= 10; n++ {
		step(t, s, n)
	}
	rng, seen := rand.New(rand.NewPCG(7, 7)), map[int]bool{}
	for range 40 {
		batches, _ := sound(t, image(t, path, rng.Float64()))
		seen[batches] = true
	}
	if len(seen) < 5 {
		t.Errorf("the cuts left only %d different stores: they test nothing", len(seen))
	}
}

func TestBackup(t *testing.T) {
	folder := t.TempDir()
	s := open(t, store.Options{Path: filepath.Join(folder, "syncd.db")})
	step(t, s, 1)
	to := filepath.Join(folder, "copy.db")
	if err := s.Backup(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), to); err == nil {
		t.Error("a backup was overwritten")
	}
	if err := s.Backup(t.Context(), filepath.Join(folder, "none", "copy.db")); err == nil {
		t.Error("a backup into no folder went well")
	}
	step(t, s, 2)
	if batches, rows := sound(t, to); batches != 1 || rows != 1 {
		t.Errorf("the copy holds %d batches and %d rows", batches, rows)
	}
}

func TestDamagedStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "syncd.db")
	s := open(t, store.Options{Path: path})
	for n := range 20 {
		step(t, s, n)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	copy(data[page:], bytes.Repeat([]byte{0xa5}, len(data)-page))
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	s, err = store.Open(t.Context(), store.Options{Path: path})
	if err == nil {
		defer s.Close()
		_, err = s.World(t.Context(), model.View{Sources: []string{"unit"}})
	}
	if !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("error %v, want ErrCorrupt", err)
	}
}
