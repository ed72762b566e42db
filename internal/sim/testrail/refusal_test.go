package testrail_test

import (
	"net/http"
	"strings"
	"testing"

	simtestrail "syncd/internal/sim/testrail"
)

// What is wrong is refused in the words that clients know.
func TestRefusals(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	for _, c := range []struct {
		verb, path, body string
		status           int
		text             string
	}{
		{"GET", "get_everything", "", 404, "Unknown method 'get_everything'"},
		{"GET", "add_result/1", "", 404, "Unknown method 'add_result'"},
		{"POST", "get_runs/1", "{}", 404, "Unknown method 'get_runs'"},
		{"GET", "get_cases/2", "", 400, "Field :suite_id is a required field."},
		{"GET", "get_cases/2&suite_id=1", "", 400, "Field :suite_id is not a valid test suite."},
		{"GET", "get_cases", "", 400, "Field :project_id is a required field."},
		{"GET", "get_cases/x", "", 400, "Field :project_id is not a valid ID."},
		{"GET", "get_cases/1?suite_id=1", "", 400, "Field :project_id is not a valid ID."},
		{"GET", "get_cases/9", "", 400, "Field :project_id is not a valid or accessible project."},
		{"GET", "get_cases/1&limit=0", "", 400, "Field :limit is too small (minimum 1)."},
		{"GET", "get_cases/1&limit=251", "", 400, "Field :limit is too large (maximum 250)."},
		{"GET", "get_cases/1&limit=-1", "", 400, "Field :limit is not a valid natural number."},
		{"GET", "get_runs/1&updated_after=1", "", 400, "Field :updated_after is not a supported filter."},
		{"GET", "get_runs/1&created_after=yesterday", "", 400, "Field :created_after is not a valid natural number."},
		{"GET", "get_tests/2&created_after=1", "", 400, "Field :created_after is not a supported filter."},
		{"GET", "get_tests/2&status_id=a", "", 400, "Field :status_id is not a valid list of IDs."},
		{"GET", "get_statuses&limit=10", "", 400, "Field :limit is not a supported filter."},
		{"GET", "get_run/3", "", 400, "Field :run_id is not a valid test run."},
		{"GET", "get_results_for_case/2/11", "", 400, "No (active) test found for the run/case combination."},
		{"GET", "get_user_by_email&email=nobody%40example.com", "", 400, "Field :email is not a valid email address."},
		{"POST", "add_run/2", `{"name":"x"}`, 400, "Field :suite_id is a required field."},
		{"POST", "add_run/1", `{"name":"x","include_all":false,"case_ids":[11]}`, 400, "Field :case_ids contains one or more invalid IDs (case C11 unknown or not part of the test suite)."},
		{"POST", "add_run/1", `{"name":"x","case_ids":[["1"]]}`, 400, "Field :case_ids is not a valid ID."},
		{"POST", "add_run/1", `{"name":"x","inculde_all":false}`, 400, "Field :inculde_all is not a supported field."},
		{"POST", "add_result/5", `{"status_id":1`, 400, "Invalid or incomplete JSON string in API request."},
		{"POST", "add_result/5", `{"status_id":3}`, 400, "Field :status_id is not a valid status."},
		{"POST", "add_result/5", `{"status_id":12}`, 400, "Field :status_id is not a valid status."},
		{"POST", "add_result/5", `{"status_id":"1"}`, 400, "Field :status_id is not a valid ID."},
		{"POST", "add_result/5", `{"elapsed":"soon","status_id":1}`, 400, "Field :elapsed is not in a valid time span format."},
		{"POST", "add_result/5", `{"elapsed":"0s","status_id":1}`, 400, "Field :elapsed is not in a valid time span format."},
		{"POST", "add_result/5", `{}`, 400, "Field :status_id, :comment or :assignedto_id is required."},
		{"POST", "add_result/99", `{"status_id":1}`, 400, "Field :test_id is not a valid test."},
		{"POST", "add_results/2", `{"results":[{"status_id":1}]}`, 400, "Field :results.test_id is a required field."},
		{"POST", "add_results_for_cases/2", `{"results":[]}`, 400, "Field :results cannot be empty but no valid tests or cases found"},
		{"POST", "add_results_for_cases/2", `{"results":[{"case_id":1,"status_id":1},{"case_id":11,"status_id":1}]}`, 400,
			"Field :results contains one or more invalid results (case C11 unknown or not part of the test run)"},
		{"POST", "update_case/1", `{"refs":"` + strings.Repeat("x", 251) + `"}`, 400, "Field :refs is too long (250 characters at most)."},
		{"POST", "close_run/4", ``, 400, "The test run is part of a test plan and cannot be closed (close the plan instead)."},
	} {
		r.send(c.verb, c.path, c.body, nil).refused(c.status, c.text)
	}
	if n := len(r.sim.Audit()); n != 0 {
		t.Errorf("%d writes in the audit: what is refused changes nothing", n)
	}
}

