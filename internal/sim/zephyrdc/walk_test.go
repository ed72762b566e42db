package zephyrdc_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/zephyrdc"
)

// start is when tests take place.
var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// rig is a Jira with Zephyr and a client of both, in the process.
type rig struct {
	t     *testing.T
	jira  *simjira.Server
	sim   *zephyrdc.Server
	token string
}

func newRig(t *testing.T, opts zephyrdc.Options) *rig {
	t.Helper()
	jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira", Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	opts.Jira = jira
	sim, err := zephyrdc.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t, jira, sim, "demo-token"}
}

// ask sends a request and insists on a status; paths without a slash are those of Zephyr's API.
func (r *rig) ask(method, path, body string, want int) string {
	r.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/jira/rest/atm/1.0/" + path
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://jira.example.com"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	resp, err := r.sim.Client().Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != want {
		r.t.Fatalf("%s %s = %d %s, want %d", method, path, resp.StatusCode, raw, want)
	}
	return string(raw)
}

func (r *rig) get(path string) string {
	r.t.Helper()
	return r.ask("GET", path, "", http.StatusOK)
}

// find searches and returns the keys of what is found.
func (r *rig) find(what, query string) string {
	r.t.Helper()
	var found []struct{ Key string }
	if err := json.Unmarshal([]byte(r.get(what+"/search?query="+url.QueryEscape(query))), &found); err != nil {
		r.t.Fatal(err)
	}
	var keys []string
	for _, f := range found {
		keys = append(keys, strings.TrimPrefix(f.Key, "SHOP-"))
	}
	return strings.Join(keys, " ")
}

