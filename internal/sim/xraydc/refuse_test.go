package xraydc_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraydc"
)

// What is wrong with a request is told in plain text, and never looks like "no results".
func TestRefusals(t *testing.T) {
	r := newRig(t, xraydc.Options{MaxLimit: 10})
	for _, c := range []struct{ method, path, body string }{
		{"GET", "2.0/testruns", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-99", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-1", ""}, // a story
		{"GET", "2.0/testruns?testExecKey=SHOP-40&testPlanKey=SHOP-45", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-40&testKey=SHOP-1", ""},
		{"GET", "2.0/testruns?savedFilterId=77", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-40&limit=11", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-40&limit=-1", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-40&page=0", ""},
		{"GET", "2.0/testruns?testExecKey=SHOP-40&since=2026-01-01", ""},
		{"GET", "2.0/testruns?jql=project=SHOP", ""},
		{"GET", "1.0/api/testrun/9999", ""},
		{"GET", "1.0/api/testrun?testExecIssueKey=SHOP-43&testIssueKey=SHOP-21", ""},
		{"GET", "1.0/api/testexec/SHOP-21/test", ""},
		{"GET", "1.0/api/testplan/SHOP-40/test", ""},
		{"PUT", "1.0/api/testrun/373", `{"status":"PASSED"}`}, // Cloud's word
		{"PUT", "1.0/api/testrun/373", `{"state":"PASS"}`},
		{"PUT", "1.0/api/testrun/373", `{"assignee":"ada@example.com"}`},
		{"PUT", "1.0/api/testrun/373", `{"comment":"half","defects":{"add":["SHOP-9","NOPE-1"]}}`},
		{"POST", "1.0/api/testrun/373/defect", `{"add":["SHOP-9"]}`},
		{"POST", "1.0/api/testrun/373/defect", `["NOPE-1"]`},
		{"PUT", "1.0/api/testrun/373/status?status=", ""},
	} {
		p := r.do(c.method, c.path, c.body)
		if p.status != 400 || !strings.HasPrefix(p.header.Get("Content-Type"), "text/plain") || p.body == "" {
			t.Errorf("%s %s: %d %s %q", c.method, c.path, p.status, p.header.Get("Content-Type"), p.body)
		}
	}
	if len(r.sim.Audit()) > 0 {
		t.Error("a refused request has changed something:", r.sim.Audit())
	}
	r.get("1.0/testrun/373").want(404)
	r.do("DELETE", "1.0/api/testrun/373", "").want(405)
	r.get("/rest/raven/2.0/testruns?testExecKey=SHOP-40").want(404) // beside the context path
}

// Login is Jira's, and the licence is told apart from it.
func TestLoginAndLicence(t *testing.T) {
	r := newRig(t, xraydc.Options{})
	nobody := *r
	nobody.user = ""
	nobody.get("1.0/api/testrun/373").want(401).says("not authenticated")
	wrong := *r
	wrong.pass = "wrong"
	wrong.get("1.0/api/testrun/373").want(401)
	r.sim.SetLicense(false)
	if p := r.get("1.0/api/testrun/373").want(401); p.body != "The Xray license is not valid" {
		t.Error(p.body)
	}
	r.get("2.0/api/xraylicense").want(200).says(`"active":false`)
	r.get("/jira/rest/api/2/issue/SHOP-40").want(200) // Jira has a licence of its own
	r.sim.SetLicense(true)
	r.get("1.0/api/testrun/373").want(200)
}

// Lists have no totals: they end with an empty page, and a greater limit may be lowered without a word.
func TestPages(t *testing.T) {
	r := newRig(t, xraydc.Options{MaxLimit: 4, LowersLimit: true})
	for path, want := range map[string][]int{
		"2.0/testruns?testExecKey=SHOP-40":              {4, 2, 0, 0},
		"2.0/testruns?testExecKey=SHOP-40&limit=5":      {4, 2, 0},
		"2.0/testruns?testExecKey=SHOP-40&limit=3":      {3, 3, 0},
		"2.0/testruns?testPlanKey=SHOP-45&limit=4":      {4, 4, 4, 0},
		"2.0/testruns?savedFilterId=10100&limit=4":      {4, 4, 4, 4, 2, 0},
		"2.0/testruns?testKey=SHOP-26":                  {2, 0},
		"1.0/api/testexec/SHOP-40/test?limit=4":         {4, 2, 0},
		"1.0/api/testexec/SHOP-40/test?detailed=true":   {4, 2, 0}, // once pages are asked for
		"1.0/api/testplan/SHOP-45/test?limit=4":         {4, 4, 2, 0},
		"1.0/api/test/SHOP-26/testexecutions?limit=100": {2, 0},
	} {
		for n, size := range want {
			if got := len(r.get(fmt.Sprintf("%s&page=%d", path, n+1)).want(200).list()); got != size {
				t.Errorf("%s: page %d holds %d, want %d", path, n+1, got, size)
			}
		}
	}
	if got := len(r.get("1.0/api/testexec/SHOP-40/test").want(200).list()); got != 6 {
		t.Errorf("without page and limit the list holds %d", got)
	}
}

// Times carry the server's offset, in two spellings, and in one list they are words.
func TestTimes(t *testing.T) {
	r := newRig(t, xraydc.Options{})
	r.get("1.0/api/testrun/373").want(200).says(`"startedOn":"2026-01-10T14:00:00+01:00"`)
	p := r.get("1.0/api/testexec/SHOP-41/test?detailed=true").want(200)
	p.says(`"startedOn":"Saturday 7:00 PM"`).says(`"startedOn":"Today 11:00 AM"`)
	r.get("1.0/api/testexec/SHOP-43/test?detailed=true").want(200).says(`"startedOn":"15/Dec/25 8:00 AM"`)
	bare := newRig(t, xraydc.Options{BareOffset: true, Zone: time.FixedZone("far", -5*3600-1800), NamesNoExecution: true})
	p = bare.get("2.0/testruns?testExecKey=SHOP-40").want(200).says(`"start":"2026-01-10T06:30:00-0530"`)
	if strings.Contains(p.body, "testExecKey") {
		t.Error("the export names executions")
	}
}

// Xray needs the right Jira, and takes any seed.
func TestOtherJiras(t *testing.T) {
	cloud, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := xraydc.New(xraydc.Options{Jira: cloud}); err == nil {
		t.Error("it lives in Jira Cloud")
	}
	plain, err := simjira.New(simjira.Options{Edition: simjira.DataCenter})
	if err != nil {
		t.Fatal(err)
	}
	if s, err := xraydc.New(xraydc.Options{Jira: plain}); err != nil || len(s.AllRuns()) > 0 {
		t.Error("runs without issues", err)
	}
	if s, err := xraydc.New(xraydc.Options{}); err != nil || len(s.AllRuns()) != 18 || s.Jira().Edition() != simjira.DataCenter {
		t.Error("no Jira of its own", err)
	}
	if _, err := xraydc.New(xraydc.Options{Statuses: []xray.Status{{Name: "PASS", Coverage: "GOOD"}}}); err == nil {
		t.Error("any status is taken")
	}
}
