package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestSimulatorPage runs the page on the simulators from top to bottom, and the
// program in Python where its library is installed.
func TestSimulatorPage(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	page, dir := blocks(t, "../../docs/simulator.md"), t.TempDir()
	self, err := os.Executable() // which is syncd where it is called so; see TestMain
	if err == nil {
		err = os.Symlink(self, filepath.Join(dir, "syncd"))
	}
	if err != nil {
		t.Fatal(err)
	}
	script := patient(page["sh"][0])
	want := page["text"][0]
	if exec.Command("/usr/bin/python3", "-I", "-c", "from jira import JIRA").Run() == nil {
		script += "/usr/bin/python3 -I - <<'END'\n" + page["python"][0] + "END\n"
		want += "Done seen again\n"
	}
	// By its process: a shell may give the number of a job that has ended to the next one.
	const end = "kill $!\n"
	script += page["sh"][1] + end
	want += page["text"][1]
	// Each further block begins a simulator of a test tool, and what it prints follows.
	for i, block := range page["sh"][2:] {
		script += patient(block) + end
		want += page["text"][i+2]
	}
	script = strings.NewReplacer("127.0.0.1:8091", freeAddress(t), "127.0.0.1:8092", freeAddress(t), "127.0.0.1:8093", freeAddress(t),
		"127.0.0.1:8094", freeAddress(t), "127.0.0.1:8095", freeAddress(t)).Replace(script)
	cmd := exec.Command("bash", "-euo", "pipefail", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "NO_PROXY=*", "no_proxy=*")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.WaitDelay = 5 * time.Second
	var out, failure bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &failure
	err = cmd.Run()
	if cmd.Process != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // the simulator, if the shell died before it ended it
	}
	if err != nil || out.String() != want {
		t.Errorf("the page prints (%v)\n%s%s\nit says\n%s", err, out.String(), failure.String(), want)
	}
}

// patient lets a script wait until its simulator listens: a reader takes longer than a shell
// to get from one line to the next.
func patient(script string) string {
	begin, rest, _ := strings.Cut(script, ".log &\n")
	log := begin[strings.LastIndexByte(begin, ' ')+1:] + ".log"
	return begin + ".log &\nfor i in $(seq 600); do grep -q http " + log + " && break; kill -0 $!; sleep 0.1; done\n" + rest
}
