package qase_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	simqase "syncd/internal/sim/qase"
)

// TestDeeds does over HTTP what people do, and reads it back.
func TestDeeds(t *testing.T) {
	r := newRig(t, simqase.Options{})
	do := func(body string) simqase.Made {
		t.Helper()
		var out simqase.Made
		r.do("POST", "/_sim/deed", body).want(200).into(&out)
		return out
	}
	made := do(`{"do":"add_case","title":"new","suite":1,"issues":["SHOP-8"]}`)
	run := do(fmt.Sprintf(`{"do":"add_run","title":"third","cases":[1,%d],"milestone":2,"environment":2}`, made.ID))
	x := do(fmt.Sprintf(`{"do":"execute","run":%d,"case":%d,"status":"failed","comment":"no","stacktrace":"at x","at":"2026-11-22T10:00:00+01:00","spent_ms":1500}`, run.ID, made.ID))
	r.get("/v1/result/SHOP/" + x.Hash).want(200).says(`"end_time":"2026-11-22T09:00:00+00:00"`).says(`"time_spent_ms":1500`).says(`"stacktrace":"at x"`)
	defect := do(fmt.Sprintf(`{"do":"add_defect","title":"d","comment":"a","results":[%q],"external":"SHOP-6"}`, x.Hash))
	r.get(fmt.Sprintf("/v1/defect/SHOP/%d", defect.ID)).want(200).says(x.Hash)
	do(fmt.Sprintf(`{"do":"edit_result","hash":%q,"status":"passed"}`, x.Hash))
	r.get(fmt.Sprintf("/v1/run/SHOP/%d", run.ID)).want(200).says(`"statuses":{"passed":1,"untested":1}`)
	do(fmt.Sprintf(`{"do":"complete_run","run":%d}`, run.ID))
	r.get(fmt.Sprintf("/v1/run/SHOP/%d", run.ID)).want(200).says(`"status_text":"passed"`)
	do(fmt.Sprintf(`{"do":"delete_result","hash":%q}`, x.Hash))
	r.get("/v1/result/SHOP/" + x.Hash).want(404)
	do(`{"do":"set_issues","case":1}`)
	do(`{"do":"add_status","slug":"later","title":"Later"}`)
	do(`{"do":"execute","run":2,"case":12,"status":"later"}`)
	do(`{"do":"delete_case","case":10}`)
	for _, bad := range []string{`{"do":"dance"}`, `{"do":"execute","run":1,"case":1,"status":"passed"}`, `{"do":"execute","run":2,"case":99,"status":"passed"}`,
		`{"do":"execute","run":2,"case":1,"status":"green"}`, `{"do":"add_case","title":"t","suite":99}`, `{"do":"execute","rum":2}`, `{"do":"add_run","project":"NONE"}`} {
		r.do("POST", "/_sim/deed", bad).want(400).says(`"error":"`)
	}
	r.do("GET", "/_sim/state", "").want(200).says(`"slug":"later"`)
	r.do("GET", "/_sim/audit", "").want(200).says("[]")
	r.do("POST", "/_sim/clock", `{"advance":"90s"}`).want(200).says("12:01:30")
	r.do("POST", "/_sim/clock", `{"advance":"-1s"}`).want(400)
}

