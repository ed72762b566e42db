package zephyrcloud_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/published"
	"syncd/internal/sim/zephyrcloud"
)

// start is when tests take place.
var start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// rig is a simulator and a client of it, in the process.
type rig struct {
	t     *testing.T
	sim   *zephyrcloud.Server
	token string
	kept  []published.Exchange // all that was sent and answered
}

func newRig(t *testing.T, opts zephyrcloud.Options) *rig {
	t.Helper()
	opts.Now = func() time.Time { return start }
	sim, err := zephyrcloud.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t: t, sim: sim, token: "demo-token"}
}

// ask sends a request and insists on a status; the body is "" for none.
func (r *rig) ask(method, path, body string, want int) (string, http.Header) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "https://zephyr.example.com"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	tape := &published.Recorder{Next: r.sim.Client().Transport}
	resp, err := tape.RoundTrip(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	judge(r.t, tape.Exchanges())
	r.kept = append(r.kept, tape.Exchanges()...)
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if resp.StatusCode != want {
		r.t.Fatalf("%s %s = %d %s, want %d", method, path, resp.StatusCode, raw, want)
	}
	return string(raw), resp.Header
}

func (r *rig) get(path string) string {
	r.t.Helper()
	body, _ := r.ask("GET", path, "", http.StatusOK)
	return body
}

// do does a deed.
func (r *rig) do(d zephyrcloud.Deed) string {
	r.t.Helper()
	key, err := r.sim.Perform(d)
	if err != nil {
		r.t.Fatal(err)
	}
	return key
}

