package app

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/plan"
	simjira "syncd/internal/sim/jira"
)

// red writes a result file with some failing tests, each of which names a story, that ended
// some time ago.
func red(t *testing.T, folder string, run, tests int, ago time.Duration) {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, `<testsuite name="web"><properties><property name="branch" value="main"/><property name="build" value="%d"/></properties>`, run)
	for n := range tests {
		fmt.Fprintf(&b, `<testcase classname="shop.Checkout" name="case %d"><properties><property name="story" value="SHOP-%d"/></properties><failure message="case %d is not like others"/></testcase>`, n, n%12+1, n)
	}
	b.WriteString("</testsuite>")
	name := filepath.Join(folder, fmt.Sprintf("run-%d.xml", run))
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-ago)
	if err := os.Chtimes(name, at, at); err != nil {
		t.Fatal(err)
	}
}

// Under the limits of a real site two syncs of one Jira make what they have to make, and
// are hardly ever refused: they share one budget, and see its end coming.
func TestLimitsOfARealSite(t *testing.T) {
	for _, edition := range []simjira.Edition{simjira.Cloud, simjira.DataCenter} {
		t.Run(edition.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				sim, err := simjira.New(simjira.Options{Edition: edition, Limits: true, Latency: 20 * time.Millisecond})
				if err != nil {
					t.Fatal(err)
				}
				folder := t.TempDir()
				for _, name := range []string{"web", "app"} {
					if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
						t.Fatal(err)
					}
					red(t, filepath.Join(folder, name), 1, 60, time.Hour)
				}
				cfg, report := config.Parse(filepath.Join(folder, "syncd.yaml"), []byte(`
jira: { url: "https://jira.example.com", owner: demo, edition: `+map[simjira.Edition]string{simjira.Cloud: "cloud", simjira.DataCenter: "datacenter"}[edition]+`, auth: { method: bearer, token: { env: JIRA_TOKEN } } }
store: { url: "sqlite:syncd.db" }
sources: [{ name: web, kind: files, path: web }, { name: app, kind: files, path: app }]
syncs:
  - { name: web, sources: [web], project: SHOP, policy: full, defects: { when: "failures >= 1", together: nothing, limits: { max_creates: 100, max_creates_per_day: 1000, max_share: 1 }, flood: { cases: 1000, at_least: 1000 } } }
  - { name: app, sources: [app], project: SHOP, policy: full, defects: { when: "failures >= 1", together: nothing, limits: { max_creates: 100, max_creates_per_day: 1000, max_share: 1 }, flood: { cases: 1000, at_least: 1000 } } }
`), config.Options{Catalog: catalog.Sources(), CheckWhen: CheckWhen, CheckSummary: CheckSummary})
				if err := report.Err(); err != nil {
					t.Fatal(err)
				}
				var all, refused atomic.Int64
				hear := answered{sim.Transport(), func(res *http.Response) {
					all.Add(1)
					if res.StatusCode == http.StatusTooManyRequests {
						refused.Add(1)
					}
				}}
				h, err := Open(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: hear, Now: time.Now, NoSync: true})
				if err != nil {
					t.Fatal(err)
				}
				defer h.Close()
				start, done := time.Now(), make(chan string)
				for _, name := range []string{"web", "app"} {
					go func() {
						c, err := h.Cycle(t.Context(), Ask{Sync: name, Trigger: "test"})
						done <- fmt.Sprintf("%d of %d made, %d faults, %v", c.Count(plan.Done), len(c.Outcomes), len(c.Faults), err)
					}()
				}
				for range 2 {
					if got := <-done; !strings.HasSuffix(got, " made, 0 faults, <nil>") || strings.HasPrefix(got, "0 of") {
						t.Error(got)
					}
				}
				created := 0
				for _, m := range sim.Audit() {
					if m.Verb == "create" {
						created++
					}
				}
				t.Logf("%d requests, %d refused, %d issues created in %s", all.Load(), refused.Load(), created, time.Since(start))
				if created != 120 || refused.Load() > 3 {
					t.Errorf("%d created, want 120; %d of %d requests were refused", created, refused.Load(), all.Load())
				}
			})
		})
	}
}

// answered tells of every answer.
type answered struct {
	next http.RoundTripper
	told func(*http.Response)
}

// RoundTrip sends a request.
func (a answered) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := a.next.RoundTrip(req)
	if err == nil {
		a.told(res)
	}
	return res, err
}
