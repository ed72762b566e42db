package zephyrcloud_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"syncd/internal/model"
	sim "syncd/internal/sim/zephyrcloud"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/zephyrcloud"
)

// desk is a simulated Zephyr with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *zephyrcloud.Config
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options, next func(http.RoundTripper) http.RoundTripper) *desk {
	t.Helper()
	sourcetest.Arrive()
	server, err := sim.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	way := heard(t, server.Client().Transport)
	if next != nil {
		way = next(way)
	}
	cfg := section().(*zephyrcloud.Config)
	return &desk{Desk: sourcetest.NewDesk(t, cfg, "demo-token", way), server: server, cfg: cfg}
}

// do has a person do something.
func (d *desk) do(deed sim.Deed) string {
	d.Helper()
	key, err := d.server.Perform(deed)
	if err != nil {
		d.Fatal(err)
	}
	return key
}

// at is the result of an execution.
func at(t *testing.T, b model.Batch, execution string) model.Result {
	t.Helper()
	i := slices.IndexFunc(b.Results, func(r model.Result) bool { return r.Execution == execution })
	if i < 0 {
		t.Fatalf("there is no %s", execution)
	}
	return b.Results[i]
}

// what is the case of a key.
func what(t *testing.T, b model.Batch, key string) model.Case {
	t.Helper()
	i := slices.IndexFunc(b.Cases, func(c model.Case) bool { return c.Explicit == key })
	if i < 0 {
		t.Fatalf("there is no %s", key)
	}
	return b.Cases[i]
}

// Everything is named by ids: of issues, of versions; folders, priorities and environments
// have their names.
func TestWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := sit(t, sim.Options{}, nil).Pull()
		c := what(t, b, "SHOP-T1")
		if !slices.Equal(c.Keys, []model.KeyRef{{Key: "id:10000", From: model.FromRefs}}) || c.Component != "Checkout/Cart" || c.Priority != "High" || c.Retired || c.Automated ||
			c.URL != "https://acme.example.com/projects/SHOP?selectedItem=com.atlassian.plugins.atlassian-connect-plugin:com.kanoah.test-manager__main-project-page#!/v2/testCase/SHOP-T1" {
			t.Errorf("the case is %+v", c)
		}
		if !what(t, b, "SHOP-T10").Retired {
			t.Error("a deprecated case is in use")
		}
		r := at(t, b, "SHOP-E5")
		if r.Outcome != model.Failed || r.Environment != "Chrome" || !slices.Equal(r.Defects, []string{"id:10009"}) || r.Failure.Message != "Nothing is told." {
			t.Errorf("the result is %+v", r)
		}
		i := slices.IndexFunc(b.Runs, func(x model.Run) bool { return x.ID == r.Run })
		if run := b.Runs[i]; run.Origin != "SHOP-R1" || model.RefID(run.Context.Version) == "" || !strings.HasSuffix(run.Context.URL, "/testCycle/SHOP-R1") {
			t.Errorf("the run is %+v", run)
		}
	})
}

// A bug that is filed at a step of an execution is a defect of it, and written no second time.
func TestLinkOfAStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		key := d.do(sim.Deed{Do: "execute", Cycle: "SHOP-R2", Case: "SHOP-T9", Environment: "Chrome", Status: "Fail", StepIssues: []string{"SHOP-9"}})
		if r := at(t, d.Pull(), key); !slices.Equal(r.Defects, []string{"id:10008"}) {
			t.Errorf("the result is %+v", r)
		}
		trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: key, Issue: source.Issue{ID: "10008", Key: "SHOP-9"}})
		if trace != source.Present || err != nil {
			t.Errorf("the trace is %q, error %v", trace, err)
		}
	})
}

// racing has somebody else do something right before each write, and answers it.
type racing struct {
	next   http.RoundTripper
	first  func()
	status int
	writes int
}

