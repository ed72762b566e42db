package qase_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	simqase "syncd/internal/sim/qase"
)

// links is the body that links case 1 to an issue of a tracker.
func links(tracker, key string) string {
	return fmt.Sprintf(`{"type":%q,"links":[{"case_id":1,"external_issues":[%q]}]}`, tracker, key)
}

func TestRefusals(t *testing.T) {
	r := newRig(t, simqase.Options{})
	failed := hash(t, r.sim, 2, 2)
	for _, c := range []struct {
		method, path, body string
		status             int
		says               string
	}{
		{"GET", "/v1/nowhere", "", 404, "Not found"},
		{"DELETE", "/v1/run/SHOP/1", "", 404, ""},
		{"GET", "/v1/case/NONE", "", 404, "Project not found"},
		{"GET", "/v1/case/SHOP/99", "", 404, "Case not found"},
		{"GET", "/v1/run/SHOP/one", "", 404, ""},
		{"GET", "/v1/case/SHOP?limit=101", "", 400, `"field":"limit"`},
		{"GET", "/v1/case/SHOP?limit=0", "", 400, ""},
		{"GET", "/v1/case/SHOP?offset=100001", "", 400, `"field":"offset"`},
		{"GET", "/v1/case/SHOP?limit=1&limit=2", "", 400, ""},
		{"GET", "/v1/case/SHOP?updated_after=1", "", 400, "is not a parameter"},
		{"GET", "/v1/case/SHOP?status=open", "", 400, ""},
		{"GET", "/v1/case/SHOP?include=steps", "", 400, `"field":"include"`},
		{"GET", "/v1/case/SHOP?external_issues[ids][]=SHOP-1", "", 400, "external_issues[type]"},
		{"GET", "/v1/configuration/SHOP?limit=5", "", 400, ""},
		{"GET", "/v1/run/SHOP?from_start_time=2026-11-01", "", 400, ""},
		{"GET", "/v1/run/SHOP?status=failing", "", 400, ""},
		{"GET", "/v1/result/SHOP?from_end_time=1700000000", "", 400, "Y-m-d H:i:s"},
		{"GET", "/v1/result/SHOP?from_end_time=2026-11-01T00:00:00", "", 400, ""},
		{"GET", "/v1/result/SHOP?status=passed,failed", "", 400, "one status"},
		{"GET", "/v1/result/SHOP?status=flaky", "", 400, ""},
		{"GET", "/v1/result/SHOP?run=two", "", 400, ""},
		{"PATCH", "/v1/result/SHOP/1/" + failed, `{"comment":"x"}`, 404, "Result not found"},
		{"PATCH", "/v1/result/SHOP/2/" + failed, `{"status":"invalid"}`, 422, `"field":"status"`},
		{"PATCH", "/v1/result/SHOP/2/" + failed, `{"coment":"x"}`, 422, "coment"},
		{"PATCH", "/v1/result/SHOP/2/" + failed, `{"comment":7}`, 422, ""},
		{"PATCH", "/v1/result/SHOP/2/" + failed, `{`, 400, ""},
		{"PATCH", "/v1/result/SHOP/2/" + failed, `{"attachments":["a"]}`, 501, ""},
		{"POST", "/v1/case/SHOP/external-issue/attach", links("jira", "SHOP-1"), 422, ""},
		{"POST", "/v1/case/SHOP/external-issue/attach", links("jira-server", "SHOP-1"), 400, "not installed"},
		{"POST", "/v1/case/SHOP/external-issue/attach", links("jira-cloud", "no key"), 400, "Issues with ids: no key not found."},
		{"POST", "/v1/case/SHOP/external-issue/detach", `{"type":"jira-cloud","links":[{"case_id":99,"external_issues":[]}]}`, 422, "links.0.case_id"},
		{"POST", "/v1/run/SHOP/external-issue", `{"type":"jira-cloud","links":[{"run_id":99,"external_issue":null}]}`, 400, "links.0.run_id"},
		{"POST", "/v1/defect/SHOP", `{"title":"t","actual_result":"a"}`, 422, `"field":"severity"`},
		{"POST", "/v1/defect/SHOP", `{"title":"t","actual_result":"a","severity":9}`, 422, ""},
		{"POST", "/v1/defect/SHOP", `{"title":"t","actual_result":"a","severity":1,"external_data":"SHOP-1"}`, 422, "external_data"},
		{"PATCH", "/v1/defect/SHOP/status/1", `{"status":"open"}`, 422, ""},
		{"PATCH", "/v1/defect/SHOP/resolve/9", "", 404, "Defect not found"},
		{"POST", "/v2/SHOP/run/9/results", `{"results":[]}`, 404, "Run not found"},
		{"POST", "/v2/SHOP/run/1/results", `{"results":[]}`, 400, "not active"},
		{"POST", "/v2/SHOP/run/2/results", `{"results":[{"title":"t","testops_id":1,"execution":{"status":"green"}}]}`, 422, "results.0.execution.status"},
		{"POST", "/v2/SHOP/run/2/results", `{"results":[{"title":"t","testops_id":1,"execution":{"status":"passed"},"params":{"browser":""}}]}`, 422, "results.0.params.browser"},
		{"POST", "/v2/SHOP/run/2/results", `{"results":[{"title":"t","execution":{"status":"passed"}}]}`, 501, ""},
		{"POST", "/v2/SHOP/run/2/results", `{"results":[` + strings.TrimSuffix(strings.Repeat(`{},`, 2001), ",") + `]}`, 413, ""},
		{"GET", "/v1/search", "", 400, ""},
		{"GET", "/v1/search?query=" + strings.Repeat("x", 1001), "", 400, ""},
	} {
		r.do(c.method, c.path, c.body).want(c.status).says(`"status":false`).says(`"errorMessage":"`).says(c.says)
	}
	if n := len(r.sim.Audit()); n != 0 {
		t.Errorf("what was refused left %d changes", n)
	}
}