// TestWrites: what comes through the API is in the audit, and changes what it should and no more.
func TestWrites(t *testing.T) {
	r := newRig(t, simqase.Options{Issues: func(key string) bool { return key != "SHOP-99" }})
	failed := hash(t, r.sim, 2, 2)
	r.do("PATCH", "/v1/result/SHOP/2/"+failed, `{"comment":"the cart is empty after a reload\n\nSHOP-13"}`).want(200).says(failed)
	r.do("POST", "/v1/run/SHOP/external-issue", `{"type":"jira-cloud","links":[{"run_id":1,"external_issue":"SHOP-6"}]}`).want(200)
	r.get("/v1/run/SHOP/1?include=external_issue").says(`"link":"https://shop.atlassian.example/browse/SHOP-6"`)
	r.do("POST", "/v1/run/SHOP/external-issue", `{"type":"jira-cloud","links":[{"run_id":1,"external_issue":"SHOP-99"}]}`).want(400)
	r.do("POST", "/v1/case/SHOP/external-issue/attach", links("jira-cloud", "SHOP-1")).want(200)
	if p, _ := r.sim.Project("SHOP"); len(p.Cases[0].Issues) != 1 {
		t.Error("an issue is there twice")
	}
	const post = `{"results":[{"id":"k","title":"t","testops_id":12,"execution":{"status":"failed"},"defect":true}]}`
	r.do("POST", "/v2/SHOP/run/2/results", post).want(202)
	r.do("POST", "/v2/SHOP/run/2/results", post).want(202)
	if l := r.get("/v1/result/SHOP?case_id=12").list(); l.Filtered != 1 {
		t.Errorf("one key made %d results", l.Filtered)
	}
	r.get("/v1/defect/SHOP/2").want(200).says(hash(t, r.sim, 2, 12))
	r.do("PATCH", "/v1/defect/SHOP/resolve/2", "").want(200)
	r.get("/v1/defect/SHOP/2").want(200).says(`"resolved_at":"2026-11-22T12:00:00+00:00"`)
	var verbs []string
	for _, m := range r.sim.Audit() {
		verbs = append(verbs, m.Verb)
	}
	if got := strings.Join(verbs, " "); got != "update-result link-run attach-issues post-result resolve-defect" {
		t.Errorf("the audit holds: %s", got)
	}
	if m := r.sim.Audit()[0]; m.ID != failed || !strings.HasSuffix(m.Set["comment"], "SHOP-13") || len(m.Set) != 1 {
		t.Errorf("the first change is %+v", m)
	}
}

// TestFaults: what is scripted strikes, and a lost answer leaves the write behind.
func TestFaults(t *testing.T) {
	r := newRig(t, simqase.Options{})
	err := r.sim.Script(simqase.Fault{Method: "GET", Endpoint: "result/{code}", Nth: 2, Count: 1, Effect: simqase.Status, Status: 503},
		simqase.Fault{Method: "POST", Endpoint: "attach", Count: 1, Effect: simqase.LostAnswer},
		simqase.Fault{Endpoint: "suite/{code}", Effect: simqase.Truncate}, simqase.Fault{Endpoint: "plan/{code}", Effect: simqase.Drop})
	if err != nil {
		t.Fatal(err)
	}
	r.loose = true // no description has 503
	r.get("/v1/result/SHOP").want(200)
	r.get("/v1/result/SHOP").want(503)
	r.get("/v1/result/SHOP").want(200)
	send := func(method, path, body string) (*http.Response, error) {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://qase.example"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Token", "demo-token")
		req.Header.Set("Content-Type", "application/json")
		return r.sim.Client().Do(req)
	}
	if _, err := send("POST", "/v1/case/SHOP/external-issue/attach", links("jira-cloud", "SHOP-9")); err == nil {
		t.Error("the answer was not lost")
	}
	if _, err := send("GET", "/v1/plan/SHOP", ""); err == nil {
		t.Error("the connection was not cut")
	}
	resp, err := send("GET", "/v1/suite/SHOP", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(resp.Body); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the body ends with %v", err)
	}
	if len(r.sim.Audit()) != 1 {
		t.Errorf("%d changes are left", len(r.sim.Audit()))
	}
	r.sim.ClearFaults()
	r.get("/v1/plan/SHOP").want(200)
	if r.sim.Script(simqase.Fault{Effect: "boom"}) == nil {
		t.Error("there is an effect boom")
	}
}

// TestDrift: a product that has moved on says the same in other shapes.
func TestDrift(t *testing.T) {
	r := newRig(t, simqase.Options{Drift: true})
	r.get("/v1/run/SHOP/2?include=cases").want(200).says(`"id":"2"`).says(`"status_text":"active"`).says(`"x_new":`).
		says(`"start_time":"2026-11-22T06:00:00.000000Z"`).says(`"custom_fields":null`).says(`"cases":["1",`)
	r.get("/v1/result/SHOP?run=2").want(200).says(`"total":"19"`).says(`"attachments":null`)
	r.get("/v1/case/PAY").want(200).says(`"entities":[]`)
}
