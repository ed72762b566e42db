package testrail_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	sim "syncd/internal/sim/testrail"
)

// plans adds open plans with one run each, and returns them with their runs.
func (d *desk) plans(n int) (plans, runs []int64) {
	d.Helper()
	for i := range n {
		plan, of, err := d.server.AddPlan(sim.RunDraft{Project: 1, Suite: 1, Name: fmt.Sprintf("Plan %d", i), Cases: []int64{1, 2}})
		if err != nil {
			d.Fatal(err)
		}
		plans, runs = append(plans, plan), append(runs, of...)
	}
	return plans, runs
}

// An open plan is opened when a list says something new of it, and when it is the turn of its
// runs to be read whole: a project may have a hundred, and each costs a request.
func TestPlansAreOpenedWithReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		_, runs := d.plans(30)
		d.Part()
		opened := func() int { d.server.ResetRequests(); d.Part(); return d.server.RequestCount("get_plan") }
		time.Sleep(5 * time.Minute)
		if n := opened(); n != 0 {
			t.Errorf("with nothing new %d plans were opened", n)
		}
		if _, err := d.server.Execute(sim.Execution{Run: runs[7], Case: 1, Status: "failed"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Minute)
		d.server.ResetRequests()
		b := d.Part()
		if n := d.server.RequestCount("get_plan"); n != 1 || !slices.ContainsFunc(b.Results, func(r model.Result) bool { return r.Outcome == model.Failed }) {
			t.Errorf("with one failure %d plans were opened, and the results are %+v", n, b.Results)
		}
		time.Sleep(65 * time.Minute)
		if n := opened(); n == 0 || n > 10 {
			t.Errorf("after the time of reread %d plans were opened, want some of them", n)
		}
	})
}

// A first pull that has more plans to open than it has time for goes on where it was, and
// finds all of their runs.
func TestOpeningGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken, read := 5, 0
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return answering(func(r *http.Request) (*http.Response, error) {
				if strings.Contains(r.URL.RawQuery, "get_plan/") {
					if read == broken {
						return nil, errors.New("connection reset")
					}
					read++
				}
				return next.RoundTrip(r)
			})
		})
		_, runs := d.plans(12)
		b := d.Part()
		if b.Complete || b.More || !b.Cut || len(b.Runs) != 0 || len(b.Faults) != 1 || b.Progress.Of != "plans" || b.Progress.Done != 5 {
			t.Fatalf("complete: %t, more: %t, %d runs, faults %v, progress %+v", b.Complete, b.More, len(b.Runs), b.Faults, b.Progress)
		}
		broken = -1
		b = d.Part()
		for _, id := range runs {
			if !slices.ContainsFunc(b.Runs, func(r model.Run) bool { return r.Origin == fmt.Sprintf("R%d", id) }) {
				t.Errorf("run R%d is missing", id)
			}
		}
		if plans := b.Progress.Total; !b.Complete || read != d.server.RequestCount("get_plan") || read > 14 {
			t.Errorf("complete: %t, %d of %d plans were opened", b.Complete, read, plans)
		}
	})
}

// What happens to plans shows although they are not opened for it: one that is completed, and
// one that is deleted with its runs.
func TestPlansThatEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		plans, runs := d.plans(3)
		d.Part()
		time.Sleep(5 * time.Minute)
		if err := d.server.ClosePlan(plans[0]); err != nil {
			t.Fatal(err)
		}
		if err := d.server.DeleteRun(runs[1]); err != nil {
			t.Fatal(err)
		}
		b := d.Part()
		if !b.Complete || len(b.Withdrawn) != 1 || !slices.ContainsFunc(b.Runs, func(r model.Run) bool { return r.Origin == fmt.Sprintf("R%d", runs[0]) }) {
			t.Errorf("complete: %t, withdrawn %v, runs %+v", b.Complete, b.Withdrawn, b.Runs)
		}
		time.Sleep(5 * time.Minute)
		if b = d.Part(); !b.Complete || len(b.Withdrawn) != 0 || len(b.Runs) != 0 {
			t.Errorf("after that there is news: withdrawn %v, runs %+v", b.Withdrawn, b.Runs)
		}
	})
}

// A plan that cannot be opened keeps nobody from the others, and is opened when it can be.
// What was told of its runs stays.
func TestOnePlanIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := ""
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return answering(func(r *http.Request) (*http.Response, error) {
				if broken != "" && strings.HasSuffix(r.URL.RawQuery, broken) {
					return nil, errors.New("connection reset")
				}
				return next.RoundTrip(r)
			})
		})
		plans, runs := d.plans(3)
		has := func(b model.Batch, id int64) bool {
			return slices.ContainsFunc(b.Runs, func(r model.Run) bool { return r.Origin == fmt.Sprintf("R%d", id) })
		}
		broken = fmt.Sprintf("get_plan/%d", plans[1])
		b := d.Part()
		if b.Complete || b.Behind() || len(b.Faults) != 1 || !b.Faults[0].Lost || b.Faults[0].Origin != fmt.Sprintf("plan R%d", plans[1]) ||
			!has(b, runs[0]) || has(b, runs[1]) || !has(b, runs[2]) {
			t.Fatalf("complete: %t, faults %v, runs %+v", b.Complete, b.Faults, b.Runs)
		}
		time.Sleep(5 * time.Minute)
		if b = d.Part(); b.Complete || len(b.Faults) != 1 {
			t.Errorf("while it is broken: complete: %t, faults %v", b.Complete, b.Faults)
		}
		broken = ""
		time.Sleep(5 * time.Minute)
		if b = d.Pull(); !b.Complete || !has(b, runs[1]) {
			t.Errorf("once it is not: complete: %t, runs %+v", b.Complete, b.Runs)
		}
		broken = fmt.Sprintf("get_plan/%d", plans[1])
		time.Sleep(25 * time.Hour)
		if b = d.Part(); b.Complete || len(b.Withdrawn) > 0 {
			t.Errorf("broken again: complete: %t, withdrawn %v", b.Complete, b.Withdrawn)
		}
	})
}