func (a *racing) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		return a.next.RoundTrip(req)
	}
	a.writes++
	a.first()
	return &http.Response{StatusCode: a.status, Header: http.Header{"Retry-After": {"0"}}, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"errorCode":400,"message":"The issue is already linked"}`))}, nil
}

// A link that somebody else made meanwhile is there; what is refused for another reason is
// told, and an execution that takes no more links is left alone. Nothing is sent twice.
func TestWritesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		status int
		linked bool // meanwhile
		gone   bool // likewise
		trace  source.Trace
		kind   source.Kind
	}{
		{400, true, false, source.Present, ""},
		{422, true, false, source.Present, ""},
		{400, false, false, "", source.Refused},
		{403, false, false, "", source.Refused},
		{404, false, false, "", source.Refused}, // the issue is not for this token to see
		{404, false, true, source.Moot, ""},
		{409, false, false, source.Moot, ""},
		{502, false, false, "", source.Unknown},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &racing{status: tt.status}
			d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper { a.next = next; return a })
			a.first = func() {
				if tt.linked {
					d.do(sim.Deed{Do: "relink", Execution: "SHOP-E2", Issues: []string{"SHOP-9"}})
				}
				if tt.gone {
					d.do(sim.Deed{Do: "delete_execution", Execution: "SHOP-E2"})
				}
			}
			trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: "SHOP-E2", Issue: source.Issue{ID: "10008", Key: "SHOP-9"}})
			if trace != tt.trace || source.KindOf(err) != tt.kind || a.writes != 1 {
				t.Errorf("%d: %q, %v after %d writes", tt.status, trace, err, a.writes)
			}
		})
	}
}

// A retest is planned in the cycle and environment of the failure, and not where the case was
// run again, is archived, or never was in a cycle.
func TestRetestIsMoot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		adHoc := d.do(sim.Deed{Do: "execute", Case: "SHOP-T7", Environment: "Chrome", Status: "Fail"})
		d.do(sim.Deed{Do: "execute", Cycle: "SHOP-R2", Case: "SHOP-T8", Environment: "Firefox", Status: "Pass"})
		d.do(sim.Deed{Do: "archive_case", Case: "SHOP-T1"})
		for _, ref := range []string{adHoc, "SHOP-E10", "SHOP-E2", "SHOP-E999"} {
			if trace, err := d.Writer().Retest(t.Context(), source.Backlink{Ref: ref, Text: "again"}); trace != source.Moot || err != nil {
				t.Errorf("of %s the trace is %q, error %v", ref, trace, err)
			}
		}
		if wrote := d.server.Audit("api"); len(wrote) > 0 {
			t.Errorf("written was %+v", wrote)
		}
	})
}

// answering has the first list of executions say that there is more, and not where.
type answering struct{ next http.RoundTripper }

func (a answering) RoundTrip(req *http.Request) (*http.Response, error) {
	if !strings.HasSuffix(req.URL.Path, "/testcycles/nextgen") {
		return a.next.RoundTrip(req)
	}
	return &http.Response{StatusCode: 200, Header: http.Header{}, Request: req, Body: io.NopCloser(strings.NewReader(`{"next":"https://api.example.com/v2/more","limit":1000,"values":[]}`))}, nil
}

// A page that says that there is more, and not where, does not pass for the last.
func TestPageWithoutPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper { return answering{next} })
		b, err := d.Fetch()
		if err != nil || b.Complete || b.More || !b.Cut || len(b.Faults) != 1 || !strings.Contains(b.Faults[0].Text, "and not where") {
			t.Errorf("complete: %t, faults %v, error %v", b.Complete, b.Faults, err)
		}
	})
}

// A token of another region is told so.
func TestRegion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{Token: "of-another-region"}, nil)
		_, err := d.Fetch()
		if source.KindOf(err) != source.Auth || !strings.Contains(err.Error(), "a key works in its own region only: see url") {
			t.Errorf("the error is %v", err)
		}
	})
}
