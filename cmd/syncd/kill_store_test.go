package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"syncd/internal/store/pgtest"
)

// TestRestored (C17) puts a backup of the store back, with the results that were there when
// it was made read already, after more defects were made: none is made twice.
func TestRestored(t *testing.T) {
	y := newYard(t)
	for _, g := range grounds(t) {
		for _, point := range []string{"", "C6"} { // in peace, and after a crash
			y.run("C17"+point, g, 1, point, func(w *wreck) {
				w.recover()
				back := w.backup()
				for _, hours := range []int{2, 1} {
					w.write(fmt.Sprintf("results/run-%d.xml", hours), failing(3, hours), time.Duration(hours)*time.Hour)
				}
				if point == "" {
					w.recover()
				} else {
					w.kill("")
				}
				back()
				w.recover()
				w.inspect(3)
				w.compare(3, g.edition)
			})
		}
	}
	y.wait.Wait()
}

// backup copies the store and returns what puts the copy back.
func (w *wreck) backup() (back func()) {
	w.Helper()
	if w.database != "" {
		copied := w.database + "_copy"
		server := pgtest.Of(w.T)
		server.Do(w.T, "postgres", `CREATE DATABASE `+copied+` TEMPLATE `+w.database)
		return func() {
			w.Helper()
			server.Do(w.T, "postgres", `DROP DATABASE `+w.database+` WITH (FORCE)`, `ALTER DATABASE `+copied+` RENAME TO `+w.database)
		}
	}
	data, err := os.ReadFile(filepath.Join(w.dir, "syncd.db")) // nobody has it open: the log is in it
	if err != nil {
		w.Fatal(err)
	}
	return func() {
		w.Helper()
		w.loseStore()
		w.write("syncd.db", string(data), 0)
	}
}

// TestDiskFull (C16) lets no file of a process grow beyond a size, so that one commit after
// the other fails with an error of the kernel: nothing is sent that cannot be remembered,
// the store can be read meanwhile, and what was sent is found again.
func TestDiskFull(t *testing.T) {
	y := newYard(t)
	var ends []string
	for _, g := range grounds(t) {
		for blocks := 64; blocks <= 640 && !g.postgres; blocks += 24 {
			y.run(fmt.Sprintf("C16/%d", blocks), g, 3, "", func(w *wreck) {
				w.furnish()
				cmd, out := w.instance(w.Context(), "", "apply")
				cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", fmt.Sprintf(`ulimit -f %d; exec "$0" apply`, blocks), w.binary}
				_ = cmd.Run() // it fails, unless the disk is large enough
				if code := cmd.ProcessState.ExitCode(); code != 0 && code != 1 && code != 3 {
					w.Errorf("with a full disk it ends with %v:\n%s", cmd.ProcessState, out)
				}
				notes.Lock()
				ends = append(ends, fmt.Sprintf("%d made, exit %d", len(w.created()), cmd.ProcessState.ExitCode()))
				notes.Unlock()
				w.readable()
				w.recover()
				w.inspect(3)
				w.compare(3, g.edition)
			})
		}
	}
	y.wait.Wait()
	slices.Sort(ends)
	ends = slices.Compact(ends)
	if t.Logf("%q", ends); len(ends) < 3 && !t.Failed() {
		t.Errorf("the disks show too little: %q", ends)
	}
}

// notes guards what the cases of TestDiskFull tell.
var notes sync.Mutex

// TestDatabaseFull (C16) has PostgreSQL refuse commits as it does when its disk is full.
func TestDatabaseFull(t *testing.T) {
	y := newYard(t)
	pgtest.Of(t)
	for _, g := range grounds(t) {
		for _, c := range []struct {
			name, table, when string
			made              int // what may be in Jira then
		}{
			{"results", "results", "true", 0},
			{"claim", "entries", "NEW.state = 'planned'", 0},
			{"mark", "entries", "NEW.state = 'inflight'", 0},
			{"settle", "entries", "NEW.state = 'owned'", 3},
			{"history", "writes", "true", 3},
			{"links", "links", "true", 3},
			{"cycle", "cycles", "true", 3},
		} {
			if g.postgres {
				y.run("C16/"+c.name, g, 3, "", func(w *wreck) {
					w.furnish()
					w.fill(c.table, c.when)
					cmd, out := w.instance(w.Context(), "", "apply")
					_ = cmd.Run() // whether it fails depends on what could not be kept
					if n := len(w.created()); n != c.made || !strings.Contains(out.String(), "the disk is full") {
						w.Errorf("%d issues were made, want %d, and that it says why:\n%s", n, c.made, out)
					}
					w.readable()
					pgtest.Of(w.T).Do(w.T, w.database, `DROP TRIGGER "full" ON `+c.table)
					w.recover()
					w.inspect(3)
					w.compare(3, g.edition)
				})
			}
		}
	}
	y.wait.Wait()
}

// furnish makes a store that knows of no results yet.
func (w *wreck) furnish() {
	w.Helper()
	results := filepath.Join(w.dir, "results")
	if err := errors.Join(os.Rename(results, results+"-later"), os.Mkdir(results, 0o755)); err != nil {
		w.Fatal(err)
	}
	dry, out := w.instance(w.Context(), "", "plan")
	if err := dry.Run(); dry.ProcessState.ExitCode() != 0 {
		w.Fatalf("plan: %v\n%s", err, out)
	}
	if err := errors.Join(os.Remove(results), os.Rename(results+"-later", results)); err != nil {
		w.Fatal(err)
	}
}

// readable wants the store to be readable.
func (w *wreck) readable() {
	w.Helper()
	cmd, out := w.instance(w.Context(), "", "history")
	if err := cmd.Run(); err != nil {
		w.Errorf("the store cannot be read: %v\n%s", err, out)
	}
}

// fill has every commit fail that has written certain rows to a table.
func (w *wreck) fill(table, when string) {
	w.Helper()
	pgtest.Of(w.T).Do(w.T, w.database,
		`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
		`CREATE CONSTRAINT TRIGGER "full" AFTER INSERT OR UPDATE ON `+table+` DEFERRABLE INITIALLY DEFERRED
			FOR EACH ROW WHEN (`+when+`) EXECUTE FUNCTION full_disk()`)
}
