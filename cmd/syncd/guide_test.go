package main

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shellBlocks returns the blocks of a page that are marked as sh: those that a reader
// is meant to paste, and that this test runs. Blocks marked as console need a machine
// of their own and are only read.
func shellBlocks(t *testing.T, page string) []string {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```sh\n(.*?)^```").FindAllStringSubmatch(string(data), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("%s has no sh blocks", page)
	}
	return out
}

// freeAddress returns a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestGettingStarted runs the guide from top to bottom in one shell.
func TestGettingStarted(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("bash is not installed")
	}
	bin, dir := t.TempDir(), t.TempDir()
	if out, err := exec.Command("go", "build", "-o", filepath.Join(bin, "syncd"), ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	addr := freeAddress(t)
	script := strings.Join(shellBlocks(t, "../../docs/getting-started.md"), "\n")
	script = strings.ReplaceAll(script, "127.0.0.1:8089", addr)
	// A reader takes longer than a shell to get from one block to the next.
	script = strings.Replace(script, "simulator.log &\n", "simulator.log &\nfor i in $(seq 600); do grep -q http simulator.log && break; kill -0 $!; sleep 0.1; done\n", 1)
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script+"\nsyncd plan --config syncd.yaml | tee last.txt\nkill %1")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"))
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// If the shell dies early, the simulator lives on and holds its output.
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // the simulator, if the shell died before it ended it
	}
	if err != nil {
		t.Fatalf("the guide does not work: %v\n%s", err, out.String())
	}
	last, err := os.ReadFile(filepath.Join(dir, "last.txt"))
	if err != nil || !strings.Contains(string(last), "nothing to do") || !strings.Contains(string(last), "failing cases: 1 (1 defect)") {
		t.Errorf("after the guide, plan says %q (%v); whole output:\n%s", last, err, out.String())
	}
}

// TestReadme: the two commands of the first screen are there, and are targets of the
// Makefile.
func TestReadme(t *testing.T) {
	blocks := shellBlocks(t, "../../README.md")
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"make demo\n", "make test\n"} {
		if blocks[i] != want {
			t.Errorf("block %d of the README is %q, want %q", i, blocks[i], want)
		}
		target := strings.TrimSpace(strings.TrimPrefix(want, "make "))
		if !strings.Contains(string(makefile), "\n"+target+":") {
			t.Errorf("the Makefile has no target %s", target)
		}
	}
}

// TestLinks: every relative link of the documents leads to a file.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "../../README.md") {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\]\(([^)#]+)[^)]*\)`).FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s: %v", page, m[1], err)
			}
		}
	}
}