// TestShapes holds every object against testdata/shapes.txt, which was compared with the vendor's document by hand.
// UPDATE_GOLDEN=1 writes it anew.
func TestShapes(t *testing.T) {
	r := newRig(t, zephyrdc.Options{})
	var got bytes.Buffer
	for _, path := range []string{"testcase/search?maxResults=1&startAt=3", "testcase/search?fields=key,issueLinks,nothing&maxResults=2", "testcase/SHOP-T10", "testcase/SHOP-T3/testresult/latest",
		"testrun/search?maxResults=1&startAt=1", "testrun/SHOP-R2", "testrun/SHOP-R1/testresults/page?maxResults=2&startAt=4&onlyLastExecutions=true", "testplan/search", "environments?projectKey=SHOP"} {
		fmt.Fprintf(&got, "GET %s\n", path)
		if err := json.Indent(&got, []byte(r.get(path)), "", "  "); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		got.WriteByte('\n')
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile("testdata/shapes.txt", got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/shapes.txt")
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the shapes have changed; UPDATE_GOLDEN=1 writes testdata/shapes.txt anew:\n%s", got.String())
	}
}

func TestQueries(t *testing.T) {
	r := newRig(t, zephyrdc.Options{})
	for _, tc := range []struct{ what, query, want string }{
		{"testcase", `projectKey = "SHOP" AND status = "Draft"`, "T8 T9"},
		{"testcase", `projectKey = "SHOP" AND status IN ("Draft", "Deprecated") AND priority = "Low"`, "T10"},
		{"testcase", `issueKeys IN ("SHOP-1", "SHOP-3")`, "T1 T2 T4 T5"},
		{"testcase", `folder = "/"`, "T10"},
		{"testcase", `folder IN ("/Checkout/Cart","/Catalogue")`, "T1 T2 T6 T7 T9"},
		{"testcase", `key IN ("SHOP-T2", "SHOP-T99")`, "T2"},
		{"testcase", `labels IN ("smoke") AND name = "Pay by card"`, "T3"},
		{"testcase", `estimatedTime >= 1`, ""},
		{"testcase", `owner = "ada" AND key = "SHOP-T1"`, "T1"},
		{"testrun", `projectKey = "SHOP"`, "R1 R2"},
		{"testrun", `projectKey IN ("SHOP") AND folder = "/Release 1.4"`, "R1 R2"},
		{"testplan", `projectKey = "SHOP" AND status = "Approved"`, "P1"},
	} {
		if got := r.find(tc.what, tc.query); got != tc.want {
			t.Errorf("%s %s = %q, want %q", tc.what, tc.query, got, tc.want)
		}
	}
	for _, tc := range []struct{ what, query, says string }{
		{"testcase", `projectKey="SHOP"`, "not valid"}, {"testcase", `projectKey = 'SHOP'`, "not valid"}, {"testcase", `projectKey = SHOP`, "not valid"},
		{"testcase", `statusIN("Draft")`, "not valid"}, {"testcase", `status IN "Draft"`, "not valid"}, {"testcase", `status = ("Draft")`, "not valid"},
		{"testcase", `projectKey = "SHOP" OR status = "Draft"`, "not valid"}, {"testcase", `projectKey = "SHOP" AND `, "not valid"},
		{"testcase", `projectKey = "SHOP"AND status = "Draft"`, "not valid"}, {"testcase", `projectKey != "SHOP"`, "not valid"}, {"testcase", `projectKey ~ "SHOP"`, "not valid"},
		{"testcase", `projectKey = "SHOP" ORDER BY key`, "not valid"}, {"testcase", `projectKey = "SHOP" and key = "SHOP-T1"`, "not valid"},
		{"testcase", `projectKey = "NOPE"`, "The project NOPE was not found for field projectKey."}, {"testcase", `status = "draft"`, "Value(s) not found for field status: draft"},
		{"testcase", `updatedOn > "2026-11-22"`, "not supported"}, {"testcase", `updatedOn = "2026-11-22"`, "The field updatedOn was not found."}, {"testcase", `issueKeys = "SHOP-1"`, "not supported"},
		{"testcase", `name > "A"`, "not supported"}, {"testcase", `"Build" = "1"`, "The field Build was not found."}, {"testrun", `status = "Done"`, "The field status was not found."},
		{"testrun", `folder = "/nowhere"`, "not found for field folder"}, {"testrun", `projectKey = "PAY"`, "was not found"},
	} {
		if got := r.ask("GET", tc.what+"/search?query="+url.QueryEscape(tc.query), "", 400); !strings.Contains(got, tc.says) || !strings.HasPrefix(got, `{"errorMessages":["`) {
			t.Errorf("%s %s = %s, want %q", tc.what, tc.query, got, tc.says)
		}
	}
}

func TestPagesToTheEnd(t *testing.T) {
	for _, lowered := range []int{0, 3} {
		r := newRig(t, zephyrdc.Options{Page: lowered})
		seen, at := map[string]bool{}, 0
		for {
			var page []struct{ Key string }
			if err := json.Unmarshal([]byte(r.get(fmt.Sprint("testcase/search?maxResults=4&startAt=", at))), &page); err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, c := range page {
				seen[c.Key] = true
			}
			at += len(page)
		}
		if len(seen) != 10 || at != 10 {
			t.Errorf("page %d: %d cases, %d rows", lowered, len(seen), at)
		}
	}
}

// results reads those of a run.
func (r *rig) results(path string) []struct {
	ID                           int64
	TestCaseKey, Status, Comment string
	Environment, ActualEndDate   string
	IssueLinks                   []string
} {
	r.t.Helper()
	var out []struct {
		ID                           int64
		TestCaseKey, Status, Comment string
		Environment, ActualEndDate   string
		IssueLinks                   []string
	}
	if err := json.Unmarshal([]byte(r.get(path)), &out); err != nil {
		r.t.Fatal(err)
	}
	return out
}

func TestResultsAreWritten(t *testing.T) {
	r := newRig(t, zephyrdc.Options{})
	key, err := r.jira.As("ada@example.com").Create("SHOP", "Bug", "the cart forgets", nil)
	if err != nil {
		t.Fatal(err)
	}
	at := "testrun/SHOP-R1/testcase/SHOP-T1/testresult"
	if got := r.ask("PUT", at+"?environment=Firefox", `{"issueLinks":["SHOP-9","`+key+`"]}`, 200); got != `{"id":9002}` {
		t.Errorf("PUT = %s", got)
	}
	if e, _ := r.sim.Execution("9002"); len(e.Links) != 2 || e.Status != "Fail" {
		t.Errorf("linked result = %+v", e)
	}
	r.ask("PUT", at+"?environment=Firefox", `{"issueLinks":["`+key+`"]}`, 200) // the whole list
	if got := r.results("testrun/SHOP-R1/testresults")[1]; len(got.IssueLinks) != 1 || got.IssueLinks[0] != key || got.TestCaseKey != "SHOP-T1" {
		t.Errorf("relinked result = %+v", got)
	}
	if got := r.ask("PUT", at, `{"comment":"without an environment it is the first item"}`, 200); got != `{"id":9001}` {
		t.Errorf("PUT without environment = %s", got)
	}
	if got := r.ask("POST", at+"?environment=Firefox", `{"status":"Pass","actualEndDate":"2026-11-22T13:00:00+0200"}`, 201); got != `{"id":9015}` {
		t.Errorf("POST = %s", got)
	}
	if got := r.ask("PUT", at+"?environment=Firefox", `{"comment":"the last one"}`, 200); got != `{"id":9015}` {
		t.Errorf("PUT after POST = %s", got)
	}
	if e, _ := r.sim.Execution("9015"); !e.End.Equal(start.Add(-time.Hour)) || e.Executed != "demo" || e.Environment != "Firefox" {
		t.Errorf("new result = %+v", e)
	}
	r.ask("POST", "testresult", `{"projectKey":"SHOP","testCaseKey":"SHOP-T10","status":"Pass"}`, 201)
	if got, err := r.jira.As("ada@example.com").Move(key, "PAY"); err != nil {
		t.Fatal(err)
	} else if links := r.results("testrun/SHOP-R1/testresults")[1].IssueLinks; len(links) != 1 || links[0] != got {
		t.Errorf("after its move to %s the issue is %v", got, links)
	}
	var verbs []string
	for _, m := range r.sim.Audit("api") {
		verbs = append(verbs, fmt.Sprint(m.Verb, " ", m.ID))
	}
	if got := strings.Join(verbs, ", "); got != "link 9002, link 9002, unlink 9002, update 9001, create 9015, update 9015, create 9016" {
		t.Errorf("audit: %s", got)
	}
}

func TestRefusals(t *testing.T) {
	r := newRig(t, zephyrdc.Options{})
	at := "testrun/SHOP-R1/testcase/SHOP-T1/testresult"
	for _, tc := range []struct{ method, path, body, says string }{
		{"PUT", at, `{"status":"Failed"}`, "The value Failed was not found for field status on project SHOP."},
		{"PUT", at, `{"environment":"chrome"}`, "field environment"},
		{"PUT", at, `{"issueLinks":["SHOP-99"]}`, "The value SHOP-99 was not found for field issueLinks"},
		{"PUT", at, `{"issueLinks":["10000"]}`, "The value 10000"},
		{"PUT", at, `{"actualEndDate":"2026-11-22T13:00:00+02:00"}`, "actualEndDate"},
		{"PUT", at, `{"state":"Fail"}`, "unknown field"},
		{"PUT", at + "?environment=Safari", `{}`, "No item"},
		{"PUT", "testrun/SHOP-R1/testcase/SHOP-T99/testresult", `{}`, "The key SHOP-T99 was not found for field testCaseKey."},
		{"PUT", "testrun/SHOP-R9/testcase/SHOP-T1/testresult", `{}`, "The key SHOP-R9"},
		{"POST", "testresult", `{"projectKey":"NOPE","testCaseKey":"SHOP-T1"}`, "The project NOPE"},
		{"GET", "testcase/search?jql=x", "", "not known"},
		{"GET", "testcase/search?maxResults=many", "", "maxResults"},
		{"GET", "environments?projectKey=NOPE", "", "Could not find project NOPE"},
		{"GET", "environments?projectKey=PAY", "", "disabled for project PAY"},
	} {
		if got := r.ask(tc.method, tc.path, tc.body, 400); !strings.Contains(got, tc.says) || !strings.HasPrefix(got, `{"errorMessages":["`) {
			t.Errorf("%s %s %s = %s, want %q", tc.method, tc.path, tc.body, got, tc.says)
		}
	}
	for _, path := range []string{"testcase/SHOP-T99", "testrun/SHOP-R9", "testrun/8001", "testrun/SHOP-R9/testresults", "testcase/SHOP-T10/testresult/latest", "issuelink/SHOP-99/testcases", "nothing"} {
		if got := r.ask("GET", path, "", 404); got != "" {
			t.Errorf("GET %s: 404 has a body: %s", path, got)
		}
	}
	if n := len(r.sim.Audit("")); n != 0 {
		t.Errorf("refused requests changed %d things", n)
	}
	for _, r.token = range []string{"", "wrong"} {
		r.ask("GET", "testrun/search", "", 401)
	}
}

func TestRunsAndResults(t *testing.T) {
	r := newRig(t, zephyrdc.Options{Summaries: true})
	if got := r.results("testrun/SHOP-R1/testresults"); len(got) != 9 {
		t.Errorf("%d results of SHOP-R1, want 9 with the overtaken ones", len(got))
	} else if z := got[2].ActualEndDate; got[1].ActualEndDate != "2026-11-18T21:00:00+0200" || !strings.HasSuffix(z, "Z") {
		t.Errorf("times %q and %q", got[1].ActualEndDate, z)
	}
	var run struct {
		Summary map[string]int `json:"executionResultsSummary"`
		Items   []struct {
			ID     int64
			Status string
		}
	}
	if err := json.Unmarshal([]byte(r.get("testrun/SHOP-R1")), &run); err != nil {
		t.Fatal(err)
	}
	if len(run.Items) != 7 || run.Summary["Fail"] != 2 || run.Summary["Pass"] != 3 || run.Summary["Blocked"] != 1 || run.Summary["Not Executed"] != 1 {
		t.Errorf("SHOP-R1 = %+v", run)
	}
	if got := r.get("testrun/search"); !strings.Contains(got, "executionResultsSummary") {
		t.Errorf("searched runs = %s", got)
	}
	made, err := r.sim.Perform(zephyrdc.Deed{Do: "add_cycle", Cases: []string{"SHOP-T1 Chrome", "SHOP-T2"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := r.results("testrun/" + made + "/testresults"); len(got) != 2 || got[0].Status != "Not Executed" || got[0].Environment != "" {
		t.Errorf("a new run = %+v", got)
	}
	r.get("testcase/SHOP-T2/testresult/latest")
	if _, err := r.sim.Perform(zephyrdc.Deed{Do: "delete_cycle", Cycle: made}); err != nil {
		t.Fatal(err)
	}
	r.ask("GET", "testcase/SHOP-T2/testresult/latest", "", 404)
}

func TestCasesOfAnIssueComeTwice(t *testing.T) {
	r := newRig(t, zephyrdc.Options{})
	first, second := r.get("issuelink/SHOP-1/testcases?fields=key"), r.get("issuelink/SHOP-1/testcases?fields=key")
	if first == second || strings.Count(first, "SHOP-T1") != 2 || strings.Count(first, "SHOP-T2") != 2 {
		t.Errorf("%s\n%s", first, second)
	}
}

func TestOlderBuildAndLimits(t *testing.T) {
	r := newRig(t, zephyrdc.Options{NoPages: true, PerMinute: 2})
	r.ask("GET", "testrun/SHOP-R1/testresults/page", "", 404)
	r.get("testrun/SHOP-R1/testresults")
	r.ask("GET", "testrun/SHOP-R1", "", 429)
	r.get("/jira/rest/api/2/issue/SHOP-1") // Jira's own limits are its own
	r.get("/_sim/state")
	r.get("/_sim/zephyr/state")
	r.sim.Advance(time.Minute)
	r.get("testrun/SHOP-R1")
	r.ask("POST", "/_sim/zephyr/deed", `{"do":"close_cycle","cycle":"SHOP-R1"}`, 200)
	if got := r.get("testrun/SHOP-R1"); !strings.Contains(got, `"status":"Done"`) {
		t.Errorf("a closed run = %s", got)
	}
}
