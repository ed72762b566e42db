// Package browsertest opens served pages in a real browser, Debian's Chromium without a
// window, and says what people would stumble over: faults on the console, text that is
// hard to read, what the keyboard does not reach, pages wider than a phone.
//
// It speaks the browser's own protocol over a pipe, so no port is open and no library is
// needed. Where Chromium is not installed those tests are skipped and say so.
package browsertest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// patience is how long the browser may take for one answer, on a machine that is busy
// with other tests too.
const patience = 45 * time.Second

// Browser is a running Chromium, with a profile of its own that goes with the test. Its
// methods belong to the test's own goroutine.
type Browser struct {
	t     testing.TB
	wire  *wire
	cmd   *exec.Cmd
	said  bytes.Buffer // on standard error; read it after the end only
	shots string       // folder of screenshots
}

// programs are the names under which Chromium is installed.
var programs = []string{"chromium", "chromium-browser", "google-chrome"}

// program finds Chromium.
func program() (string, error) {
	for _, name := range programs {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("Chromium is not installed (none of %v in $PATH)", programs)
}

// arguments of Chromium: no window, nothing that asks the network by itself, commands
// over the pipe.
func arguments(profile string) []string {
	args := []string{"--headless", "--remote-debugging-pipe", "--user-data-dir=" + profile, "--disable-gpu", "--disable-quic",
		"--disable-dev-shm-usage", "--no-first-run", "--no-default-browser-check", "--no-proxy-server", "--hide-scrollbars",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--mute-audio"}
	if os.Getuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium refuses to be root with one
	}
	return append(args, "about:blank")
}

// Start starts a browser that ends with the test, and skips the test where there is none.
func Start(t testing.TB) *Browser {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Skip(err)
	}
	profile := t.TempDir()
	b := &Browser{t: t, cmd: exec.Command(path, arguments(profile)...), shots: filepath.Join(top(t), "screenshots")}
	theirs, commands, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, theirsToo, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	b.cmd.ExtraFiles = []*os.File{theirs, theirsToo} // its descriptors 3 and 4
	b.cmd.Stderr = &b.said
	b.cmd.Env = append(os.Environ(), "HOME="+profile, "XDG_CONFIG_HOME="+profile, "XDG_CACHE_HOME="+profile)
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a Ctrl-C is ours
	b.cmd.WaitDelay = 5 * time.Second
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	b.wire = newWire(commands, answers)
	t.Cleanup(b.end)
	theirs.Close()
	theirsToo.Close()
	return b
}

// end ends the browser: it goes when its pipe closes, and is killed with its children
// if it does not. Wait returns once none of them holds standard error any more, so that
// the profile can be removed.
func (b *Browser) end() {
	died := b.wire.ended()
	b.wire.commands.Close()
	late := time.AfterFunc(5*time.Second, func() { _ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL) })
	defer late.Stop()
	err := b.cmd.Wait()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		b.t.Logf("end Chromium: %v", err)
	}
	if died { // otherwise it only misses desktop services
		b.t.Logf("Chromium ended by itself and said:\n%s", b.said.String())
	}
}
