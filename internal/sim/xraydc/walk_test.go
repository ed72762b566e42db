package xraydc_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"syncd/internal/sim/xraydc"
)

// walk is every endpoint, reads before writes.
var walk = []struct{ method, path, body string }{
	{"GET", "2.0/testruns?testExecKey=SHOP-40&testKey=SHOP-23", ""},
	{"GET", "1.0/testruns?testExecKey=SHOP-41&testKey=SHOP-24&includeTestFields=summary,issuelinks", ""},
	{"GET", "1.0/api/testrun/373", ""},
	{"GET", "2.0/api/testrun/373", ""},
	{"GET", "1.0/api/testrun?testExecIssueKey=SHOP-42&testIssueKey=SHOP-30", ""},
	{"GET", "1.0/api/testexec/SHOP-42/test", ""},
	{"GET", "1.0/api/testexec/SHOP-42/test?detailed=true&limit=2&page=1", ""},
	{"GET", "1.0/api/test/SHOP-24/testruns", ""},
	{"GET", "1.0/api/test/SHOP-24/testruns?testEnvironments=firefox", ""},
	{"GET", "1.0/api/test/SHOP-26/testexecutions", ""},
	{"GET", "1.0/api/test/SHOP-26/testplans", ""},
	{"GET", "1.0/api/testplan/SHOP-45/test", ""},
	{"GET", "1.0/api/testplan/SHOP-45/testexecution", ""},
	{"GET", "1.0/api/settings/teststatuses", ""},
	{"GET", "2.0/api/xraylicense", ""},
	{"POST", "1.0/api/testrun/375/defect", `["SHOP-19"]`},
	{"GET", "1.0/api/testrun/375/defect", ""},
	{"DELETE", "1.0/api/testrun/375/defect/SHOP-19", ""},
	{"PUT", "1.0/api/testrun/375", `{"status":"PASS","comment":"seen again","assignee":"ada","defects":{"add":["SHOP-19"],"remove":[]}}`},
	{"PUT", "1.0/api/testrun/380/status?status=ABORTED", ""},
	{"GET", "/_sim/xray/audit", ""},
	{"GET", "/_sim/xray/requests", ""},
}

// TestWalk holds the shape of every answer against testdata/walk.golden; UPDATE_GOLDEN=1 writes it.
func TestWalk(t *testing.T) {
	r := newRig(t, xraydc.Options{})
	var b strings.Builder
	for _, step := range walk {
		p := r.do(step.method, step.path, step.body).want(200)
		fmt.Fprintf(&b, "== %s %s %s\n%s\n", step.method, step.path, step.body, p.pretty())
	}
	const file = "testdata/walk.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("the answers are not those of %s:\n%s", file, got)
	}
}
