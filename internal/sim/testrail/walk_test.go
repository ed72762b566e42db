package testrail_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	simtestrail "syncd/internal/sim/testrail"
)

// walk asks every method for something that is there, in this order.
var walk = []struct{ method, path, body string }{
	{"get_projects", "get_projects&is_completed=0", ""},
	{"get_project", "get_project/1", ""},
	{"get_suites", "get_suites/2", ""},
	{"get_suite", "get_suite/1", ""},
	{"get_sections", "get_sections/2&suite_id=3", ""},
	{"get_section", "get_section/1", ""},
	{"get_cases", "get_cases/2&suite_id=2", ""},
	{"get_case", "get_case/1", ""},
	{"get_case_types", "get_case_types", ""},
	{"get_priorities", "get_priorities", ""},
	{"get_case_fields", "get_case_fields", ""},
	{"get_result_fields", "get_result_fields", ""},
	{"get_templates", "get_templates/1", ""},
	{"get_statuses", "get_statuses", ""},
	{"get_milestones", "get_milestones/1", ""},
	{"get_milestone", "get_milestone/3", ""},
	{"get_configs", "get_configs/1", ""},
	{"get_plans", "get_plans/1", ""},
	{"get_plan", "get_plan/3", ""},
	{"get_runs", "get_runs/1&is_completed=0", ""},
	{"get_run", "get_run/4", ""},
	{"get_tests", "get_tests/4", ""},
	{"get_test", "get_test/1", ""},
	{"get_results", "get_results/4", ""},
	{"get_results_for_case", "get_results_for_case/2/2", ""},
	{"get_results_for_run", "get_results_for_run/5", ""},
	{"get_user", "get_user/2", ""},
	{"get_current_user", "get_current_user", ""},
	{"get_user_by_email", "get_user_by_email&email=demo%40example.com", ""},
	{"get_users", "get_users", ""},
	{"add_suite", "add_suite/2", `{"name":"Reports"}`},
	{"add_section", "add_section/2", `{"name":"Monthly","suite_id":4}`},
	{"add_case", "add_case/6", `{"title":"A report is printed","refs":"SHOP-12","type_id":1,"priority_id":4,"custom_automation_id":"report.print"}`},
	{"update_case", "update_case/14", `{"refs":"SHOP-12, SHOP-8"}`},
	{"add_milestone", "add_milestone/2", `{"name":"2027","due_on":1800000000}`},
	{"add_run", "add_run/2", `{"suite_id":4,"name":"Reports by hand","include_all":false,"case_ids":[14],"refs":"SHOP-12"}`},
	{"update_run", "update_run/7", `{"name":"Reports"}`},
	{"add_result_for_case", "add_result_for_case/7/14", `{"status_id":5,"comment":"no paper","elapsed":"1m 5s","defects":"SHOP-9"}`},
	{"add_result", "add_result/23", `{"defects":"SHOP-10","comment":"see there"}`},
	{"add_results", "add_results/7", `{"results":[{"test_id":23,"status_id":4}]}`},
	{"add_results_for_cases", "add_results_for_cases/7", `{"results":[{"case_id":14,"status_id":6},{"case_id":14,"status_id":1}]}`},
	{"edit_result", "edit_result/19", `{"defects":"SHOP-9, SHOP-10"}`},
	{"close_run", "close_run/7", ``},
	{"add_plan", "add_plan/1", `{"name":"Nightly","entries":[{"suite_id":1,"include_all":false,"case_ids":[1],"config_ids":[1,2],"runs":[{"config_ids":[1]},{"config_ids":[2]}]}]}`},
	{"add_plan_entry", "add_plan_entry/8", `{"suite_id":1,"name":"Once more","include_all":false,"case_ids":[2]}`},
	{"close_plan", "close_plan/8", `{}`},
	{"delete_run", "delete_run/2&soft=1", `{}`},
	{"delete_case", "delete_case/10&soft=1", `{}`},
	{"delete_cases", "delete_cases/4", `{"case_ids":[14]}`},
	{"delete_section", "delete_section/6", `{}`},
	{"delete_suite", "delete_suite/4", `{}`},
}

// Every method answers as the golden files have it. They were read against the reference and what public clients
// decode, and change only when a source says so. UPDATE_GOLDEN=1 rewrites them.
func TestWalk(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	var seen []string
	for _, step := range walk {
		verb := "POST"
		if strings.HasPrefix(step.method, "get_") {
			verb = "GET"
		}
		golden(t, step.method, r.send(verb, step.path, step.body, nil).want(200).body)
		seen = append(seen, step.method)
	}
	slices.Sort(seen)
	if all := simtestrail.Methods(); !slices.Equal(seen, all) {
		t.Errorf("walked were %s, there are %s", seen, all)
	}
}

// On a server of before 10.5, a result does not say which case it is of.
func TestServerSaysLess(t *testing.T) {
	r := newRig(t, simtestrail.Options{Edition: simtestrail.OnPremises})
	golden(t, "server_get_tests", r.get("get_tests/4").want(200).body)
	golden(t, "server_get_results_for_run", r.get("get_results_for_run/5").want(200).body)
}

// Drifting answers hold the same in other shapes.
func TestDrift(t *testing.T) {
	r := newRig(t, simtestrail.Options{Drift: true, Page: 1, Banner: true})
	body := r.get("get_results_for_run/5&created_after=1").want(200).body
	banner := "USER AUTHENTICATION SUCCESSFUL!\n"
	if !strings.HasPrefix(body, banner) {
		t.Errorf("no banner: %s", body)
	}
	golden(t, "drift_get_results_for_run", strings.TrimPrefix(body, banner))
}

func golden(t *testing.T, name, body string) {
	t.Helper()
	path := filepath.Join("testdata", "golden", name+".json")
	var got bytes.Buffer
	if body != "" {
		must(t, json.Indent(&got, []byte(body), "", "  "))
	}
	got.WriteByte('\n')
	if os.Getenv("UPDATE_GOLDEN") != "" {
		must(t, os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, got.Bytes(), 0o644))
		return
	}
	want, err := os.ReadFile(path)
	must(t, err)
	if got.String() != string(want) {
		t.Errorf("%s differs from %s; look at the change, then run with UPDATE_GOLDEN=1:\n%s", name, path, got.String())
	}
}
