package jira_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

func TestManyAtOnce(t *testing.T) {
	r := newRig(t, simjira.Options{IndexLag: time.Millisecond})
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for n := range 10 {
				r.send(r.request("POST", "issue", strings.Replace(bugBody, `"x"`, fmt.Sprintf(`"%d-%d"`, w, n), 1)))
				r.send(r.request("PUT", "issue/SHOP-1", fmt.Sprintf(`{"update":{"labels":[{"add":"w%d-%d"}]}}`, w, n)))
				r.send(r.request("GET", "issue/SHOP-1", ""))
				r.send(r.request("GET", "search/jql?jql=project=SHOP&fields=*all", ""))
				r.sim.Audit()
				if err := r.sim.As("ada@example.com").Comment("SHOP-2", "x"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	i, _ := r.sim.Issue("SHOP-1")
	if len(i.Labels) != 81 || len(r.sim.Issues()) != 92 {
		t.Errorf("%d labels, %d issues", len(i.Labels), len(r.sim.Issues()))
	}
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{`project = SHOP and labels in (a) order by key`, `updated >= -1w`, `due = "2026-01-01"`, `sprint in openSprints()`,
		`cf[10016] > 1`, `text ~ "a*"`, `not (type is empty)`, `"x" in (f("y"))`, `key > SHOP-1`, `created = startOfDay("-1d")`} {
		f.Add(seed)
	}
	sim, err := simjira.New(simjira.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, query string) {
		r := &rig{t, sim, "demo@example.com", "demo-token", nil}
		req := r.request("GET", "search/jql", "")
		q := req.URL.Query()
		q.Set("jql", query)
		req.URL.RawQuery = q.Encode()
		if p := r.send(req); p.err != nil || p.status != 200 && p.status != 400 {
			t.Fatalf("%q: %d %v %s", query, p.status, p.err, p.body)
		}
	})
}
