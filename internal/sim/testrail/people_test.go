package testrail_test

import (
	"strings"
	"testing"
	"time"

	simtestrail "syncd/internal/sim/testrail"
)

// The control plane does what people do, and tells what clients did.
func TestControlPlane(t *testing.T) {
	r := newRig(t, simtestrail.Options{}).as("", "")
	for body, want := range map[string]string{
		`{"do":"add_case","section":1,"title":"by hand","refs":"SHOP-12"}`: `{"do":"add_case","id":14}`,
		`{"do":"fly"}`:                                                         `{"error":"unknown deed \"fly\""}`,
		`{"do":"close_run","runn":2}`:                                          `{"error":"unknown field \"runn\""}`,
		`{"do":"close_run","run":9}`:                                           `{"error":"no run 9"}`,
		`{"do":"maintenance"}`:                                                 `{"error":"maintenance needs \"on\": true or false"}`,
		`{"do":"execute","run":2,"case":1,"status":"green"}`:                   `{"error":"status \"green\" is none that a result may have"}`,
		`{"do":"fail","fault":{"method":"get_all","status":500}}`:              `{"error":"method \"get_all\" does not exist"}`,
		`{"do":"execute","run":1,"case":1,"status":"passed"}`:                  `{"error":"run 1 is completed"}`,
		`{"do":"execute","run":2,"case":11,"status":"passed"}`:                 `{"error":"no test 0, or case 11 in run 2"}`,
		`{"do":"set_refs","case":1,"refs":"` + strings.Repeat("x", 251) + `"}`: `{"error":"Field :refs is too long (250 characters at most)."}`,
	} {
		if got := r.post("/_sim/deed", body); got.body != want {
			t.Errorf("%s: %s, want %s", body, got.body, want)
		}
	}
	for _, body := range []string{
		`{"do":"execute","run":2,"case":9,"status":"failed","defects":"SHOP-9","comment":"dark","at":"2026-11-01T10:00:00Z"}`,
		`{"do":"edit_result","result":19,"defects":""}`, `{"do":"add_run","name":"by hand","cases":[1]}`, `{"do":"rename_run","run":7,"name":"renamed"}`,
		`{"do":"add_plan","name":"plan","configs":[1,2],"cases":[1]}`, `{"do":"close_plan","plan":8}`, `{"do":"close_run","run":7}`, `{"do":"delete_run","run":7}`,
		`{"do":"rename_case","case":1,"title":"x"}`, `{"do":"set_refs","case":1}`, `{"do":"set_custom","case":1,"name":"custom_squad","value":"cart"}`,
		`{"do":"move_case","case":1,"section":2}`, `{"do":"delete_case","case":10,"soft":true}`, `{"do":"complete_milestone","milestone":3}`,
		`{"do":"rename_status","statusId":6,"label":"Green enough"}`, `{"do":"restrict","user":"guest@example.com","projects":[1]}`,
		`{"do":"revoke_keys","user":"guest@example.com"}`, `{"do":"maintenance","on":false}`, `{"do":"fail","fault":{"status":500,"times":2}}`,
	} {
		r.post("/_sim/deed", body).want(200)
	}
	if res, _ := r.sim.Result(19); res.Defects != "" || res.Comment != "dark" || res.Created != time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC).Unix() {
		t.Errorf("result %+v", res)
	}
	if c, _ := r.sim.Case(1); c.Title != "x" || c.Refs != "" || c.Section != 2 || c.Custom["custom_squad"] != "cart" {
		t.Errorf("case %+v", c)
	}
	if got := r.get("/_sim/audit").want(200).body; got != "[]" {
		t.Errorf("audit of what people did: %s", got)
	}
	r.get("/_sim/everything").want(404)
	r.post("/_sim/clock", `{"advance":"1h"}`).want(200)
	r.post("/_sim/clock", `{"advance":"-1h"}`).want(400)
	if got := r.get("/_sim/clock").body; got != `{"now":"2026-11-02T13:00:00Z"}` {
		t.Errorf("clock: %s", got)
	}
	if got := r.get("/_sim/state").want(200).body; !strings.Contains(got, `"title":"The cart sums up prices"`) {
		t.Errorf("state: %s", got)
	}
}

// The audit tells every write through the API, and that one changed nothing.
func TestAudit(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	r.post("edit_result/7", `{"defects":"SHOP-9"}`).want(200)
	r.post("edit_result/7", `{"defects":"SHOP-9"}`).want(200)
	r.post("add_result/6", `{"status_id":12}`).want(400)
	r.get("get_run/2").want(200)
	audit := r.sim.Audit()
	if len(audit) != 2 || audit[0].Method != "edit_result" || audit[0].Path != "edit_result/7" || audit[0].User != "demo@example.com" || string(audit[0].Body) != `{"defects":"SHOP-9"}` {
		t.Fatalf("audit %+v", audit)
	}
	if got := audit[0].Changed; len(got) != 1 || !strings.HasPrefix(got[0], "result 7 edited: failed, defects SHOP-9") || len(audit[1].Changed) != 0 {
		t.Errorf("changed %q, then %q", got, audit[1].Changed)
	}
	if r.sim.RequestCount() != 4 || r.sim.RequestCount("edit_result") != 2 {
		t.Errorf("requests %+v", r.sim.Requests())
	}
	r.sim.ResetRequests()
	if got := r.get("/_sim/requests").body; got != "[]" {
		t.Errorf("requests after the reset: %s", got)
	}
}

func TestMaintenance(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	must(t, r.sim.Maintenance(true))
	r.get("get_projects").refused(409, "This TestRail instance is currently in maintenance mode, please try the request again in a few minutes")
	must(t, r.sim.Maintenance(false))
	r.get("get_projects").want(200)
	if newRig(t, simtestrail.Options{Edition: simtestrail.OnPremises}).sim.Maintenance(true) == nil {
		t.Error("a server of one's own has no daily maintenance")
	}
}

// Faults strike where they are told to; a lost answer leaves its work behind.
func TestFaults(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	must(t, r.sim.Fail(simtestrail.Fault{Method: "add_result", Lost: true}, simtestrail.Fault{Method: "get_run", Skip: 1, Status: 502, Body: "<html>", RetryAfter: "7"}))
	if p := r.post("add_result/6", `{"comment":"did it land?"}`); p.err == nil {
		t.Fatalf("answered: %s", p.body)
	}
	if got := r.sim.Results(2, 2); got[0].Comment != "did it land?" {
		t.Errorf("results %+v", got)
	}
	r.get("get_run/2").want(200)
	if p := r.get("get_run/2").want(502); p.body != "<html>" || p.header.Get("Retry-After") != "7" || p.header.Get("X-Sim-Fault") == "" {
		t.Errorf("fault %+v", p)
	}
	r.get("get_run/2").want(200)
	must(t, r.sim.Fail(simtestrail.Fault{Status: 500, Times: 5}))
	r.get("get_run/2").refused(500, "An error that a script asked for.")
	r.sim.ClearFaults()
	r.get("get_run/2").want(200)
}
