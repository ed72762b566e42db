package zephyrdc_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	"syncd/internal/sim/zephyr"
	sim "syncd/internal/sim/zephyrdc"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/zephyrdc"
)

// desk is a simulated Zephyr with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *zephyrdc.Config
	// before is called before each request; an answer of its own takes the place of Zephyr's.
	before func(*http.Request) *http.Response
	asked  int
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options) *desk {
	t.Helper()
	sourcetest.Arrive()
	d := &desk{server: start(t, opts, sourcetest.Shape{Start: sourcetest.Monday}), cfg: section().(*zephyrdc.Config)}
	d.Desk = sourcetest.NewDesk(t, d.cfg, "demo-token", d)
	return d
}

// RoundTrip asks Zephyr, unless somebody is before it.
func (d *desk) RoundTrip(req *http.Request) (*http.Response, error) {
	d.asked++
	if d.before != nil {
		if res := d.before(req); res != nil {
			return res, nil
		}
	}
	return d.server.Client().Transport.RoundTrip(req)
}

// status is an answer without a body.
func status(req *http.Request, code int) *http.Response {
	return &http.Response{StatusCode: code, Header: http.Header{}, Body: http.NoBody, Request: req}
}

// about is SHOP-9 for a result.
func about(ref string) source.Backlink {
	return source.Backlink{Ref: ref, Issue: source.Issue{ID: "10008", Key: "SHOP-9", URL: "https://jira.example.com/browse/SHOP-9"}, Text: "syncd: SHOP-9 <is> Done."}
}

// writes is how many changes came over the API.
func (d *desk) writes() int { return len(d.server.Audit("api")) }

// TestModel holds what comes of the simulator's seed.
func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sourcetest.Golden(t, sit(t, sim.Options{}).Pull())
	})
}

// A test that was added to a run without a result is planned; its first result takes its
// place, and when it is taken out of the run, the run is told anew.
func TestPlannedWithoutResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		if err := d.server.With(func(v zephyr.View) error {
			v.AddItem(v.Cycle("SHOP-R2"), v.Case("SHOP-T10"), "Chrome")
			v.AddItem(v.Cycle("SHOP-R2"), v.Case("SHOP-T2"), "")
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		at := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T10")
		if len(at) != 1 || at[0].Outcome != model.Pending || at[0].Execution+at[0].Ref != "" || at[0].Environment != "Chrome" {
			t.Fatalf("planned is %+v", at)
		}
		perform(t, d.server, sim.Deed{Do: "execute", Cycle: "SHOP-R2", Case: "SHOP-T10", Environment: "Chrome", Status: "Pass"})
		time.Sleep(5 * time.Minute)
		b := d.Pull()
		if at = sourcetest.Of(b, "SHOP-R2", "SHOP-T10"); len(at) != 1 || at[0].Outcome != model.Passed || at[0].Execution == "" || len(b.Withdrawn) > 0 {
			t.Errorf("executed it is %+v, withdrawn %v", at, b.Withdrawn)
		}
		perform(t, d.server, sim.Deed{Do: "delete_case", Case: "SHOP-T2"})
		time.Sleep(5 * time.Minute)
		if b = d.Pull(); !slices.Contains(b.Withdrawn, at[0].Run) || len(sourcetest.Of(b, "SHOP-R2", "SHOP-T10")) != 1 {
			t.Errorf("taken out of the run, withdrawn are %v", b.Withdrawn)
		}
	})
}

// Runs that are Done are left alone until the list says something else of them or a sweep
// comes, and those that were over long ago are not told.
func TestDoneRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		old := perform(t, d.server, sim.Deed{Do: "add_cycle", Age: "3000h", Name: "Release 1.0", Cases: []string{"SHOP-T1 Chrome"}})
		perform(t, d.server, sim.Deed{Do: "execute", Age: "2900h", Cycle: old, Case: "SHOP-T1", Environment: "Chrome", Status: "Fail"})
		perform(t, d.server, sim.Deed{Do: "close_cycle", Age: "2900h", Cycle: old})
		if b := d.Pull(); len(b.Runs) != 2 {
			t.Errorf("told are %+v", b.Runs)
		}
		perform(t, d.server, sim.Deed{Do: "close_cycle", Cycle: "SHOP-R1"})
		time.Sleep(10 * time.Minute)
		if b := d.Pull(); len(b.Withdrawn) > 0 {
			t.Errorf("closed, withdrawn are %v", b.Withdrawn)
		}
		perform(t, d.server, sim.Deed{Do: "relink", Execution: "SHOP-E2", Issues: []string{"SHOP-8"}}) // the list counts issues
		time.Sleep(10 * time.Minute)
		if got := sourcetest.Of(d.Pull(), "SHOP-R1", "SHOP-T1"); len(got) != 2 || !slices.Equal(got[1].Defects, []string{"SHOP-8"}) {
			t.Errorf("linked in a run that is Done: %+v", got)
		}
		perform(t, d.server, sim.Deed{Do: "edit", Execution: "SHOP-E7", Comment: "Nothing at all is told."})
		for range 5 {
			time.Sleep(2 * time.Hour)
			if b := d.Pull(); len(sourcetest.Of(b, "SHOP-R1", "SHOP-T6")) > 0 {
				t.Error("a run that is Done is told again")
			}
		}
		time.Sleep(25 * time.Hour)
		b := d.Pull()
		if len(sourcetest.Of(b, "SHOP-R1", "SHOP-T1")) != 2 {
			t.Errorf("with a sweep there are %+v", b.Runs)
		}
		perform(t, d.server, sim.Deed{Do: "delete_cycle", Cycle: old})
		perform(t, d.server, sim.Deed{Do: "delete_execution", Execution: "SHOP-E2"})
		time.Sleep(25 * time.Hour)
		b = d.Pull()
		if at := sourcetest.Of(b, "SHOP-R1", "SHOP-T1"); len(b.Withdrawn) != 1 || len(at) != 2 || at[1].Outcome != model.Pending || at[1].Execution != "" {
			t.Errorf("after a deletion withdrawn are %v, and there are %+v", b.Withdrawn, at)
		}
	})
}

