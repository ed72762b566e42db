package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"syncd/internal/store/pgtest"
)

// member is one of several daemons on one database.
type member struct {
	*wreck
	cmd *exec.Cmd
	log string
}

// share puts the store of a wreck into a database, with the shortest lease there is and a
// schedule that never falls due.
func (w *wreck) share(url string) {
	w.Helper()
	_, rest, _ := strings.Cut(url, "@/")
	w.database, _, _ = strings.Cut(rest, "?")
	path := filepath.Join(w.dir, "syncd.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	shared := strings.Replace(string(text), `store: { url: "sqlite:syncd.db" }`, fmt.Sprintf("store: { url: %q, lease: 5s }", url), 1)
	shared = strings.Replace(shared, `sources: [web], project`, `schedule: "@every 12h", sources: [web], project`, 1)
	shared = strings.Replace(shared, `web: { url:`, `web: { listen: "", url:`, 1)
	if err := os.WriteFile(path, []byte(shared), 0o644); err != nil {
		w.Fatal(err)
	}
}

// instance is a command that runs as an instance of its own, with a folder of its own for
// its control socket.
func (w *wreck) instance(ctx context.Context, failpoint string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	w.Helper()
	cmd, out := w.command(ctx, failpoint, args...)
	for i, v := range cmd.Env {
		if strings.HasPrefix(v, "RUNTIME_DIRECTORY=") {
			cmd.Env[i] = "RUNTIME_DIRECTORY=" + w.TempDir()
		}
	}
	return cmd, out
}

// member starts a daemon, which logs into a file.
func (w *wreck) member(name, failpoint string) *member {
	w.Helper()
	m := &member{wreck: w, log: filepath.Join(w.dir, name+".log")}
	log, err := os.Create(m.log)
	if err != nil {
		w.Fatal(err)
	}
	defer log.Close()
	m.cmd, _ = w.instance(context.Background(), failpoint, "run")
	m.cmd.Stdout, m.cmd.Stderr = log, log
	if err := m.cmd.Start(); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if m.cmd.ProcessState == nil {
			_ = m.cmd.Process.Kill()
			_ = m.cmd.Wait() // we have just killed it
		}
	})
	return m
}

// await waits until the log says something and returns when it was written there.
func (m *member) await(pattern string) time.Time {
	m.Helper()
	re := regexp.MustCompile(pattern)
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); {
		text, err := os.ReadFile(m.log)
		if err != nil {
			m.Fatal(err)
		}
		if re.Match(text) {
			return time.Now()
		}
		time.Sleep(10 * time.Millisecond)
	}
	text, _ := os.ReadFile(m.log) // for the message only
	m.Fatalf("%s does not say %s:\n%s", m.log, pattern, text)
	return time.Time{}
}

// TestKilledInstance kills one of two daemons on one database in the middle of creating
// issues: the other takes its cycle over within the time of a lease and a quarter, and
// each failing test has one defect in the end. A command works beside them.
func TestKilledInstance(t *testing.T) {
	if !killable {
		t.Skip("built without the tag failpoint: no process can be killed at a crash point; use go test -tags failpoint")
	}
	if testing.Short() {
		t.Skip("-short: real processes and real waits")
	}
	pgtest.Of(t)
	binary := filepath.Join(t.TempDir(), "syncd")
	if out, err := exec.Command("go", "build", "-tags", "failpoint", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	for _, at := range []struct{ point, what string }{
		{"C3", "the defects are marked in flight, nothing is sent"},
		{"C8", "the answer is read and not recorded"},
	} {
		t.Run(at.point, func(t *testing.T) {
			w := newWreck(t, binary, 0)
			w.share(pgtest.Database(t))
			stays := w.member("stays", "")
			stays.await(`"cycle ends"`)
			for _, hours := range []int{2, 1} {
				w.write(fmt.Sprintf("results/failing-%d.xml", hours), failing(3, hours), time.Duration(hours)*time.Hour)
			}
			dies := w.member("dies", at.point)
			_ = dies.cmd.Wait() // how it ended is looked at next
			if status, ok := dies.cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
				text, _ := os.ReadFile(dies.log) // for the message only
				t.Fatalf("it was to be killed at %s but ended with %v:\n%s", at.point, dies.cmd.ProcessState, text)
			}
			died := time.Now()
			took := stays.await(`"cycle begins".*takeover`).Sub(died)
			t.Logf("taken over %s after the kill, with a lease of 5s", took.Round(100*time.Millisecond))
			if took > 5*time.Second*5/4+3*time.Second {
				t.Errorf("the cycle was taken over after %s, want a lease of 5s, a quarter of it, and what a slow machine takes", took)
			}
			stays.await(`(?s)takeover.*"cycle ends"`)
			w.inspect(3)
			plan, out := w.instance(t.Context(), "", "plan")
			if err := plan.Run(); err != nil || !strings.Contains(out.String(), "nothing to do") {
				t.Errorf("a command beside the daemon: %v\n%s", err, out)
			}
			if err := errors.Join(stays.cmd.Process.Signal(syscall.SIGTERM), stays.cmd.Wait()); err != nil {
				t.Errorf("the one that stayed ended with %v", err)
			}
		})
	}
}
