package xraydc_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraydc"
)

// What people do shows at once, in Jira and in Xray.
func TestDeeds(t *testing.T) {
	r := newRig(t, xraydc.Options{})
	deed := func(body string) reply { t.Helper(); return r.do("POST", "/_sim/xray/deed", body) }
	deed(`{"do":"add_test","summary":"The cart is emptied","stories":["SHOP-1"],"kind":"Generic"}`).want(200).says(`"key":"SHOP-48"`)
	deed(`{"do":"add_execution","summary":"Nightly","versions":["1.4"],"environments":["chrome","edge"],"tests":["SHOP-48","SHOP-21"],"plan":"SHOP-45"}`).want(200).says(`"key":"SHOP-49"`)
	deed(`{"do":"execute","execution":"SHOP-49","test":"SHOP-48","status":"FAILED","defects":["SHOP-9"],"comment":"it is full"}`).want(200).says(`"status":"FAIL"`)
	p := r.get("2.0/testruns?testExecKey=SHOP-49").want(200)
	p.says(`"testEnvironments":["chrome","edge"]`).says(`"key":"SHOP-9"`).says(`"comment":"it is full"`).says(`"type":"Generic"`).says(`"status":"TODO"`)
	r.get("1.0/api/testplan/SHOP-45/testexecution").want(200).says("SHOP-49")
	r.get("/jira/rest/api/2/issue/SHOP-49?fields=fixVersions").want(200).says(`"name":"1.4"`)
	r.get("/jira/rest/api/2/issue/SHOP-1?fields=issuelinks").want(200).says("SHOP-48")
	deed(`{"do":"add_filter","jql":"key = SHOP-49"}`).want(200).says(`"filter":10101`)
	if n := len(r.get("2.0/testruns?savedFilterId=10101").want(200).list()); n != 2 {
		t.Errorf("the filter finds %d runs", n)
	}
	deed(`{"do":"add_defect","execution":"SHOP-49","test":"SHOP-21","defects":["SHOP-19"]}`).want(200)
	deed(`{"do":"remove_defect","execution":"SHOP-49","test":"SHOP-48","defects":["SHOP-9"]}`).want(200)
	deed(`{"do":"reset_run","execution":"SHOP-49","test":"SHOP-48"}`).want(200)
	deed(`{"do":"set_environments","execution":"SHOP-49"}`).want(200)
	deed(`{"do":"add_status","status":"LATER","coverage":"NOTRUN"}`).want(200)
	deed(`{"do":"execute","execution":"SHOP-49","test":"SHOP-22","status":"LATER"}`).want(200)
	deed(`{"do":"remove_run","execution":"SHOP-49","test":"SHOP-21"}`).want(200)
	if got := r.get("1.0/api/testexec/SHOP-49/test").want(200).body; strings.Contains(got, "SHOP-21") || !strings.Contains(got, `"LATER"`) {
		t.Error(got)
	}
	for _, bad := range []string{`{"do":"dance"}`, `{"do":"execute","execution":"SHOP-49","test":"SHOP-48","status":"GREEN"}`, `{"do":"execute","execution":"SHOP-1","test":"SHOP-48","status":"PASS"}`,
		`{"do":"remove_run","execution":"SHOP-49","test":"SHOP-21"}`, `{"doo":1}`, `{"do":"execute","user":"nobody","execution":"SHOP-49","test":"SHOP-48","status":"PASS"}`} {
		deed(bad).want(400).says(`"error"`)
	}
	if len(r.sim.Audit()) > 0 {
		t.Error("people are in the audit of the interface:", r.sim.Audit())
	}
	r.get("/_sim/xray/state").want(200).says(`"filters":{"10100"`)
}

// A key may change, and what is deleted in Jira is gone here, too; what one may not see does not exist.
func TestIssuesAreJiras(t *testing.T) {
	r := newRig(t, xraydc.Options{})
	people := r.sim.Jira().As("ada@example.com")
	moved, err := people.Move("SHOP-23", "PAY")
	if err != nil {
		t.Fatal(err)
	}
	r.get("1.0/api/testrun/373").want(200).says(`"testKey":"` + moved + `"`)
	r.get("2.0/testruns?testExecKey=SHOP-40&testKey=SHOP-23").want(200).says(`"testKey":"` + moved + `"`) // by its old key
	if err := people.Delete("SHOP-22"); err != nil {
		t.Fatal(err)
	}
	if err := people.Restrict("SHOP-41", "Staff only"); err != nil {
		t.Fatal(err)
	}
	if n := len(r.get("2.0/testruns?testExecKey=SHOP-40").want(200).list()); n != 5 {
		t.Errorf("%d runs are left", n)
	}
	r.get("1.0/api/testrun/372").want(400)
	r.get("2.0/testruns?testExecKey=SHOP-41").want(400)
	if n := len(r.get("1.0/api/test/SHOP-21/testruns").want(200).list()); n != 1 {
		t.Errorf("%d runs are told of", n)
	}
	if err := people.Delete("SHOP-19"); err != nil {
		t.Fatal(err)
	}
	r.get("1.0/api/testrun/373").want(200).says(`"defects":[]`)
}

