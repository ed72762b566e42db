package xraycloud_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud"
)

func newTest(n int) xray.NewTest { return xray.NewTest{Summary: fmt.Sprintf("Test number %d", n)} }

// A run's result moves its lastModified and not the execution's; a new run moves both.
func TestModifiedSince(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, xraycloud.Options{Jira: newJira(t, simjira.Options{})})
		query := func(field string) string {
			return `query($since:String){ ` + field + `(modifiedSince:$since, limit:100){ total } }`
		}
		count := func(field string, since time.Time, want int) {
			t.Helper()
			r.ask(query(field), "since", since.UTC().Format(time.RFC3339)).want(200).says(fmt.Sprintf(`"total":%d}`, want))
		}
		before := time.Now()
		time.Sleep(time.Minute)
		for _, field := range []string{"getTestRuns", "getTestExecutions", "getTests"} {
			count(field, before, 0)
		}
		if _, err := r.sim.Execute(xray.Result{Execution: "SHOP-41", Test: "SHOP-28", Status: "FAIL", Defects: []string{"SHOP-19"}}); err != nil {
			t.Fatal(err)
		}
		count("getTestRuns", before, 1)
		count("getTestExecutions", before, 0)
		if _, err := r.sim.AddRun("SHOP-43", "SHOP-21"); err != nil {
			t.Fatal(err)
		}
		count("getTestRuns", before, 2)
		count("getTestExecutions", before, 1)
		if err := r.sim.Jira().As("ada@example.com").Edit("SHOP-21", simjira.Fields{"summary": "Another name"}); err != nil {
			t.Fatal(err)
		}
		count("getTests", before, 1)
		count("getTestRuns", time.Now(), 0)
	})
}

// What the keeper of the API key may not see in Jira is not there, and what is deleted is gone.
func TestIssuesAreJiras(t *testing.T) {
	r := newRig(t, xraycloud.Options{})
	people := r.sim.Jira().As("ada@example.com")
	if err := people.Restrict("SHOP-41", "Staff only"); err != nil {
		t.Fatal(err)
	}
	if err := people.Delete("SHOP-21"); err != nil {
		t.Fatal(err)
	}
	r.ask(`{ getTestRuns(limit:1){ total } getTestExecutions(limit:1){ total } getTests(limit:1){ total } }`).want(200).
		says(`"getTestRuns":{"total":11}`).says(`"getTestExecutions":{"total":3}`).says(`"getTests":{"total":11}`)
	r.do("POST", "/_sim/xray/deed", `{"do":"execute","execution":"SHOP-42","test":"SHOP-30","status":"PASS"}`).want(200).says(`"status":"PASSED"`)
	r.do("POST", "/_sim/xray/deed", `{"do":"execute","execution":"SHOP-42","test":"SHOP-21","status":"PASS"}`).want(400)
	if _, err := xraycloud.New(xraycloud.Options{}); err != nil {
		t.Error(err)
	}
	dc, err := simjira.New(simjira.Options{Edition: simjira.DataCenter})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := xraycloud.New(xraycloud.Options{Jira: dc}); err == nil {
		t.Error("it stands beside a Data Center")
	}
}
