package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

// wreck is a real process beside a simulated Jira.
type wreck struct {
	*testing.T
	binary, dir string
	sim         *simjira.Server
	gate        *gate  // between the two, if any
	database    string // of its store, "" where that is a file
}

// newWreck makes a folder with two runs, in which n tests fail, and a Jira whose
// search lags.
func newWreck(t *testing.T, binary string, n int) *wreck {
	return newWreckOn(t, binary, n, simjira.Cloud, through)
}

// through leaves the way to Jira free.
func through(h http.Handler) http.Handler { return h }

// newWreckOn is newWreck for an edition, with something between the process and Jira.
func newWreckOn(t *testing.T, binary string, n int, edition simjira.Edition, between func(http.Handler) http.Handler) *wreck {
	w := &wreck{T: t, binary: binary, dir: t.TempDir()}
	var err error
	if w.sim, err = simjira.New(simjira.Options{Edition: edition, IndexLag: 8 * time.Second}); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(between(w.sim))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	w.write("syncd.yaml", `
jira:
  url: `+server.URL+`
  owner: acme
  auth: { method: bearer, token: { env: JIRA_TOKEN } }
  timeout: 2s
  settle: 4s
  index_lag: 10s
store: { url: "sqlite:syncd.db" }
web: { url: https://quality.example }
sources:
  - { name: web, kind: files, path: results }
syncs:
  - { name: shop, policy: full, sources: [web], project: SHOP }
`, 0)
	for _, hours := range []int{2, 1} {
		w.write(fmt.Sprintf("results/run-%d.xml", hours), failing(n, hours), time.Duration(hours)*time.Hour)
	}
	return w
}

// began is the time that results are told by: the same for all, so that all end alike.
var began = time.Now()

// failing is a run in which n tests of SHOP-1 fail.
func failing(n, hours int) string {
	var b strings.Builder
	at := began.Add(-time.Duration(hours) * time.Hour).UTC().Format(time.RFC3339)
	fmt.Fprintf(&b, "<testsuite name=\"shop\" timestamp=\"%s\">", at)
	for i := range n {
		fmt.Fprintf(&b, `<testcase classname="shop.Cart" name="test %d"><properties><property name="story" value="SHOP-1"/></properties><failure message="expected 1 but was 2"/></testcase>`, i)
	}
	return b.String() + "</testsuite>"
}

// write writes a file of some age.
func (w *wreck) write(name, text string, age time.Duration) {
	w.Helper()
	path := filepath.Join(w.dir, name)
	at := time.Now().Add(-age)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644), os.Chtimes(path, at, at)); err != nil {
		w.Fatal(err)
	}
}

// command is a command of the binary, with what it prints.
func (w *wreck) command(ctx context.Context, failpoint string, args ...string) (*exec.Cmd, *bytes.Buffer) {
	cmd := exec.CommandContext(ctx, w.binary, args...)
	cmd.Dir = w.dir
	cmd.Env = []string{"SYNCD_CONFIG=syncd.yaml", "JIRA_TOKEN=demo-token", "TESTRAIL_KEY=demo-key", "RUNTIME_DIRECTORY=" + w.dir, "SYNCD_FAILPOINT=" + failpoint}
	out := &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, out
	return cmd, out
}

// created lists what our account made.
func (w *wreck) created() []simjira.Mutation {
	return slices.DeleteFunc(w.sim.Audit(), func(m simjira.Mutation) bool { return m.Verb != "create" || m.User != "demo@example.com" })
}

// inspect wants one issue per failing test, each with a mark of its own and a link to
// the story, and one link from the story to its results.
func (w *wreck) inspect(n int) {
	w.Helper()
	marks := map[string]bool{}
	made := w.created()
	for _, m := range made {
		i, _ := w.sim.Issue(m.IssueID)
		marks[strings.Join(i.Labels, " ")] = true
		if len(i.Labels) != 2 || !slices.Contains(i.Labels, "syncd-acme") {
			w.Errorf("%s has labels %v", m.Key, i.Labels)
		}
		if len(i.Links) != 1 || i.Links[0].Key != "SHOP-1" {
			w.Errorf("%s has links %v, want one to SHOP-1", m.Key, i.Links)
		}
	}
	if len(made) != n || len(marks) != n {
		w.Errorf("%d issues with %d marks were made for %d failing tests: %v", len(made), len(marks), n, marks)
	}
	story, _ := w.sim.Issue("SHOP-1")
	if want := fmt.Sprintf("web: 0 of %d passed", n); len(story.RemoteLinks) != 1 || story.RemoteLinks[0].Title != want {
		w.Errorf("SHOP-1 has links %v, want one that says %q", story.RemoteLinks, want)
	}
}