// Writing twice changes once, and whoever may not edit the execution does not write.
func TestWrites(t *testing.T) {
	seed, err := xray.Seed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Projects[0].Permissions = map[string][]string{"guest@example.com": {"BROWSE_PROJECTS"}}
	jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira", Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t, xraydc.Options{Jira: jira})
	r.do("POST", "1.0/api/testrun/375/defect", `["SHOP-19","SHOP-9"]`).want(200)
	r.do("POST", "2.0/api/testrun/375/defect", `["SHOP-19"]`).want(200)
	r.do("DELETE", "1.0/api/testrun/375/defect/SHOP-9", "").want(200)
	r.do("DELETE", "1.0/api/testrun/375/defect/SHOP-9", "").want(200)
	var told []string
	for _, m := range r.sim.Audit() {
		told = append(told, m.Verb+" "+m.Test+" "+m.From+m.To+" "+m.User)
	}
	if got, want := strings.Join(told, "; "), "defect-add SHOP-25 SHOP-19 demo@example.com; defect-add SHOP-25 SHOP-9 demo@example.com; defect-remove SHOP-25 SHOP-9 demo@example.com"; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	guest := *r
	guest.user, guest.pass = "guest", "guest-token"
	guest.get("1.0/api/testrun/375").want(200)
	guest.do("POST", "1.0/api/testrun/375/defect", `["SHOP-9"]`).want(403)
}

// Faults, and the clock, are Jira's: a late request lands with its own time, and an answer may get lost.
func TestFaultsAreJiras(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira", Seed: must(xray.Seed()), Limits: true})
		if err != nil {
			t.Fatal(err)
		}
		r := newRig(t, xraydc.Options{Jira: jira})
		if err := jira.Script(simjira.Fault{Endpoint: "testrun/{id}/defect", Method: "POST", Effect: simjira.LostAnswer, Count: 1},
			simjira.Fault{Endpoint: "testrun/{id}", Method: "PUT", Effect: simjira.Late, After: simjira.Duration(time.Minute), Count: 1},
			simjira.Fault{Endpoint: "2.0/testruns", Effect: simjira.Status, Status: 503, Count: 1}); err != nil {
			t.Fatal(err)
		}
		send := func(method, path, body string) error {
			req, err := http.NewRequestWithContext(t.Context(), method, "http://jira.example/jira/rest/raven/"+path, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			req.SetBasicAuth("demo", "demo-token")
			resp, err := (&http.Client{Transport: r.sim.Client().Transport, Timeout: 10 * time.Second}).Do(req)
			if err == nil {
				resp.Body.Close()
			}
			return err
		}
		if send("POST", "1.0/api/testrun/375/defect", `["SHOP-19"]`) == nil || len(r.sim.Audit()) != 1 {
			t.Error("the answer was not lost", r.sim.Audit())
		}
		before := time.Now()
		if send("PUT", "1.0/api/testrun/375", `{"comment":"late"}`) == nil || len(r.sim.Audit()) != 1 {
			t.Error("the request is not late")
		}
		time.Sleep(time.Minute)
		if a := r.sim.Audit(); len(a) != 2 || !a[1].Time.Equal(before.Add(time.Minute)) {
			t.Error("the late request did not land in its time", a)
		}
		r.get("2.0/testruns?testExecKey=SHOP-40").want(503)
		r.get("2.0/testruns?testExecKey=SHOP-40").want(200)
		for range 60 {
			r.get("2.0/testruns?testExecKey=SHOP-40")
		}
		r.get("2.0/testruns?testExecKey=SHOP-40").want(429)
	})
}

func must(s *simjira.Seed, err error) *simjira.Seed {
	if err != nil {
		panic(err)
	}
	return s
}
