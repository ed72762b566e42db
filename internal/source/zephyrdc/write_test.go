package zephyrdc_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	sim "syncd/internal/sim/zephyrdc"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
)

// A link keeps the links and all else that the result has, and a result that was followed by
// another is left alone.
func TestOnlyTheLastResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		b := d.Pull()
		at := sourcetest.Of(b, "SHOP-R1", "SHOP-T4")[0]
		was := result(t, d.server, at.Ref)
		if trace, err := d.Writer().Backlink(t.Context(), about(at.Ref)); trace != source.Wrote || err != nil {
			t.Fatal(trace, err)
		}
		now := result(t, d.server, at.Ref)
		if got := links(t, d.server, at.Ref); !slices.Equal(got, []string{"SHOP-10", "SHOP-9"}) {
			t.Errorf("it links %v", got)
		}
		if now.Links = was.Links; fmt.Sprintf("%+v", now) != fmt.Sprintf("%+v", was) {
			t.Errorf("it was\n%+v\nand is\n%+v", was, now)
		}
		had := d.writes()
		for _, r := range sourcetest.Of(b, "SHOP-R1", "SHOP-T3")[:2] {
			if trace, err := d.Writer().Backlink(t.Context(), about(r.Ref)); trace != source.Moot || err != nil {
				t.Error("overtaken:", trace, err)
			}
			if trace, err := d.Writer().Retest(t.Context(), about(r.Ref)); trace != source.Moot || err != nil {
				t.Error("overtaken:", trace, err)
			}
		}
		perform(t, d.server, sim.Deed{Do: "delete_execution", Execution: now.Key})
		if trace, err := d.Writer().Backlink(t.Context(), about(at.Ref)); trace != source.Moot || err != nil {
			t.Error("deleted:", trace, err)
		}
		perform(t, d.server, sim.Deed{Do: "delete_cycle", Cycle: "SHOP-R1"})
		if trace, err := d.Writer().Backlink(t.Context(), about(at.Ref)); trace != source.Moot || err != nil {
			t.Error("deleted with its run:", trace, err)
		}
		if n := d.writes(); n != had {
			t.Errorf("%d things were written", n-had)
		}
	})
}

// A result that is made between our look and our write is changed in the place of ours: that
// is said, and not done again.
func TestOvertakenWhileWriting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		at := sourcetest.Of(d.Pull(), "SHOP-R1", "SHOP-T4")[0]
		d.before = func(req *http.Request) *http.Response {
			if req.Method == http.MethodPut {
				perform(t, d.server, sim.Deed{Do: "execute", Cycle: "SHOP-R1", Case: "SHOP-T4", Environment: "Chrome", Status: "Pass"})
			}
			return nil
		}
		_, err := d.Writer().Backlink(t.Context(), about(at.Ref))
		if source.KindOf(err) != source.Refused || !strings.Contains(err.Error(), "Zephyr changed result ") {
			t.Error(err)
		}
		d.before = nil
		if trace, err := d.Writer().Backlink(t.Context(), about(at.Ref)); trace != source.Moot || err != nil {
			t.Error(trace, err)
		}
	})
}

// Zephyr takes the first test of a case and environment: where there are several, nothing is
// written. They are read as two executions all the same.
func TestTwinsInOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		run := perform(t, d.server, sim.Deed{Do: "add_cycle", Name: "Twins", Cases: []string{"SHOP-T1 Chrome", "SHOP-T1 Chrome", "SHOP-T2", "SHOP-T2 Firefox"}})
		perform(t, d.server, sim.Deed{Do: "execute", Cycle: run, Case: "SHOP-T1", Environment: "Chrome", Status: "Fail"})
		perform(t, d.server, sim.Deed{Do: "execute", Cycle: run, Case: "SHOP-T2", Status: "Fail"})
		b := d.Pull()
		twins, bare := sourcetest.Of(b, run, "SHOP-T1"), sourcetest.Of(b, run, "SHOP-T2")
		if len(twins) != 2 || twins[0].Execution == twins[1].Execution || twins[0].Environment+twins[1].Environment != "ChromeChrome" {
			t.Errorf("twins are %+v", twins)
		}
		for _, ref := range []string{twins[1].Ref, bare[0].Ref} {
			for _, do := range []func(source.Backlinker) (source.Trace, error){
				func(w source.Backlinker) (source.Trace, error) { return w.Backlink(t.Context(), about(ref)) },
				func(w source.Backlinker) (source.Trace, error) { return w.Retest(t.Context(), about(ref)) },
			} {
				if trace, err := do(d.Writer()); source.KindOf(err) != source.Refused || d.writes() > 0 {
					t.Errorf("%s: %q, %v after %d writes", ref, trace, err, d.writes())
				}
			}
		}
	})
}

