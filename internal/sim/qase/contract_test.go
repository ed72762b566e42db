package qase_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	simqase "syncd/internal/sim/qase"
)

// step is one request of the walk and the status that it must get.
type step struct {
	method, path, body string
	status             int
}

// walk goes through every endpoint, with every parameter that it takes; HASH is a failed result of run 2.
var walk = []step{
	{"GET", "/v1/project?limit=100&offset=0", "", 200},
	{"GET", "/v1/project/SHOP", "", 200},
	{"GET", "/v1/suite/SHOP?search=check", "", 200},
	{"GET", "/v1/case/SHOP?limit=100", "", 200},
	{"GET", "/v1/case/SHOP?search=cart&milestone_id=2&suite_id=1&severity=normal,major&priority=medium&type=functional&behavior=positive&automation=is-not-automated&status=actual,draft", "", 200},
	{"GET", "/v1/case/SHOP?include=external_issues&external_issues[type]=jira-cloud&external_issues[ids][]=SHOP-1&external_issues[ids][]=SHOP-2", "", 200},
	{"GET", "/v1/case/SHOP/4?include=external_issues", "", 200},
	{"POST", "/v1/case/SHOP/external-issue/attach", `{"type":"jira-cloud","links":[{"case_id":5,"external_issues":["SHOP-5","SHOP-6"]}]}`, 200},
	{"POST", "/v1/case/SHOP/external-issue/detach", `{"type":"jira-cloud","links":[{"case_id":5,"external_issues":["SHOP-6"]}]}`, 200},
	{"GET", "/v1/milestone/SHOP?search=1.4", "", 200},
	{"GET", "/v1/environment/SHOP?search=stag&slug=staging", "", 200},
	{"GET", "/v1/configuration/SHOP", "", 200},
	{"GET", "/v1/plan/SHOP", "", 200},
	{"GET", "/v1/run/SHOP?include=cases,defects,external_issue&limit=5", "", 200},
	{"GET", "/v1/run/SHOP?search=pass&status=in_progress,passed&milestone=2&environment=1&from_start_time=1700000000&to_start_time=1900000000", "", 200},
	{"GET", "/v1/run/SHOP/1?include=cases,defects,external_issue", "", 200},
	{"POST", "/v1/run/SHOP/external-issue", `{"type":"jira-cloud","links":[{"run_id":2,"external_issue":"SHOP-3"},{"run_id":1,"external_issue":null}]}`, 200},
	{"GET", "/v1/result/SHOP?status=failed&run=1,2&case_id=2,9&member=1&api=false&from_end_time=2026-11-01%2000:00:00&to_end_time=2026-11-30%2023:59:59", "", 200},
	{"GET", "/v1/result/SHOP/HASH", "", 200},
	{"PATCH", "/v1/result/SHOP/2/HASH", `{"comment":"known as SHOP-13","stacktrace":null,"time_ms":7,"status":"failed","defect":true}`, 200},
	{"POST", "/v2/SHOP/run/2/results", `{"results":[{"id":"k1","title":"t","testops_id":12,"execution":{"status":"failed","start_time":1795000000.25,"end_time":1795000001.5,"duration":1250,"stacktrace":"x","thread":null},"params":{"Card":"Visa"},"message":"m","defect":true}]}`, 202},
	{"GET", "/v1/defect/SHOP?status=open", "", 200},
	{"POST", "/v1/defect/SHOP", `{"title":"t","actual_result":"a","severity":2,"milestone_id":2,"tags":["x"]}`, 200},
	{"GET", "/v1/defect/SHOP/4", "", 200},
	{"PATCH", "/v1/defect/SHOP/status/4", `{"status":"in_progress"}`, 200},
	{"PATCH", "/v1/defect/SHOP/resolve/4", "", 200},
	{"GET", "/v1/search?limit=100&query=entity%20%3D%20%22case%22%20and%20project%20%3D%20%22SHOP%22%20and%20updated%20%3E%3D%20now(%22-1d%22)", "", 200},
	{"GET", "/v1/search?query=entity%20%3D%20%22result%22%20and%20status%20%3D%20%22failed%22%20and%20ended%20%3E%3D%20%222026-11-01%22", "", 200},
	{"GET", "/v1/search?query=entity%20%3D%20%22defect%22", "", 200},
	{"GET", "/v1/search?query=entity%20%3D%20%22run%22%20and%20status%20%3D%20%22In%20Progress%22", "", 200},
	{"GET", "/v1/search?query=entity%20%3D%20%22plan%22", "", 200},
	{"GET", "/v1/system_field", "", 200},
}

