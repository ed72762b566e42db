package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// mailbox is a real daemon that results are pushed to.
type mailbox struct {
	*wreck
	web    string
	daemon *exec.Cmd
	log    *bytes.Buffer
	client http.Client
}

// newMailbox makes a folder whose source is only pushed to, beside a Jira.
func newMailbox(t *testing.T, tags ...string) *mailbox {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "syncd")
	if out, err := exec.Command("go", append(append([]string{"build"}, tags...), "-o", binary, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	m := &mailbox{wreck: newWreck(t, binary, 0), web: freeAddress(t), client: http.Client{Timeout: 10 * time.Second}}
	config, err := os.ReadFile(filepath.Join(m.dir, "syncd.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(config), "path: results", `push: { token: s3cret } `, 1)
	text = strings.Replace(text, "web: { url: https://quality.example }", "web: { listen: "+m.web+" }", 1)
	text = strings.Replace(text, "policy: full", `policy: full, schedule: "@every 1h", defects: { when: "failures >= 1" }`, 1)
	m.write("syncd.yaml", text, 0)
	t.Cleanup(func() { m.end(syscall.SIGKILL) })
	return m
}

// start runs the daemon and waits for its first cycle.
func (m *mailbox) start(failpoint string) {
	m.Helper()
	m.daemon, m.log = m.command(m.Context(), failpoint, "run")
	if err := m.daemon.Start(); err != nil {
		m.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); m.cycles() < 1; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			m.Fatalf("no cycle in time:\n%s", m.log)
		}
	}
}

// end ends the daemon, if it runs, and returns how it ended.
func (m *mailbox) end(signal syscall.Signal) error {
	if m.daemon == nil {
		return nil
	}
	_ = m.daemon.Process.Signal(signal) // it may be gone
	err := m.daemon.Wait()
	m.daemon = nil
	return err
}

// cycles is how many cycles the daemon has ended well.
func (m *mailbox) cycles() int {
	res, err := m.client.Get("http://" + m.web + "/metrics")
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return 0
	}
	n := 0
	if found := regexp.MustCompile(`(?m)^syncd_sync_cycles_total\{result="ok",sync="shop"\} (\d+)$`).FindSubmatch(text); found != nil {
		fmt.Sscan(string(found[1]), &n)
	}
	return n
}

// push pushes one report and returns the answer's status; 0 means that none came.
func (m *mailbox) push(report string) int {
	req, err := http.NewRequest(http.MethodPost, "http://"+m.web+"/api/v1/results/web?name=junit.xml&branch=main", strings.NewReader(report))
	if err != nil {
		m.Error(err)
		return 0
	}
	req.Header.Set("Authorization", "Bearer s3cret")
	res, err := m.client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestPushKilled: what was answered with 202 survives a kill before any cycle has read
// it, and one process later it is a defect.
func TestPushKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: real processes and real waits")
	}
	t.Parallel()
	m := newMailbox(t)
	m.start("")
	report := failing(1, 1)
	if code := m.push(report); code != http.StatusAccepted {
		t.Fatalf("the push is answered %d:\n%s", code, m.log)
	}
	m.end(syscall.SIGKILL) // a push waits a second for others before its cycle begins
	if n := len(m.created()); n != 0 || strings.Contains(m.log.String(), `"trigger":"push"`) {
		t.Fatalf("the kill came too late to show anything: %d defects\n%s", n, m.log)
	}
	m.recover()
	if n := len(m.created()); n != 1 {
		t.Errorf("%d defects after the kill, want one", n)
	}
	m.start("")
	if code := m.push(report); code != http.StatusOK {
		t.Errorf("sent again it is answered %d, want that it is known", code)
	}
	m.burst()
}

// burst pushes fifty reports at once: one cycle, or two, must read them all.
func (m *mailbox) burst() {
	m.Helper()
	before := m.cycles()
	if before != 1 {
		m.Fatalf("%d cycles before the burst, want one", before)
	}
	var wait sync.WaitGroup
	for i := range 50 {
		wait.Go(func() {
			for try := 0; ; try++ { // at most 32 are received at the same time
				code := m.push(fmt.Sprintf(`<testsuite name="shop"><testcase classname="shop.Burst" name="test %d"><failure message="no"/></testcase></testsuite>`, i))
				if code == http.StatusAccepted {
					return
				}
				if code != http.StatusServiceUnavailable || try > 100 {
					m.Errorf("push %d is answered %d", i, code)
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
	wait.Wait()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		res, err := m.client.Get("http://" + m.web + "/api/v1/failures")
		if err != nil {
			m.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			m.Fatal(err)
		}
		if strings.Count(string(text), `"title":"test `) == 51 {
			break
		}
		if time.Now().After(end) {
			m.Fatalf("not all is judged in time: %.2000s", text)
		}
	}
	if made := m.cycles() - before; made > 2 {
		m.Errorf("50 pushes at once made %d cycles", made)
	}
}

// TestPushKilledUnanswered: killed after the files are on the disk and before the
// answer, the same push again is known and makes nothing twice.
func TestPushKilledUnanswered(t *testing.T) {
	if !killable {
		t.Skip("built without the tag failpoint: no process can be killed at a crash point; use go test -tags failpoint")
	}
	if testing.Short() {
		t.Skip("-short: real processes and real waits")
	}
	t.Parallel()
	m := newMailbox(t, "-tags", "failpoint")
	m.start("P1")
	report := failing(2, 1)
	if code := m.push(report); code != 0 {
		t.Fatalf("the push is answered %d", code)
	}
	if err := m.end(syscall.SIGKILL); err == nil {
		t.Fatal("it was not killed")
	}
	m.recover()
	m.start("")
	if code := m.push(report); code != http.StatusOK {
		t.Errorf("sent again it is answered %d, want that it is known", code)
	}
	if n := len(m.created()); n != 2 {
		t.Errorf("%d defects, want 2", n)
	}
}
