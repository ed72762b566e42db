package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/store/pgtest"
)

// stands are the points at which one of two owners stands still.
var stands = []struct{ point, what string }{
	{"C0", "it is decided what to make"},
	{"C1", "the defects are claimed"},
	{"C3", "the defects are marked in flight, nothing is sent"},
	{"C8", "the answer is read and not recorded"},
	{"C9", "the issues are being recorded, in the middle of the transaction"},
	{"C10", "the issues are recorded, nothing else is done"},
}

// TestStopped stops a process (SIGSTOP) for longer than its lease and than jira.settle, has
// a second owner do its work, and lets the first go on (SIGCONT): it must not do a second
// time what the other did.
func TestStopped(t *testing.T) {
	y := newYard(t)
	pgtest.Of(t)
	for _, g := range grounds(t) {
		for _, at := range stands {
			if g.postgres {
				y.run(at.point, g, 3, at.point, func(w *wreck) {
					w.stop(at.point)
					w.recover()
					w.inspect(3)
					w.compare(3, g.edition)
				})
			}
		}
	}
	y.wait.Wait()
}

// stop has a first process stand still at a point, a second one do the work, and the first
// one go on to its end.
func (w *wreck) stop(point string) {
	w.Helper()
	first, told := w.instance(w.Context(), point+":stop", "apply")
	if err := first.Start(); err != nil {
		w.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = first.Wait() // it may well end with a fault: it was deposed
	}()
	w.Cleanup(func() {
		_ = errors.Join(first.Process.Signal(syscall.SIGCONT), first.Process.Kill()) // it may be gone
		<-ended
	})
	w.await(first.Process.Pid, told, ended)
	w.recover()
	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		w.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(30 * time.Second):
		w.Fatalf("it does not end after it went on:\n%s", told)
	}
	w.Logf("the one that stood still ends with %v", first.ProcessState)
}

// await waits until a process is stopped.
func (w *wreck) await(pid int, told *bytes.Buffer, ended <-chan struct{}) {
	w.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		select {
		case <-ended:
			w.Fatalf("it ended before it stood still:\n%s", told)
		default:
		}
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			w.Skip("processes cannot be watched here: ", err)
		}
		if _, state, _ := strings.Cut(string(stat), ") "); strings.HasPrefix(state, "T") {
			return
		}
	}
	w.Fatal("it does not stand still")
}
