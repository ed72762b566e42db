package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	simtestrail "syncd/internal/sim/testrail"
)

// TestKilledWritingBack kills the real binary while it writes into a test tool: the results
// of failed tests must name their defects exactly once, and be asked for again exactly once.
// On Cloud a result is edited, on Server a row is added, which a second write would double.
func TestKilledWritingBack(t *testing.T) {
	y := newYard(t)
	for _, edition := range []simtestrail.Edition{simtestrail.Cloud, simtestrail.OnPremises} {
		for _, point := range []string{"C19", "C4", "C5", "C6", "C7"} {
			y.run(fmt.Sprintf("%s/%v", point, edition), ground{}, 0, "", func(w *wreck) { w.killWritingBack(edition, point) })
		}
	}
	y.wait.Wait()
}

// killWritingBack has two failed results be named, and the first process die over the
// first; then a retest be asked for, and the next one die over that.
func (w *wreck) killWritingBack(edition simtestrail.Edition, point string) {
	w.Helper()
	tool := w.testRail(edition)
	gated := point
	if point == "C19" {
		gated = ""
	}
	w.gate.point = gated
	at := strings.TrimSuffix(point, gated)

	w.kill(at)
	w.recover()
	w.wrote(tool, 2, `"defects":`)

	for _, i := range w.created() {
		if _, err := w.sim.Perform(simjira.Gesture{User: "ada@example.com", Do: "transition", Issue: i.Key, Status: "Done"}); err != nil {
			w.Fatal(err)
		}
	}
	w.planned("retest")
	w.kill(at)
	w.recover()
	w.wrote(tool, 2, `"status_id":4`)
	if all := tool.Audit(); len(all) != 4 {
		w.Errorf("there were %d writes, want 4: %+v", len(all), all)
	}
}

// testRail has the results of a wreck come from a simulated TestRail behind its gate.
func (w *wreck) testRail(edition simtestrail.Edition) *simtestrail.Server {
	w.Helper()
	tool, err := simtestrail.New(simtestrail.Options{Edition: edition})
	if err != nil {
		w.Fatal(err)
	}
	w.gate = &gate{to: tool, prize: func(r *http.Request) bool { return r.Method == http.MethodPost }}
	server := httptest.NewServer(w.gate)
	w.Cleanup(func() { server.CloseClientConnections(); server.Close(); w.gate.late.Wait() })
	path := filepath.Join(w.dir, "syncd.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	section := fmt.Sprintf("{ name: web, kind: testrail, url: %q, project: 1, auth: { user: demo@example.com, key: { env: TESTRAIL_KEY } }, write_back: key+retest }", server.URL)
	said := strings.Replace(string(text), "{ name: web, kind: files, path: results }", section, 1)
	w.write("syncd.yaml", strings.Replace(said, "project: SHOP }", "project: SHOP, defects: { after: 0s } }", 1), 0)
	return tool
}

// planned waits until a plan says a word: Jira's search lags.
func (w *wreck) planned(word string) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 60*time.Second)
	defer cancel()
	for {
		plan, out := w.instance(ctx, "", "plan")
		_ = plan.Run() // it ends with 2 where something is pending
		if strings.Contains(out.String(), word) {
			return
		}
		select {
		case <-ctx.Done():
			w.Fatalf("after a minute no %s is planned:\n%s", word, out)
		case <-time.After(500 * time.Millisecond): // until jira.index_lag has passed
		}
	}
}

// wrote wants so many writes into the tool whose body holds a text, each about another test.
func (w *wreck) wrote(tool *simtestrail.Server, want int, text string) {
	w.Helper()
	paths, n := map[string]bool{}, 0
	for _, m := range tool.Audit() {
		if strings.Contains(string(m.Body), text) {
			paths[m.Path] = true
			n++
		}
	}
	if n != want || len(paths) != want {
		w.Errorf("%d writes about %d results say %s, want %d: %+v", n, len(paths), text, want, tool.Audit())
	}
}
