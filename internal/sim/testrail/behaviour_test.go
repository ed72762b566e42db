package testrail_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simtestrail "syncd/internal/sim/testrail"
)

// Pages are read to their end by offset, however small the server makes them.
func TestPages(t *testing.T) {
	r := newRig(t, simtestrail.Options{Page: 3})
	var all []int64
	for offset := 0; ; {
		p := r.list(fmt.Sprintf("get_results_for_run/2&status_id=1,2,4,5,6,7&limit=250&offset=%d", offset))
		all = append(all, ids(p.Results)...)
		if p.Links.Next == nil {
			break
		}
		if want := fmt.Sprintf("/api/v2/get_results_for_run/2&status_id=1,2,4,5,6,7&limit=3&offset=%d", offset+3); *p.Links.Next != want {
			t.Fatalf("next is %s, want %s", *p.Links.Next, want)
		}
		offset += p.Size
	}
	if !slices.Equal(all, []int64{12, 11, 10, 9, 8, 7, 6}) {
		t.Errorf("results %v: newest first, and no comments among those with a status", all)
	}
	if p := r.list("get_cases/1&offset=99"); p.Size != 0 || p.Links.Next != nil || p.Links.Prev == nil {
		t.Errorf("past the end: %+v", p)
	}
}

// Before 6.7 lists were bare: results at most 250, cases whole.
func TestLegacy(t *testing.T) {
	r := newRig(t, simtestrail.Options{Legacy: true})
	must(t, r.sim.Grow(300, 1, 300))
	var rows []row
	r.get("get_cases/1&limit=2&offset=5").want(200).into(&rows)
	if len(rows) != 310 {
		t.Errorf("%d cases, want all 310", len(rows))
	}
	r.get("get_results_for_run/7").want(200).into(&rows)
	if len(rows) != 250 {
		t.Errorf("%d results, want 250", len(rows))
	}
	r.get("get_results_for_run/7&offset=250").want(200).into(&rows)
	if len(rows) != 50 {
		t.Errorf("%d results on the second page, want 50", len(rows))
	}
}

func TestFilters(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	at := func(hours int) int64 { return noon.Add(-time.Duration(hours) * time.Hour).Unix() }
	for path, want := range map[string][]int64{
		"get_cases/1&refs=shop-2":                             {2, 4, 5},
		"get_cases/1&section_id=1&priority_id=3,4":            {1, 2},
		"get_cases/1&filter=CART":                             {1, 2},
		"get_cases/1&type_id=9":                               {6},
		fmt.Sprintf("get_cases/1&updated_after=%d", at(241)):  {3, 9, 10},
		fmt.Sprintf("get_cases/1&created_before=%d", at(480)): {7, 8},
		"get_runs/1":                                                    {2, 1},
		"get_runs/1&is_completed=1":                                     {1},
		"get_runs/1&milestone_id=2&suite_id=1":                          {2},
		"get_runs/1&refs_filter=SHOP-3":                                 {2},
		fmt.Sprintf("get_runs/1&created_after=%d", at(72)):              {},
		"get_tests/2&status_id=3":                                       {12, 13, 14},
		"get_results_for_run/2&defects_filter=SHOP-10":                  {10},
		fmt.Sprintf("get_results_for_run/2&created_after=%d", at(43)):   {13, 12},
		fmt.Sprintf("get_results_for_run/2&created_before=%d", at(47)):  {6},
		"get_results_for_case/2/2":                                      {13, 7},
		"get_results/6&status_id=5":                                     {7},
		"get_results_for_run/2&created_by=2":                            {},
		"get_results_for_run/2&status_id=5&created_before=1&limit=1":    {},
		"get_results_for_run/2&status_id=5&defects_filter=SHOP&limit=1": {},
	} {
		p := r.list(path)
		if got := ids(slices.Concat(p.Cases, p.Runs, p.Tests, p.Results)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", path, got, want)
		}
	}
}

// 180 requests a minute, of all users together; then 429 until the first of them is a minute old.
func TestLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simtestrail.Options{Limits: true, Now: time.Now})
		for n := range 180 {
			r.get("get_statuses").want(200)
			if n < 30 {
				time.Sleep(time.Second)
			}
		}
		p := r.as("guest@example.com", "guest-key").get("get_statuses")
		p.refused(429, "API Rate Limit Exceeded - 180 per minute maximum allowed. Retry after 30 seconds.")
		if got := p.header.Get("Retry-After"); got != "30" {
			t.Errorf("Retry-After is %q", got)
		}
		time.Sleep(30 * time.Second)
		r.get("get_statuses").want(200)
		r.get("get_statuses").want(429)
		if r.sim.Throttled() != 2 {
			t.Errorf("%d were throttled", r.sim.Throttled())
		}
	})
}