func TestLogins(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	const no = "Authentication failed: invalid or missing user/password or session cookie."
	for _, login := range [][2]string{{"", ""}, {"demo@example.com", "wrong"}, {"nobody@example.com", "demo-key"}} {
		r.as(login[0], login[1]).get("get_projects").refused(401, no)
	}
	r.as("demo@example.com", "demo-password").get("get_projects").want(200)
	r.send("GET", "get_projects", "", func(req *http.Request) { req.Header.Del("Content-Type") }).
		refused(400, "Content-Type header missing or invalid (use Content-Type: application/json)")
	guest := r.as("guest@example.com", "guest-key")
	if got := ids(guest.list("get_projects").Projects); len(got) != 1 || got[0] != 2 {
		t.Errorf("guest sees projects %v", got)
	}
	guest.get("get_run/2").refused(403, "The requested project does not exist or you do not have the permissions to access it.")
	guest.get("get_run/6").want(200)
	guest.post("add_result/21", `{"status_id":1}`).want(403)
	must(t, r.sim.RevokeKeys("demo@example.com"))
	r.get("get_projects").refused(401, no)
}

// The path sits inside the query string; what is not there is no part of the API.
func TestAddresses(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	r.get("/api/v2/get_projects").want(404)
	r.get("/index.php?%2Fapi%2Fv2%2Fget_projects=").want(404)
	r.get("/").want(200)
	r.get("/index.php?/runs/view/2").want(200)
	if date := r.get("get_projects").header.Get("Date"); date != "Mon, 02 Nov 2026 12:00:00 GMT" {
		t.Errorf("Date is %q, not the instance's time", date)
	}
}

// A completed run takes nothing any more, and a deleted one is a 400 like one that never was.
func TestClosedAndDeleted(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	const closed = "Field :run_id is not a valid or active test run (the run is completed)."
	r.post("add_result/1", `{"status_id":1}`).refused(400, closed)
	r.post("add_result_for_case/1/1", `{"status_id":1}`).refused(400, "No (active) test found for the run/case combination.")
	r.post("add_results_for_cases/1", `{"results":[{"case_id":1,"status_id":1}]}`).refused(400, closed)
	r.post("edit_result/1", `{"comment":"late"}`).refused(400, closed)
	r.post("delete_run/1", `{}`).refused(400, closed)
	must(t, r.sim.DeleteRun(2), r.sim.DeleteRun(4), r.sim.DeleteRun(5))
	for _, path := range []string{"get_run/2", "get_tests/2", "get_results_for_run/2"} {
		r.get(path).refused(400, "Field :run_id is not a valid test run.")
	}
	r.get("get_results/5").refused(400, "Field :test_id is not a valid test.")
	r.post("edit_result/7", `{"comment":"gone"}`).refused(400, "Field :result_id is not a valid test result.")
	r.get("get_plan/3").want(200)
}

// Editing is switched off on many sites, and unknown on older ones.
func TestNoEdit(t *testing.T) {
	for _, status := range []int{400, 403} {
		r := newRig(t, simtestrail.Options{NoEdit: status})
		r.post("edit_result/7", `{"defects":"SHOP-9"}`).refused(status, "Editing test results is disabled by the site settings.")
	}
	r := newRig(t, simtestrail.Options{NoEdit: 404})
	r.post("edit_result/7", `{"defects":"SHOP-9"}`).refused(404, "Unknown method 'edit_result'")
	for _, opts := range []simtestrail.Options{{NoEdit: 500}, {Limits: true, Edition: simtestrail.OnPremises}, {Page: 251}, {Seed: &simtestrail.Seed{}}} {
		if _, err := simtestrail.New(opts); err == nil {
			t.Errorf("New took %+v", opts)
		}
	}
}
