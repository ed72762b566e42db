package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/plan"
	"syncd/internal/record"
	simjira "syncd/internal/sim/jira"
)

// hooked is a Jira that lets somebody act when it is asked for something.
type hooked struct {
	http.RoundTripper
	when func(*http.Request)
}

// RoundTrip makes the request, and has the answer wait for the act.
func (h hooked) RoundTrip(r *http.Request) (*http.Response, error) {
	h.when(r)
	return h.RoundTripper.RoundTrip(r)
}

// shop is a house with a simulated Jira and three failing tests, each of one story.
func shop(t *testing.T, when func(*House, *http.Request)) (*House, *simjira.Server) {
	t.Helper()
	dir := t.TempDir()
	var suite strings.Builder
	suite.WriteString(`<testsuite><properties><property name="branch" value="main"/><property name="url" value="https://ci.example.com/7"/></properties>`)
	for i := range 3 {
		fmt.Fprintf(&suite, `<testcase classname="shop.Pay" name="way %d"><properties><property name="story" value="SHOP-%d"/></properties><failure message="no"/></testcase>`, i+1, i+1)
	}
	file, at := filepath.Join(dir, "junit.xml"), time.Now().Add(-time.Hour)
	for _, err := range []error{os.WriteFile(file, []byte(suite.String()+`</testsuite>`), 0o600), os.Chtimes(file, at, at)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	cfg, report := config.Parse(filepath.Join(dir, "syncd.yaml"), fmt.Appendf(nil, `
jira: { url: "https://jira.example.com", owner: demo, auth: { user: demo@example.com, token: { env: JIRA_TOKEN } } }
store: { url: "sqlite:syncd.db" }
sources: [{ name: web, kind: files, path: . }]
syncs: [{ name: shop, policy: upsert-only, sources: [web], project: SHOP, defects: { when: "failures >= 1", together: nothing } }]
`), config.Options{Catalog: catalog.Sources(), CheckWhen: CheckWhen, CheckSummary: CheckSummary})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var h *House
	transport := hooked{sim.Transport(), func(r *http.Request) { when(h, r) }}
	h, err = Open(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: transport, NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	return h, sim
}

// TestPauseInTheMiddle: the brake is pulled while the nth request that writes is on its
// way. That one is made, and not one more; what was skipped is made once after it is
// let go.
func TestPauseInTheMiddle(t *testing.T) {
	for _, tc := range []struct {
		name  string
		nth   int
		done  int // changes: three creates in one request, then three links
		wrote int // requests
	}{{"while defects are made", 1, 3, 1}, {"between links", 2, 4, 2}, {"at the last but one", 3, 5, 3}} {
		t.Run(tc.name, func(t *testing.T) {
			writes := 0
			h, sim := shop(t, func(h *House, r *http.Request) {
				if r.Method != http.MethodGet && (strings.HasSuffix(r.URL.Path, "/issue/bulk") || strings.HasSuffix(r.URL.Path, "/remotelink")) {
					if writes++; writes == tc.nth {
						if err := h.SetPause(t.Context(), record.Pause{Reason: "release night", Who: "ada"}); err != nil {
							t.Error(err)
						}
					}
				}
			})
			c, err := h.Cycle(t.Context(), Ask{Sync: "shop"})
			if err != nil {
				t.Fatal(err)
			}
			if c.Count(plan.Done) != tc.done || c.Count(plan.Skipped) != 6-tc.done || writes != tc.wrote {
				t.Fatalf("%d changes made, %d skipped, with %d requests: %+v", c.Count(plan.Done), c.Count(plan.Skipped), writes, c.Faults)
			}
			for _, o := range c.Outcomes {
				if o.Result == plan.Skipped && !strings.Contains(o.Error, "writing is paused: release night (ada)") {
					t.Errorf("%s was skipped because of %q", o.Change.ID, o.Error)
				}
			}
			if c, err = h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || len(c.Outcomes) > 0 || len(c.Plan.Holds) != 6-tc.done {
				t.Errorf("while it is paused: %d outcomes, %d holds, %v", len(c.Outcomes), len(c.Plan.Holds), err)
			}
			if err := h.Resume(t.Context(), ""); err != nil {
				t.Fatal(err)
			}
			if c, err = h.Cycle(t.Context(), Ask{Sync: "shop"}); err != nil || c.Count(plan.Done) != 6-tc.done {
				t.Errorf("after it is let go: %d made, %v, %+v", c.Count(plan.Done), err, c.Faults)
			}
			made := map[string]int{}
			for _, m := range sim.Audit() {
				made[m.Verb]++
			}
			if made["create"] != 3 || made["remotelink"] != 3 {
				t.Errorf("in the end jira holds %v", made)
			}
		})
	}
}
