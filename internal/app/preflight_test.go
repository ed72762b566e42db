package app

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/catalog"
	"syncd/internal/config"
	"syncd/internal/preflight"
	simjira "syncd/internal/sim/jira"
)

// ahead looks ahead at a simulated Jira, and returns the report with the requests that were
// sent: method, and path below the API.
func ahead(t *testing.T, sim *simjira.Server, jira, syncs string) (preflight.Report, []string) {
	t.Helper()
	cfg, report := config.Parse(filepath.Join(t.TempDir(), "syncd.yaml"), fmt.Appendf(nil, `
jira: { url: "https://jira.example.com", owner: demo, auth: { user: demo@example.com, token: { env: JIRA_TOKEN } }, %s }
store: { url: "sqlite:syncd.db" }
sources: [{ name: web, kind: files, path: . }]
syncs: [%s]
`, jira, syncs), config.Options{Catalog: catalog.Sources(), CheckWhen: CheckWhen, CheckSummary: CheckSummary, CheckValue: CheckValue, CheckShown: CheckShown})
	if err := report.Err(); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var sent []string
	hear := func(req *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		_, path, _ := strings.Cut(req.URL.Path, "/rest/api/")
		sent = append(sent, req.Method+" "+path)
	}
	r, err := Preflight(t.Context(), Options{Config: cfg, Environ: []string{"JIRA_TOKEN=demo-token"}, Transport: hooked{sim.Transport(), hear}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests != len(sent) {
		t.Errorf("it counts %d requests of %d", r.Requests, len(sent))
	}
	return r, sent
}

// A look asks for each thing once, however many syncs want it, and sends nothing that
// could write.
func TestPreflightReads(t *testing.T) {
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	const entry = `{ name: %s, policy: %s, sources: [web], project: SHOP, defects: { fields: { Nowhere: x }, reopen: { by: transition }, resolve: { by: transition } } }`
	ada := sim.As("ada@example.com")
	for n, status := range []string{"", "In Progress", "In Progress", "Done"} {
		key, err := ada.Create("SHOP", "Bug", fmt.Sprint(n), nil)
		if err == nil && status != "" {
			err = ada.Transition(key, status, "")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	before := len(sim.Audit())
	one, sent := ahead(t, sim, "edition: cloud", fmt.Sprintf(entry, "a", "full"))
	want := []string{"GET 3/serverInfo", "GET 3/myself", "GET 3/mypermissions", "GET 3/project/SHOP", "GET 3/issue/createmeta/SHOP/issuetypes",
		"GET 3/issue/createmeta/SHOP/issuetypes/10004", "GET 3/issueLinkType", "GET 3/field", "POST 3/search/jql", "GET 3/issue/10015/transitions",
		"POST 3/search/jql", "GET 3/issue/10014/transitions", "GET 3/issue/10012/transitions",
		"GET 3/project/SHOP/versions", "POST 3/search/jql", "POST 3/search/jql"}
	if !slices.Equal(sent, want) {
		t.Errorf("it sends\n%s\nwant\n%s", strings.Join(sent, "\n"), strings.Join(want, "\n"))
	}
	two, again := ahead(t, sim, "edition: cloud", fmt.Sprintf(entry, "a", "full")+", "+fmt.Sprintf(entry, "b", "observe"))
	if !slices.Equal(again, sent) || one.Count(preflight.Error) != 1 || two.Count(preflight.Error) != 1 || two.Count(preflight.Warning) != 1 {
		t.Errorf("two syncs take %d requests, one %d\n%s\n%s", len(again), len(sent), one.Text(), two.Text())
	}
	if len(sim.Audit()) != before {
		t.Errorf("it wrote: %+v", sim.Audit()[before:])
	}
	if text := one.Text(); !strings.Contains(text, "syncd.yaml:5:") {
		t.Errorf("the place is not told:\n%s", text)
	}
}

// A Jira that says nothing ends the look when its time is over, wherever that happens, and
// what was learned before is told.
func TestPreflightEnds(t *testing.T) {
	for path, calls := range map[string]int{"serverInfo$": 0, "myself$": 1, "mypermissions$": 2, "project/SHOP$": 3, "issueLinkType$": 6, "search/jql$": 7} {
		synctest.Test(t, func(t *testing.T) {
			sim, err := simjira.New(simjira.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := sim.Script(simjira.Fault{Path: path, Effect: simjira.Hang}); err != nil {
				t.Fatal(err)
			}
			start := time.Now()
			r, sent := ahead(t, sim, "edition: cloud, timeout: 5s", `{ name: a, policy: full, sources: [web], project: SHOP, defects: { resolve: { by: transition } } }`)
			if took := time.Since(start); took < 20*time.Second || took > 40*time.Second {
				t.Errorf("%s: it took %s", path, took)
			}
			if text := r.Text(); r.Count(preflight.Error) != 1 || !strings.Contains(text, "; nothing further was looked at") || len(sent) != calls+4 {
				t.Errorf("%s: %d requests, and\n%s", path, len(sent), text)
			}
		})
	}
}

// The clocks are compared by the first answer that tells the time.
func TestPreflightClock(t *testing.T) {
	sim, err := simjira.New(simjira.Options{Now: func() time.Time { return time.Now().Add(5 * time.Minute) }})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := ahead(t, sim, "edition: cloud", `{ name: a, sources: [web], project: SHOP }`)
	if text := r.Text(); !strings.Contains(text, "behind Jira's") {
		t.Errorf("nothing is said of the clock:\n%s", text)
	}
}