// TestShapes holds every object against testdata/shapes.txt, so that a change of what is answered is seen.
// UPDATE_GOLDEN=1 writes it anew.
func TestShapes(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	r.do(zephyrcloud.Deed{Do: "execute", Cycle: "SHOP-R2", Case: "SHOP-T9", Environment: "Chrome", Status: "Fail", Issues: []string{"SHOP-12"}, StepIssues: []string{"SHOP-6"}, Took: "5s"})
	var got bytes.Buffer
	for _, path := range []string{
		"projects", "projects/SHOP", "folders?projectKey=SHOP&folderType=TEST_CYCLE", "statuses?projectKey=SHOP&statusType=TEST_EXECUTION&maxResults=2&startAt=4", "priorities?maxResults=1",
		"environments?projectKey=SHOP", "testcases?projectKey=SHOP&maxResults=1", "testcases/nextgen?limit=1&startAtId=7004", "testcases/SHOP-T10", "testcases/SHOP-T1/links",
		"testcycles/SHOP-R1", "testcycles/nextgen?projectKey=SHOP&limit=1", "testplans/nextgen", "testplans/SHOP-P1",
		"testexecutions/nextgen?projectKey=SHOP&testCycle=SHOP-R2&onlyLastExecutions=true&includeStepLinks=true&startAtId=9011&limit=1", "testexecutions/SHOP-E7", "testexecutions/9005/links",
		"issuelinks/SHOP-1/testcases", "issuelinks/SHOP-1/testcycles", "issuelinks/SHOP-10/executions", "healthcheck",
	} {
		body := r.get("/v2/" + path)
		fmt.Fprintf(&got, "GET %s\n", path)
		if body != "" {
			if err := json.Indent(&got, []byte(body), "", "  "); err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			got.WriteByte('\n')
		}
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

// execution is what tests read of an execution.
type execution struct {
	ID                  int64
	Key                 string
	TestCase            struct{ Self string }
	TestExecutionStatus struct{ ID int64 }
	Links               struct {
		Issues []struct{ ID, IssueID int64 }
	}
}

// walk follows a list to its end and returns the keys in their order, and how many pages there were.
func (r *rig) walk(path string) (keys []string, pages int) {
	r.t.Helper()
	for path != "" {
		var page struct {
			Next   *string
			Values []struct{ Key string }
		}
		if err := json.Unmarshal([]byte(r.get(path)), &page); err != nil {
			r.t.Fatal(err)
		}
		for _, v := range page.Values {
			keys = append(keys, v.Key)
		}
		if pages++; pages > 100 {
			r.t.Fatal("the list has no end")
		}
		path = ""
		if page.Next != nil {
			path = strings.TrimPrefix(*page.Next, "https://zephyr.example.com")
		}
	}
	return keys, pages
}

func TestPagesToTheEnd(t *testing.T) {
	for _, lowered := range []int{0, 3, 7} {
		r := newRig(t, zephyrcloud.Options{Page: lowered})
		for _, list := range []struct {
			path string
			want int
		}{
			{"/v2/testcases?maxResults=5&projectKey=SHOP", 10}, {"/v2/testcases/nextgen?limit=5", 10},
			{"/v2/testexecutions?maxResults=1000", 14}, {"/v2/testexecutions/nextgen?limit=1000&projectKey=SHOP", 14},
			{"/v2/testexecutions/nextgen?onlyLastExecutions=true", 12}, {"/v2/testcycles/nextgen", 2}, {"/v2/testplans/nextgen", 1},
			{"/v2/testexecutions/nextgen?testCase=SHOP-T3", 4}, {"/v2/testexecutions/nextgen?jiraProjectVersionId=10001", 13},
			{"/v2/testexecutions/nextgen?jiraProjectVersionId=10002", 0}, {"/v2/testcases?folderId=303", 3},
		} {
			keys, pages := r.walk(list.path)
			seen := map[string]bool{}
			for _, k := range keys {
				seen[k] = true
			}
			if len(keys) != list.want || len(seen) != list.want {
				t.Errorf("page %d: %s has %v in %d pages, want %d", lowered, list.path, keys, pages, list.want)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	for _, tc := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"GET", "testcases?project=SHOP", "", 400, `unknown query parameter \"project\"`},
		{"GET", "testcases?maxResults=0", "", 400, "maxResults must be"},
		{"GET", "testcases?startAt=1000001", "", 400, "startAt must be"},
		{"GET", "testcases?maxResults=ten", "", 400, "must be a number"},
		{"GET", "testcases/nextgen?limit=1001", "", 400, "limit must be"},
		{"GET", "testcases/nextgen?updatedAfter=2026-11-22", "", 400, "yyyy-MM-dd"},
		{"GET", "testcases/nextgen?updatedAfter=2026-11-22T10:00:00.000Z", "", 400, "yyyy-MM-dd"},
		{"GET", "testcases?updatedAfter=2026-11-22T10:00:00Z", "", 400, "unknown query parameter"},
		{"GET", "testexecutions/nextgen?testCycle=8001", "", 400, "testCycle must match"},
		{"GET", "testexecutions?testCycle=8001", "", 400, "testCycle must match"},
		{"GET", "testcases?projectKey=101", "", 400, "projectKey must match"},
		{"GET", "testcases/SHOP-T1?expand=links", "", 400, "unknown query parameter"},
		{"GET", "testcycles/shop-R1", "", 400, "pattern"},
		{"GET", "testexecutions?onlyLastExecutions=yes", "", 400, "true or false"},
		{"GET", "statuses?statusType=RESULT", "", 400, "statusType must match"},
		{"GET", "testcases?projectKey=NOPE", "", 404, "Project NOPE"},
		{"GET", "testexecutions/nextgen?projectKey=PAY", "", 404, "disabled"},
		{"GET", "testcases/7001", "", 400, "pattern"},
		{"GET", "testcases/SHOP-T99", "", 404, "was not found"},
		{"GET", "testcycles/SHOP-R99", "", 404, "was not found"},
		{"GET", "testexecutions/SHOP-E99", "", 404, "was not found"},
		{"GET", "testruns", "", 404, "No resource"},
		{"GET", "issuelinks/SHOP-99/testcases", "", 404, "SHOP-99"},
		{"GET", "issuelinks/10000/testcases", "", 400, "pattern"},
		{"PUT", "testexecutions/SHOP-E1", `{"statusName":"Failed"}`, 422, "does not exist"},
		{"PUT", "testexecutions/SHOP-E1", `{"environmentName":"chrome"}`, 422, "does not exist"},
		{"PUT", "testexecutions/SHOP-E1", `{"status":"Fail"}`, 400, "unknown field"},
		{"PUT", "testexecutions/SHOP-E1", `{"actualEndDate":"2026-11-22T10:00:00+0200"}`, 400, "actualEndDate"},
		{"PUT", "testexecutions/SHOP-E1", `{`, 400, "not valid"},
		{"PUT", "testexecutions/SHOP-E4", `{"comment":"late"}`, 409, "immutable"},
		{"PUT", "testexecutions/SHOP-E99", `{}`, 404, "was not found"},
		{"POST", "testexecutions/SHOP-E1/links/issues", `{"issueId":"10000"}`, 400, "not valid"},
		{"POST", "testexecutions/SHOP-E1/links/issues", `{"issueKey":"SHOP-1"}`, 400, "unknown field"},
		{"POST", "testexecutions/SHOP-E1/links/issues", `{}`, 400, "issueId"},
		{"POST", "testexecutions/SHOP-E99/links/issues", `{"issueId":10000}`, 404, "was not found"},
		{"POST", "testcases/SHOP-T1/links/issues", `{"issueId":10000}`, 400, "already"},
		{"POST", "testexecutions", `{"projectKey":"SHOP"}`, 400, "must not be null"},
		{"POST", "testexecutions", `{"projectKey":"SHOP","testCaseKey":"SHOP-T1","testCycleKey":"8001","statusName":"Pass"}`, 400, "testCycleKey must match"},
		{"POST", "testexecutions", `{"projectKey":"SHOP","testCaseKey":"SHOP-T1","testCycleKey":"SHOP-R1","statusName":"Odd"}`, 400, "does not exist"},
		{"DELETE", "links/1", "", 404, "Link 1"},
	} {
		body, _ := r.ask(tc.method, "/v2/"+tc.path, tc.body, tc.status)
		if !strings.Contains(body, tc.says) || !strings.HasPrefix(body, fmt.Sprintf(`{"errorCode":%d,"message":"`, tc.status)) {
			t.Errorf("%s %s %s = %s, want %q", tc.method, tc.path, tc.body, body, tc.says)
		}
	}
	if n := len(r.sim.Audit("")); n != 0 {
		t.Errorf("refused requests changed %d things", n)
	}
	for _, r.token = range []string{"", "wrong"} {
		r.ask("GET", "/v2/projects", "", 401)
	}
}

func TestExecutionsAreWritten(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	_, header := r.ask("POST", "/v2/testexecutions/SHOP-E2/links/issues", `{"issueId":10012}`, 201)
	at := header.Get("Location")
	if !strings.HasPrefix(at, "https://zephyr.example.com/v2/links/") {
		t.Errorf("Location = %q", at)
	}
	var e execution
	read := func() {
		t.Helper()
		e = execution{}
		if err := json.Unmarshal([]byte(r.get("/v2/testexecutions/9002")), &e); err != nil {
			t.Fatal(err)
		}
	}
	if read(); len(e.Links.Issues) != 1 || e.Links.Issues[0].IssueID != 10012 || !strings.HasSuffix(e.TestCase.Self, "/testcases/SHOP-T1/versions/1") {
		t.Errorf("linked execution = %+v", e)
	}
	r.ask("DELETE", strings.TrimPrefix(at, "https://zephyr.example.com"), "", 200)
	if read(); len(e.Links.Issues) != 0 {
		t.Errorf("unlinked execution = %+v", e)
	}
	r.ask("PUT", "/v2/testexecutions/SHOP-E2", `{"statusName":"Pass","comment":null,"executionTime":1000,"actualEndDate":"2026-11-22T10:00:00Z"}`, 200)
	got, _ := r.sim.Execution("SHOP-E2")
	if got.Status != "Pass" || got.Took != time.Second || !strings.Contains(got.Comment, "stays at 0") {
		t.Errorf("edited execution = %+v", got)
	}
	r.ask("POST", "/v2/testexecutions", `{"projectKey":"SHOP","testCaseKey":"SHOP-T1","testCycleKey":"SHOP-R1","statusName":"Not Executed","environmentName":"Firefox"}`, 201)
	r.ask("PUT", "/v2/testexecutions/SHOP-E2", `{"statusName":"Fail"}`, 409)
	var verbs []string
	for _, m := range r.sim.Audit("api") {
		verbs = append(verbs, m.Verb+" "+m.Key)
	}
	if got := strings.Join(verbs, ", "); got != "link SHOP-E2, unlink SHOP-E2, update SHOP-E2, create SHOP-E15" {
		t.Errorf("audit: %s", got)
	}
}

func TestUpdatedAfter(t *testing.T) {
	for _, touch := range []bool{false, true} {
		r := newRig(t, zephyrcloud.Options{LinksTouch: touch})
		r.ask("POST", "/v2/testexecutions/SHOP-E2/links/issues", `{"issueId":10012}`, 201)
		r.do(zephyrcloud.Deed{Do: "edit", Execution: "SHOP-E3", Comment: "seen again"})
		r.do(zephyrcloud.Deed{Do: "relink", Case: "SHOP-T10", Issues: []string{"SHOP-8"}})
		want := "SHOP-E3"
		if touch {
			want = "SHOP-E2 SHOP-E3"
		}
		after := "updatedAfter=2026-11-22T11:59:59Z"
		if keys, _ := r.walk("/v2/testexecutions/nextgen?" + after); strings.Join(keys, " ") != want {
			t.Errorf("links touch %v: executions %v", touch, keys)
		}
		if keys, _ := r.walk("/v2/testcases/nextgen?" + after); (len(keys) == 1) != touch {
			t.Errorf("links touch %v: cases %v", touch, keys)
		}
	}
}

func TestOldTenant(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{Classic: true})
	r.ask("GET", "/v2/testexecutions/nextgen", "", 400)
	r.ask("GET", "/v2/testcases/nextgen?updatedAfter=2026-11-22T11:59:59Z", "", 400)
	r.get("/v2/testcases/nextgen")
	if keys, _ := r.walk("/v2/testexecutions?actualEndDateAfter=2026-11-21T00:00:00Z"); len(keys) != 6 {
		t.Errorf("executions that ended lately: %v", keys)
	}
}

func TestRates(t *testing.T) {
	for _, zero := range []bool{false, true} {
		r := newRig(t, zephyrcloud.Options{PerMinute: 2, RetryZero: zero})
		r.get("/v2/projects")
		r.get("/v2/projects")
		_, header := r.ask("GET", "/v2/projects", "", 429)
		if want := map[bool]string{false: "60", true: "0"}[zero]; header.Get("Retry-After") != want {
			t.Errorf("Retry-After = %q, want %q", header.Get("Retry-After"), want)
		}
		r.sim.Advance(time.Minute)
		r.get("/v2/projects")
		if n := r.sim.RequestCount(); n != 4 {
			t.Errorf("%d requests, want 4", n)
		}
	}
}

func TestIssuesOfAJira(t *testing.T) {
	jira, err := simjira.New(simjira.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, zephyrcloud.Options{Jira: jira})
	r.ask("POST", "/v2/testexecutions/SHOP-E2/links/issues", `{"issueId":10012}`, 404)
	key, err := jira.As("ada@example.com").Create("SHOP", "Bug", "the cart forgets", nil)
	if err != nil {
		t.Fatal(err)
	}
	made, _ := jira.Issue(key)
	r.ask("POST", "/v2/testexecutions/SHOP-E2/links/issues", `{"issueId":`+made.ID+`}`, 201)
	if got := r.get("/v2/issuelinks/" + key + "/executions"); got != `[{"id":9002,"self":"https://zephyr.example.com/v2/testexecutions/9002"}]` {
		t.Errorf("executions of %s: %s", key, got)
	}
}

func TestFaultsAndDeeds(t *testing.T) {
	r := newRig(t, zephyrcloud.Options{})
	r.ask("POST", "/_sim/zephyr/faults", `{"path":"links/issues","effect":"lost_answer","count":1}`, 200)
	req, err := http.NewRequestWithContext(t.Context(), "POST", "https://zephyr.example.com/v2/testexecutions/SHOP-E2/links/issues", strings.NewReader(`{"issueId":10012}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer demo-token")
	if resp, err := r.sim.Client().Do(req); err == nil {
		resp.Body.Close()
		t.Error("the answer was not lost")
	}
	if e, _ := r.sim.Execution("SHOP-E2"); len(e.Links) != 1 {
		t.Errorf("what was lost was not applied: %+v", e)
	}
	r.ask("POST", "/_sim/zephyr/faults", `[{"path":"testcases","effect":"status","status":503,"nth":2}]`, 200)
	r.get("/v2/testcases")
	r.ask("GET", "/v2/testcases", "", 503)
	r.get("/v2/testcases")
	r.ask("POST", "/_sim/zephyr/faults", `{"effect":"explode"}`, 400)
	body, _ := r.ask("POST", "/_sim/zephyr/deed", `{"do":"execute","cycle":"SHOP-R1","case":"SHOP-T1","status":"Fail","environment":"Chrome","issues":["SHOP-9"],"comment":"again"}`, 200)
	if body != `{"key":"SHOP-E15"}` {
		t.Errorf("deed = %s", body)
	}
	for _, deed := range []string{`{"do":"explode"}`, `{"do":"execute","cycle":"SHOP-R9","case":"SHOP-T1"}`, `{"do":"execute","case":"SHOP-T99"}`,
		`{"do":"execute","cycle":"SHOP-R1","case":"SHOP-T1","environment":"Chrome","status":"Broken"}`, `{"do":"relink","case":"SHOP-T1","issues":["SHOP-99"]}`,
		`{"do":"edit","execution":"SHOP-E1","comment":"x"}`, `{"do":"add_case"}`, `{"doo":"x"}`} {
		r.ask("POST", "/_sim/zephyr/deed", deed, 400)
	}
	for _, deed := range []string{`{"do":"close_cycle","cycle":"SHOP-R1"}`, `{"do":"delete_execution","execution":"SHOP-E15"}`, `{"do":"add_case","name":"New","issues":["SHOP-8"]}`,
		`{"do":"add_cycle","cases":["SHOP-T11 Chrome"],"version":"1.5"}`, `{"do":"execute","cycle":"SHOP-R3","case":"SHOP-T11","status":"Pass"}`,
		`{"do":"archive_case","case":"SHOP-T11"}`, `{"do":"restore_case","case":"SHOP-T11"}`, `{"do":"delete_cycle","cycle":"SHOP-R3"}`, `{"do":"delete_case","case":"SHOP-T11"}`} {
		r.ask("POST", "/_sim/zephyr/deed", deed, 200)
	}
	r.ask("GET", "/_sim/zephyr/state", "", 200)
	r.ask("GET", "/_sim/zephyr/requests", "", 200)
	r.ask("POST", "/_sim/zephyr/clock", `{"advance":"90s"}`, 200)
	if got := r.sim.Now().Sub(start); got != 90*time.Second {
		t.Errorf("the clock moved by %v", got)
	}
}

// TestInsideABubble has the simulator live in virtual time: it starts no goroutine and waits for nothing.
func TestInsideABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim, err := zephyrcloud.New(zephyrcloud.Options{PerMinute: 1})
		if err != nil {
			t.Fatal(err)
		}
		r := &rig{t: t, sim: sim, token: "demo-token"}
		r.get("/v2/projects")
		r.ask("GET", "/v2/projects", "", 429)
		time.Sleep(time.Minute)
		key := r.do(zephyrcloud.Deed{Do: "execute", Case: "SHOP-T10", Status: "Pass"})
		if e, _ := sim.Execution(key); !e.End.Equal(time.Now()) {
			t.Errorf("executed at %v, it is %v", e.End, time.Now())
		}
		r.get("/v2/testexecutions/" + key)
	})
}
