package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

// TestKilled kills the real binary at the crash points of the exactly-once engine,
// by SIGKILL, and has it applied again until there is nothing left to do: each
// failing test must have exactly one defect, linked to its story.
func TestKilled(t *testing.T) {
	if !killable {
		t.Skip("built without the tag failpoint: no process can be killed at a crash point; use go test -tags failpoint")
	}
	if testing.Short() {
		t.Skip("-short: real processes and real waits")
	}
	binary := filepath.Join(t.TempDir(), "syncd")
	if out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, at := range []struct{ point, what string }{
		{"C1", "the defects are claimed"},
		{"C3", "the defects are marked in flight, nothing is sent"},
		{"C6", "jira has made the issues and not answered"},
		{"C8", "the answer is read and not recorded"},
		{"C10", "the issues are recorded, nothing else is done"},
		{"C18", "as C10, and then the store is lost"},
	} {
		for _, n := range []int{1, 3} { // one goes by another endpoint than many
			t.Run(fmt.Sprintf("%s/%d", at.point, n), func(t *testing.T) {
				t.Parallel()
				w := newWreck(t, binary, n)
				w.kill(at.point)
				w.recover()
				w.inspect(n)
			})
		}
	}
}

// kill runs apply and has it die at the point.
func (w *wreck) kill(point string) {
	w.Helper()
	at := point
	switch point {
	case "C6":
		at = ""
	case "C18":
		at = "C10"
	}
	cmd, out := w.command(w.Context(), at, "apply")
	if point == "C6" {
		w.killUnanswered(cmd)
	} else if err := cmd.Run(); err == nil {
		w.Fatalf("apply survived %s:\n%s", at, out)
	}
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if !ok || !status.Signaled() || status.Signal() != syscall.SIGKILL {
		w.Fatalf("apply was to be killed at %s but ended with %v:\n%s", point, cmd.ProcessState, out)
	}
	if point == "C18" {
		for _, name := range []string{"syncd.db", "syncd.db-wal", "syncd.db-shm"} {
			if err := os.Remove(filepath.Join(w.dir, name)); err != nil && !os.IsNotExist(err) {
				w.Fatal(err)
			}
		}
	}
}

// killUnanswered kills the process from outside, once Jira has made the issues and
// while it holds the answer back.
func (w *wreck) killUnanswered(cmd *exec.Cmd) {
	w.Helper()
	if err := w.sim.Script(simjira.Fault{Method: "POST", Path: "/issue(/bulk)?$", Nth: 1, Effect: simjira.Hang}); err != nil {
		w.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	// The simulator tells nobody what it did; it must be asked.
	for end := time.Now().Add(30 * time.Second); len(w.created()) == 0 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait() // how it ended is looked at by the caller
}

// recover applies until nothing is left to do.
func (w *wreck) recover() {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 30*time.Second)
	defer cancel()
	for {
		apply, told := w.command(ctx, "", "apply")
		err := apply.Run()
		if code := apply.ProcessState.ExitCode(); code != 0 && code != 3 {
			w.Fatalf("apply after the kill: %v\n%s", err, told)
		}
		plan, out := w.command(ctx, "", "plan")
		if plan.Run() == nil && err == nil && !strings.Contains(out.String(), "uncertain") {
			return
		}
		select {
		case <-ctx.Done():
			w.Fatalf("after 30 s there is still something to do:\n%s\n%s", told, out)
		case <-time.After(500 * time.Millisecond): // until jira.settle has passed
		}
	}
}