// A test stands as its latest result with a status; counters follow, also back when a result is edited.
func TestCounters(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	counts := func(passed, failed, untested, remarks int) {
		t.Helper()
		var got row
		r.get("get_run/2").want(200).into(&got)
		if got.Passed != passed || got.Failed != failed || got.Untested != untested || got.Remarks != remarks {
			t.Errorf("counters %+v", got)
		}
	}
	counts(1, 2, 3, 1)
	r.post("add_result_for_case/2/8", `{"status_id":1}`).want(200)
	counts(2, 2, 2, 1)
	r.post("add_result/6", `{"comment":"still so","defects":"SHOP-9"}`).want(200)
	counts(2, 2, 2, 1)
	id, err := r.sim.Execute(simtestrail.Execution{Run: 2, Case: 2, Status: "passed", At: noon.Add(-100 * time.Hour)})
	must(t, err)
	counts(2, 2, 2, 1) // older than the failure
	if got := r.sim.Results(2, 2); got[len(got)-1].ID != id {
		t.Errorf("the oldest is not the last: %+v", got)
	}
	must(t, r.sim.EditResult(7, simtestrail.ResultEdit{Status: "Passed with remarks"}))
	counts(2, 1, 2, 2)
	if res, _ := r.sim.Result(7); res.Status != 6 || res.Created != noon.Add(-47*time.Hour).Unix() {
		t.Errorf("edited: %+v", res)
	}
}

// A run of all cases takes new ones in; a completed run keeps its cases as they were.
func TestCasesComeAndGo(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	c, err := r.sim.AddCase(simtestrail.CaseDraft{Section: 1, Title: "new", Refs: "SHOP-12"})
	must(t, err)
	must(t, r.sim.RenameCase(1, "renamed"), r.sim.SetRefs(4, ""), r.sim.DeleteCase(7, false), r.sim.DeleteCase(8, true), r.sim.MoveCase(2, 2))
	var titles []string
	for _, test := range append(r.list("get_tests/1").Tests, r.list("get_tests/2").Tests...) {
		titles = append(titles, test.Title)
	}
	want := "An article is put into the cart|Pay by card|Search finds an article|Articles are filtered by price|renamed|The cart sums up prices|A voucher is taken off|" +
		"Pay by card|A refused card is told of|The whole checkout|Articles are filtered by price|A sold-out article says so|Images load|new"
	if got := strings.Join(titles, "|"); got != want {
		t.Errorf("tests:\n%s, want\n%s", got, want)
	}
	r.get("get_case/7").refused(400, "Field :case_id is not a valid test case.")
	var soft row
	r.get("get_case/8").want(200).into(&soft)
	if soft.Deleted != 1 || c != 14 {
		t.Errorf("softly deleted: %+v; new case is %d", soft, c)
	}
	if got := ids(r.list(fmt.Sprintf("get_cases/1&updated_after=%d", noon.Unix()-1)).Cases); !slices.Equal(got, []int64{1, 2, 4, 8, 14}) {
		t.Errorf("updated: %v", got)
	}
}

// Results of a batch come all or not at all.
func TestBatchIsWhole(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	r.post("add_results_for_cases/2", `{"results":[{"case_id":8,"status_id":1},{"case_id":9,"status_id":3}]}`).want(400)
	if got := r.sim.Results(2, 8); len(got) != 0 {
		t.Errorf("results %+v", got)
	}
	r.post("add_plan/1", `{"name":"x","entries":[{"suite_id":1},{"suite_id":2}]}`).want(400)
	if st := r.sim.State(); len(st.Runs) != 5 || len(st.Plans) != 1 {
		t.Errorf("%d runs and %d plans are left", len(st.Runs), len(st.Plans))
	}
}

// A first pull of 100 000 results is no burden.
func TestGrow(t *testing.T) {
	r := newRig(t, simtestrail.Options{})
	must(t, r.sim.Grow(2000, 200, 100_000))
	st := r.sim.State()
	if len(st.Cases) != 2013 || len(st.Runs) != 205 || len(st.Results) != 100_018 {
		t.Fatalf("%d cases, %d runs, %d results", len(st.Cases), len(st.Runs), len(st.Results))
	}
	p := r.list("get_runs/1&is_completed=0")
	if p.Size != 21 || p.Runs[0].Passed+p.Runs[0].Failed != 500 || p.Runs[0].Failed == 0 {
		t.Errorf("%d open runs, the newest is %+v", p.Size, p.Runs[0])
	}
}