// A Zephyr that is switched off has no runs to its name: none of them is taken back.
func TestSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.Pull()
		for _, lists := range []int{0, 2} { // requests that are answered before it goes
			n := 0
			d.before = func(req *http.Request) *http.Response {
				if n++; n > lists {
					return status(req, http.StatusNotFound)
				}
				return nil
			}
			time.Sleep(2 * time.Hour)
			if b, err := d.Fetch(); source.KindOf(err) != source.NotFound {
				t.Errorf("after %d answers: withdrawn %v, error %v", lists, b.Withdrawn, err)
			}
		}
		d.before = nil
		if b := d.Pull(); len(b.Withdrawn) > 0 {
			t.Error(b.Withdrawn)
		}
	})
}

// One run that cannot be read keeps nobody from the others, and is read when it can be.
func TestOneRunIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.before = func(req *http.Request) *http.Response {
			if strings.HasSuffix(req.URL.Path, "/testrun/SHOP-R1") {
				return status(req, http.StatusInternalServerError)
			}
			return nil
		}
		for range 2 {
			b, err := d.Fetch()
			if err != nil || b.Complete || b.More || b.Cut || len(b.Faults) != 1 || b.Faults[0].Origin != "SHOP-R1" || len(b.Runs) > 1 {
				t.Fatalf("%+v, %v", b, err)
			}
			d.Cursor = b.Cursor
			time.Sleep(5 * time.Minute)
		}
		d.before = nil
		if b := d.Pull(); len(sourcetest.Of(b, "SHOP-R1", "SHOP-T3")) != 3 {
			t.Errorf("told are %+v", b.Runs)
		}
	})
}

// A case that is new in a run is looked up at once; one that is archived stays a sketch.
// Whether machines run a case is what its last result says.
func TestCases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		b := d.Pull()
		if c := sourcetest.Case(b, "SHOP-T3"); !c.Automated || c.Component != "Checkout" || c.URL != "https://jira.example.com/jira/secure/Tests.jspa#/testCase/SHOP-T3" {
			t.Errorf("%+v", c)
		}
		fresh := perform(t, d.server, sim.Deed{Do: "add_case", Name: "Gift cards", Issues: []string{"SHOP-7"}})
		hidden := perform(t, d.server, sim.Deed{Do: "add_case", Name: "Hidden"})
		run := perform(t, d.server, sim.Deed{Do: "add_cycle", Cases: []string{fresh, hidden}})
		perform(t, d.server, sim.Deed{Do: "archive_case", Case: hidden})
		perform(t, d.server, sim.Deed{Do: "execute", Cycle: "SHOP-R1", Case: "SHOP-T3", Environment: "Chrome", Status: "Fail"})
		time.Sleep(5 * time.Minute)
		b = d.Pull()
		if c := sourcetest.Case(b, fresh); c.Sketch || c.Title != "Gift cards" || len(c.Keys) != 1 || c.Keys[0].Key != "SHOP-7" {
			t.Errorf("%+v", c)
		}
		if c := sourcetest.Case(b, hidden); !c.Sketch || c.Title != hidden || len(sourcetest.Of(b, run, hidden)) != 1 {
			t.Errorf("%+v", c)
		}
		if c := sourcetest.Case(b, "SHOP-T3"); c.Automated || c.Sketch || c.Title != "Pay by card" {
			t.Errorf("executed by hand it is %+v", c)
		}
		if c := sourcetest.Case(b, "SHOP-T1"); !c.Sketch {
			t.Errorf("there is nothing new of %+v", c)
		}
	})
}

// TestProjectIsHidden: an account that may not browse the project any more hears of no runs.
// Nothing is taken back for that.
func TestProjectIsHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.Pull()
		d.before = func(req *http.Request) *http.Response {
			switch path := req.URL.Path; {
			case strings.HasSuffix(path, "/search"):
				res := status(req, http.StatusOK)
				res.Body = io.NopCloser(strings.NewReader("[]"))
				return res
			case strings.Contains(path, "/testrun/"), strings.HasSuffix(path, "/project/SHOP"):
				return status(req, http.StatusNotFound)
			}
			return nil
		}
		if b, err := d.Fetch(); source.KindOf(err) != source.Auth || len(b.Withdrawn) > 0 {
			t.Errorf("%v, and %d runs are taken back", err, len(b.Withdrawn))
		}
	})
}

// Pages of results are in no public description: a build that knows them and refuses ours gives
// results at once, as the one that knows none does.
func TestPagesOfResultsAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := sit(t, sim.Options{}).Pull()
		for _, code := range []int{http.StatusNotFound, http.StatusBadRequest, http.StatusMethodNotAllowed} {
			d, asked := sit(t, sim.Options{}), 0
			d.before = func(req *http.Request) *http.Response {
				if strings.HasSuffix(req.URL.Path, "/testresults/page") {
					asked++
					return status(req, code)
				}
				return nil
			}
			if b := d.Pull(); len(b.Results) != len(want.Results) || asked != 1 {
				t.Errorf("%d: %d results, want %d; pages were asked for %d times", code, len(b.Results), len(want.Results), asked)
			}
		}
	})
}