// A retest waits beside the failure, is Present while somebody works on it, and Moot after it
// was executed or its run is Done.
func TestRetest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		failed := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T8")[0]
		if trace, err := d.Writer().Retest(t.Context(), about(failed.Ref)); trace != source.Wrote || err != nil {
			t.Fatal(trace, err)
		}
		time.Sleep(10 * time.Minute)
		both := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T8")
		if len(both) != 2 || both[0].Outcome != model.Failed || both[1].Outcome != model.Pending || both[1].Environment != "Firefox" ||
			!both[1].Finished.After(both[0].Finished) || both[1].Reason != "syncd: SHOP-9 <is> Done." {
			t.Fatalf("asked for again it is %+v", both)
		}
		key := ""
		for _, e := range d.server.State().Executions {
			if fmt.Sprint(e.ID) == both[1].Execution {
				key = e.Key
			}
		}
		perform(t, d.server, sim.Deed{Do: "edit", Execution: key, Status: "In Progress"})
		if trace, err := d.Writer().Retest(t.Context(), about(failed.Ref)); trace != source.Present || err != nil {
			t.Error(trace, err)
		}
		perform(t, d.server, sim.Deed{Do: "edit", Execution: key, Status: "Pass"})
		if trace, err := d.Writer().Retest(t.Context(), about(failed.Ref)); trace != source.Moot || err != nil {
			t.Error(trace, err)
		}
		time.Sleep(10 * time.Minute)
		if now := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T8"); len(now) != 2 || now[1].Outcome != model.Passed || now[1].Execution != both[1].Execution {
			t.Errorf("executed it is %+v", now)
		}
		perform(t, d.server, sim.Deed{Do: "close_cycle", Cycle: "SHOP-R1"})
		if trace, err := d.Writer().Retest(t.Context(), about("9002 of SHOP-T1 in SHOP-R1 on Firefox")); trace != source.Moot || err != nil {
			t.Error(trace, err)
		}
	})
}

// A status that was renamed away is told in Zephyr's words, and nothing is written.
func TestRetestIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		failed := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T8")[0]
		for code, kind := range map[int]source.Kind{400: source.Refused, 403: source.Refused, 422: source.Refused, 502: source.Unknown} {
			d.before = func(req *http.Request) *http.Response {
				if req.Method != http.MethodGet {
					return status(req, code)
				}
				return nil
			}
			if trace, err := d.Writer().Retest(t.Context(), about(failed.Ref)); source.KindOf(err) != kind {
				t.Errorf("%d: %q, %v", code, trace, err)
			}
		}
	})
}

// The tester's own bug is asked for.
func TestNamed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		at := sourcetest.Of(d.Pull(), "SHOP-R2", "SHOP-T8")[0]
		asker := d.Source().(source.Asker)
		perform(t, d.server, sim.Deed{Do: "relink", Execution: result(t, d.server, at.Ref).Key, Issues: []string{"SHOP-8"}})
		if got, err := asker.Named(t.Context(), at.Ref); err != nil || !slices.Equal(got, []string{"SHOP-8"}) {
			t.Error(got, err)
		}
		if _, err := asker.Named(t.Context(), "8999 of SHOP-T8 in SHOP-R2 on Firefox"); source.KindOf(err) != source.NotFound {
			t.Error(err)
		}
	})
}
