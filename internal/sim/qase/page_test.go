package qase_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	simqase "syncd/internal/sim/qase"
)

// TestPaging reads a list to its end, also where the server hands out less than was asked for.
func TestPaging(t *testing.T) {
	for _, opts := range []simqase.Options{{Bare: true}, {Bare: true, Page: 7}, {Bare: true, Page: 100, NewestFirst: true}} {
		r := newRig(t, opts)
		for n := range 123 {
			if _, err := r.sim.AddCase("SHOP", simqase.Case{Title: fmt.Sprint("case ", n)}); err != nil {
				t.Fatal(err)
			}
		}
		var got []float64
		for {
			l := r.get(fmt.Sprintf("/v1/case/SHOP?limit=50&offset=%d", len(got))).list()
			if l.Total != 123 || l.Filtered != 123 || l.Count != len(l.Entities) {
				t.Fatalf("the envelope is %d, %d, %d", l.Total, l.Filtered, l.Count)
			}
			if l.Count == 0 {
				break
			}
			if opts.Page > 0 && l.Count > opts.Page {
				t.Fatalf("%d at once", l.Count)
			}
			for _, e := range l.Entities {
				got = append(got, e["id"].(float64))
			}
		}
		if opts.NewestFirst {
			slices.Reverse(got)
		}
		if len(got) != 123 || got[0] != 1 || got[122] != 123 || !slices.IsSorted(got) {
			t.Errorf("%+v: pages hold %v", opts, got)
		}
	}
}

// TestWindows: filters by time take seconds for runs and a text in UTC for results, and an edit moves nothing.
func TestWindows(t *testing.T) {
	r := newRig(t, simqase.Options{})
	if got := r.get("/v1/project").header.Get("Date"); got != "Sun, 22 Nov 2026 12:00:00 GMT" {
		t.Errorf("the date is %q", got)
	}
	late := fmt.Sprintf("/v1/run/SHOP?from_start_time=%d", noon().Add(-7*time.Hour).Unix())
	if l := r.get(late).list(); l.Filtered != 1 || l.Total != 2 {
		t.Errorf("runs of today: %d of %d", l.Filtered, l.Total)
	}
	window := "/v1/result/SHOP?limit=100&from_end_time=2026-11-22%2009:30:00"
	before := r.get(window).list()
	if got := fmt.Sprint(before.column("case_id")); got != "[3]" {
		t.Errorf("since half past nine there are results of %s", got)
	}
	failed := hash(t, r.sim, 2, 2)
	status := "passed"
	if err := r.sim.EditResult("SHOP", failed, simqase.ResultEdit{Status: &status}); err != nil {
		t.Fatal(err)
	}
	r.do("PATCH", "/v1/result/SHOP/2/"+failed, `{"comment":"edited"}`).want(200)
	if after := r.get(window).list(); after.Filtered != before.Filtered {
		t.Error("an edited result is in the window")
	}
	r.get("/v1/result/SHOP/" + failed).want(200).says(`"status":"passed"`).says(`"comment":"edited"`).says(`"end_time":"2026-11-22T07:00:00+00:00"`)
	if l := r.get("/v1/run/SHOP?status=active").list(); l.Filtered != 1 {
		t.Errorf("by the older word there are %d", l.Filtered)
	}
}

// TestLimits: 600 requests a minute are let through, and who asks for more waits for a minute.
func TestLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, simqase.Options{Limits: true, Now: time.Now})
		for range 600 {
			r.get("/v1/project/SHOP").want(200)
		}
		if got := r.get("/v1/project/SHOP").want(429).header.Get("Retry-After"); got != "60" {
			t.Errorf("Retry-After is %q", got)
		}
		time.Sleep(59 * time.Second)
		if got := r.get("/v1/project/SHOP").want(http.StatusTooManyRequests).header.Get("Retry-After"); got != "1" {
			t.Errorf("after 59 s Retry-After is %q", got)
		}
		r.as("guest-token").get("/v1/project/SHOP").want(200)
		time.Sleep(time.Second)
		for range 3 {
			for range 600 {
				r.get("/v1/project/SHOP").want(200)
			}
			time.Sleep(time.Minute)
		}
	})
}