func TestLogins(t *testing.T) {
	r := newRig(t, simqase.Options{})
	r.as("").get("/v1/project").want(401).says(`"status":false`)
	r.as("wrong").get("/v1/nowhere").want(401)
	r.as("guest-token").get("/v1/project").want(200)
	r.as("guest-token").do("PATCH", "/v1/defect/SHOP/resolve/1", "").want(403)
}

func TestPlans(t *testing.T) {
	query := "/v1/search?query=" + url.QueryEscape(`entity = "case"`)
	for plan, want := range map[simqase.Plan][3]int{simqase.Free: {402, 402, 402}, simqase.Startup: {402, 200, 200}, simqase.Business: {200, 200, 200}} {
		r := newRig(t, simqase.Options{Plan: plan})
		r.get(query).want(want[0])
		r.get("/v1/case/SHOP?include=external_issues").want(want[1])
		r.do("POST", "/v1/case/SHOP/external-issue/attach", links("jira-cloud", "SHOP-9")).want(want[2])
		r.get("/v1/case/SHOP").want(200)
	}
	if _, err := simqase.New(simqase.Options{Plan: "gold"}); err == nil {
		t.Error("there is a plan gold")
	}
}

func TestQueries(t *testing.T) {
	r := newRig(t, simqase.Options{})
	if err := r.sim.EditCase("SHOP", 3, func(k *simqase.Case) { k.Title = "A card is charged once" }); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]string{
		`entity = "case" and project = "SHOP" and updated >= now("-1d")`:                          "[3]",
		`entity = "case" and project = "PAY"`:                                                     "[]",
		`entity = "case" and status = "Draft"`:                                                    "[10]",
		`entity = "case" and created < "2026-10-01"`:                                              "[]",
		`entity = "case" and status != "actual" and created < now()`:                              "[10 11]",
		`entity = "case" and project = "SHOP" and updated >= now("-1w") and updated < now("-1d")`: "[]",
	} {
		if got := fmt.Sprint(append([]any{}, r.get("/v1/search?query="+url.QueryEscape(query)).list().column("test_case_id")...)); got != want {
			t.Errorf("%s finds %s, want %s", query, got, want)
		}
	}
	for _, query := range []string{`project = "SHOP"`, `entity = "case" or entity = "run"`, `entity = "result" and created >= now("-1d")`,
		`entity = "case" and updated >= now("-1h")`, `entity = "case" and updated >= yesterday`, `entity = "robot"`, `entity = "run" and updated > now()`,
		`entity = "case" and status > "draft"`, `SELECT (COUNT(id)) entity = "case"`, `entity = "case" and title = "x"`} {
		r.get("/v1/search?query=" + url.QueryEscape(query)).want(400).says("Query is invalid")
	}
}
