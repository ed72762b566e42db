package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serviceConfig needs no Jira: the service manager must hear from the daemon whether or
// not Jira answers.
const serviceConfig = `jira: { url: "http://127.0.0.1:9", owner: notify, auth: { user: a@example.com, token: x } }
store: { url: "sqlite:syncd.db" }
web: { listen: "127.0.0.1:0" }
sources: [{ name: web, kind: files, path: . }]
syncs: [{ name: shop, sources: [web], project: SHOP, schedule: "@every 1h" }]
`

// TestServiceManager plays systemd: the daemon says when it is ready, that it lives,
// that it reloads and that it stops, as the unit's Type=notify and WatchdogSec expect.
func TestServiceManager(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bin := filepath.Join(dir, "syncd")
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(dir, "syncd.yaml"), []byte(serviceConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "notify.sock")
	l, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cmd := exec.Command(bin, "run", "--config", "syncd.yaml")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NOTIFY_SOCKET="+socket)
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if t.Failed() {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
			t.Logf("the daemon says:\n%s", said.String())
		}
	}()
	hears(t, l, "READY=1")
	if err := cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	hears(t, l, "RELOADING=1")
	hears(t, l, "READY=1")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	hears(t, l, "STOPPING=1")
	if err := cmd.Wait(); err != nil {
		t.Errorf("after SIGTERM the daemon ends with %v", err)
	}
}

// hears waits for a message that begins with want. Signs of life may come between.
func hears(t *testing.T, l *net.UnixConn, want string) {
	t.Helper()
	if err := l.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	for {
		n, err := l.Read(buf)
		if err != nil {
			t.Fatalf("the service manager does not hear %s: %v", want, err)
		}
		if got := string(buf[:n]); strings.HasPrefix(got, want) {
			return
		} else if got != "WATCHDOG=1" {
			t.Fatalf("the service manager hears %q, want %s", got, want)
		}
	}
}