// hash is the newest result of a case in a run.
func hash(t *testing.T, sim *simqase.Server, run, kase int64) string {
	t.Helper()
	p, _ := sim.Project("SHOP")
	out := ""
	for _, x := range p.Results {
		if x.Run == run && x.Case == kase {
			out = x.Hash
		}
	}
	if out == "" {
		t.Fatalf("case %d has no result in run %d", kase, run)
	}
	return out
}

// TestContract walks through every endpoint and holds requests and answers against the description of the API; so does
// every other test of this package.
func TestContract(t *testing.T) {
	r := newRig(t, simqase.Options{})
	for _, s := range walk {
		r.do(s.method, strings.ReplaceAll(s.path, "HASH", hash(t, r.sim, 2, 2)), s.body).want(s.status)
	}
	doc, err := openapi3.NewLoader().LoadFromFile("testdata/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	count := 0
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if count++; !met.well(method + " " + path) {
				t.Errorf("the walk does not go to %s %s", method, path)
			}
		}
	}
	if got := len(r.sim.Requests()); got != count {
		t.Errorf("the simulator has %d endpoints that were asked, the description %d", got, count)
	}
	t.Logf("%d requests to %d operations are as described", len(walk), count)
}

// TestSeed holds what stories of other tests lean on.
func TestSeed(t *testing.T) {
	r := newRig(t, simqase.Options{})
	if l := r.get("/v1/case/SHOP?limit=100&include=external_issues").list(); l.Total != 12 || l.Count != 12 {
		t.Errorf("cases: %d of %d", l.Count, l.Total)
	}
	if l := r.get("/v1/case/SHOP").list(); l.Count != 10 || l.Total != 12 {
		t.Errorf("without a limit there are %d of %d", l.Count, l.Total)
	}
	l := r.get("/v1/result/SHOP?run=2&limit=100").list()
	if got := fmt.Sprint(l.column("status")); got != "[passed failed failed blocked passed passed blocked skipped invalid needs_retest in_progress failed]" {
		t.Errorf("run 2 has %s", got)
	}
	if got := l.Entities[10]["end_time"]; got != nil {
		t.Errorf("what is in progress ended %v", got)
	}
	for _, e := range l.Entities {
		if _, has := e["defects"]; has {
			t.Error("a result names defects")
		}
	}
	r.get("/v1/run/SHOP/2?include=external_issue").want(200).says(`"status_text":"in_progress"`).says(`"id":"SHOP-12"`).
		says(`"statuses":{"blocked":1,"failed":2,"in_progress":1,"invalid":1,"needs_retest":1,"passed":2,"skipped":1,"untested":1}`).
		says(`"start_time":"2026-11-22T06:00:00+00:00"`).says(`"slug":"staging"`).says(`"milestone":{"description":"","title":"1.4"}`)
	r.get("/v1/run/SHOP/1?include=defects").want(200).says(`"status_text":"failed"`).says(`"defects":[1]`)
	r.get("/v1/defect/SHOP/1").want(200).says(`"results":["` + hash(t, r.sim, 1, 9) + `"]`).says(`"runs":[1]`).says("SHOP-6")
	r.get("/v1/system_field").want(200).says(`"slug":"needs_retest"`)
	if l := r.get("/v1/case/PAY").list(); l.Total != 0 || l.Entities == nil {
		t.Errorf("an empty list is %+v", l)
	}
	bare := newRig(t, simqase.Options{Bare: true})
	if l := bare.get("/v1/run/SHOP").list(); l.Total != 0 {
		t.Errorf("a bare workspace has %d runs", l.Total)
	}
}
