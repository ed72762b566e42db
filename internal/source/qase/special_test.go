package qase_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	sim "syncd/internal/sim/qase"
	"syncd/internal/source"
	"syncd/internal/source/qase"
	"syncd/internal/source/sourcetest"
)

// desk is a simulated Qase with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *qase.Config
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options, next func(http.RoundTripper) http.RoundTripper) *desk {
	t.Helper()
	sourcetest.Arrive()
	server, err := sim.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	way := server.Transport()
	if next != nil {
		way = next(way)
	}
	cfg := section().(*qase.Config)
	return &desk{Desk: sourcetest.NewDesk(t, cfg, "demo-token", way), server: server, cfg: cfg}
}

// write names SHOP-9 at a result.
func (d *desk) write(ref string) (source.Trace, error) {
	d.Helper()
	w := d.Writer()
	return w.Backlink(d.Context(), source.Backlink{Ref: ref, Issue: source.Issue{ID: "10008", Key: "SHOP-9", URL: "https://jira.example.com/browse/SHOP-9"}})
}

// comment is the comment of a result, as Qase has it.
func (d *desk) comment(hash string) string {
	p, _ := d.server.Project("SHOP")
	for _, x := range p.Results {
		if x.Hash == hash {
			return x.Comment
		}
	}
	return ""
}

// TestModel holds what comes of the simulator's seed.
func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sourcetest.Golden(t, sit(t, sim.Options{}, nil).Pull())
	})
}

// Two rows of parameters are two executions, whose parameters nothing shows; what is in
// progress is pending, has a name of its own, and ends under it.
func TestRowsAndProgress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		b := d.Pull()
		rows := sourcetest.Of(b, "run 2", "SHOP-4")
		if len(rows) != 2 || rows[0].Execution == rows[1].Execution || rows[0].Row+rows[1].Row != "" || !rows[0].Finished.Equal(rows[1].Finished) {
			t.Errorf("two rows of parameters are %+v", rows)
		}
		at := sourcetest.Of(b, "run 2", "SHOP-8")
		if len(at) != 1 || at[0].Outcome != model.Pending || at[0].Execution == "" || !at[0].Finished.Equal(b.Runs[1].Started) {
			t.Fatalf("in progress is %+v", at)
		}
		planned := sourcetest.Of(b, "run 2", "SHOP-12")
		if len(planned) != 1 || planned[0].Outcome != model.Pending || planned[0].Execution != "" || planned[0].Ref != "" {
			t.Errorf("planned is %+v", planned)
		}
		time.Sleep(20 * time.Minute)
		passed := "passed"
		if err := d.server.EditResult("SHOP", at[0].Execution, sim.ResultEdit{Status: &passed}); err != nil {
			t.Fatal(err)
		}
		ended := time.Now()
		time.Sleep(10 * time.Minute)
		now := sourcetest.Of(d.Pull(), "run 2", "SHOP-8")
		if len(now) != 1 || now[0].Outcome != model.Passed || now[0].Execution != at[0].Execution || !now[0].Finished.Equal(ended) {
			t.Errorf("what was in progress is %+v", now)
		}
	})
}

// A defect of Qase names its issue in its external data or its title, in whatever form; one
// that is tied later has its result told anew, in a closed run too.
func TestDefectsOfQase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		if got := sourcetest.Of(d.Pull(), "run 1", "SHOP-9"); len(got) != 1 || !slices.Equal(got[0].Defects, []string{"SHOP-6"}) {
			t.Errorf("the seed's defect is at %+v", got)
		}
		tied := hash(t, d.server, 1, 3)
		done[int64](t)(d.server.AddDefect("SHOP", sim.Defect{Title: "SHOP-7: paid twice", External: "SHOP-5, see https://jira-2.example.com/browse/SHOP-5", Results: []string{tied}}))
		time.Sleep(5 * time.Minute)
		b := d.Pull()
		if got := sourcetest.Of(b, "run 1", "SHOP-3"); len(got) != 1 || !slices.Equal(got[0].Defects, []string{"SHOP-5", "SHOP-7"}) || len(b.Withdrawn) > 0 {
			t.Errorf("what was tied is %+v; withdrawn are %v", got, b.Withdrawn)
		}
		time.Sleep(5 * time.Minute)
		if b = d.Pull(); len(b.Runs) > 0 {
			t.Errorf("nothing is new, and told are %+v", b.Runs)
		}
	})
}

// The comment keeps what is there; the failure stays the failure that it was.
func TestCommentIsJoined(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		before := sourcetest.Of(d.Pull(), "run 2", "SHOP-2")[0]
		if trace, err := d.write(before.Ref); trace != source.Wrote || err != nil {
			t.Fatal(trace, err)
		}
		want := "the cart is empty after a reload\n\nDefect: SHOP-9 https://jira.example.com/browse/SHOP-9"
		if got := d.comment(before.Execution); got != want {
			t.Errorf("the comment is %q", got)
		}
		d.Cursor = nil
		after := sourcetest.Of(d.Pull(), "run 2", "SHOP-2")[0]
		if after.Signature != before.Signature || *after.Failure != *before.Failure || !slices.Equal(after.Defects, []string{"SHOP-9"}) {
			t.Errorf("it was %+v and is %+v", before, after)
		}
		// Somebody takes the line off, and writes another defect.
		text := "see also\r\nDefect: SHOP-1 and that\r\nDefect: none"
		if err := d.server.EditResult("SHOP", before.Execution, sim.ResultEdit{Comment: &text}); err != nil {
			t.Fatal(err)
		}
		d.Cursor = nil
		if got := sourcetest.Of(d.Pull(), "run 2", "SHOP-2")[0]; !slices.Equal(got.Defects, []string{"SHOP-1"}) || got.Failure.Message != "see also" {
			t.Errorf("read is %+v", got)
		}
		// A passed result of a completed run takes it, too, and one that is gone is no fault.
		if trace, err := d.write(hash(t, d.server, 1, 1) + " in run 1"); trace != source.Wrote || err != nil {
			t.Error(trace, err)
		}
		if err := d.server.DeleteResult("SHOP", before.Execution); err != nil {
			t.Fatal(err)
		}
		if trace, err := d.write(before.Ref); trace != source.Moot || err != nil {
			t.Error(trace, err)
		}
	})
}

// answering has writes be answered by others than the tool.
type answering struct {
	next   http.RoundTripper
	status int
	writes int
}

func (a *answering) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method == http.MethodGet {
		return a.next.RoundTrip(req)
	}
	a.writes++
	return &http.Response{StatusCode: a.status, Header: http.Header{"Retry-After": {"60"}}, Request: req,
		Body: io.NopCloser(strings.NewReader(`{"status":false,"errorMessage":"Test run is not active."}`))}, nil
}

// A project that forbids to edit closed runs makes the write moot; an open run that refuses
// is told. Only after 429 is a write sent again.
func TestWritesThatAreRefused(t *testing.T) {
	for _, tt := range []struct {
		status int
		run    int64
		trace  source.Trace
		kind   source.Kind
		again  bool
	}{
		{400, 1, source.Moot, "", false},
		{400, 2, "", source.Refused, false},
		{422, 1, source.Moot, "", false},
		{404, 2, source.Moot, "", false},
		{403, 2, "", source.Refused, false},
		{502, 2, "", source.Unknown, false},
		{429, 2, "", source.RateLimited, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &answering{status: tt.status}
			d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper { a.next = next; return a })
			trace, err := d.write(fmt.Sprintf("%s in run %d", hash(t, d.server, tt.run, 9), tt.run))
			if trace != tt.trace || source.KindOf(err) != tt.kind || a.writes > 1 != tt.again {
				t.Errorf("%d in run %d: %q, %v after %d writes", tt.status, tt.run, trace, err, a.writes)
			}
		})
	}
}

// A run is closed and reported once more, whole; then it is left alone until a sweep sees
// that one of its results was deleted.
func TestClosedRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		open := d.Pull()
		time.Sleep(10 * time.Minute)
		if err := d.server.EndRun("SHOP", 2, false, time.Time{}); err != nil {
			t.Fatal(err)
		}
		ended := time.Now()
		b := d.Pull()
		if len(b.Runs) != 1 || !b.Runs[0].Finished.Equal(ended) || len(b.Withdrawn) > 0 || len(sourcetest.Of(b, "run 2", "SHOP-12")) != 1 {
			t.Fatalf("the closed run is %+v, withdrawn %v", b.Runs, b.Withdrawn)
		}
		if len(open.Runs) != 2 || !open.Runs[1].Finished.Before(ended) {
			t.Errorf("at work it was %+v", open.Runs)
		}
		for range 5 {
			time.Sleep(2 * time.Hour)
			if b = d.Pull(); len(b.Runs) > 0 {
				t.Errorf("a closed run is read again: %+v", b.Runs)
			}
		}
		if err := d.server.DeleteResult("SHOP", hash(t, d.server, 2, 9)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Hour)
		if b = d.Pull(); len(b.Withdrawn) != 1 || len(b.Runs) != 1 || b.Runs[0].ID != b.Withdrawn[0] || sourcetest.Of(b, "run 2", "SHOP-9")[0].Outcome != model.Pending {
			t.Errorf("after a deletion withdrawn are %v, told %+v", b.Withdrawn, b.Runs)
		}
	})
}

// A large run at work is read by what is new, and whole from time to time.
func TestLargeRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		var cases []int64
		for range 600 {
			cases = append(cases, done[int64](t)(d.server.AddCase("SHOP", sim.Case{Title: "one of many"})))
		}
		run := done[int64](t)(d.server.AddRun("SHOP", sim.Run{Title: "Everything", Cases: cases, Configs: []int64{1, 2}}))
		if b := d.Pull(); len(b.Results) < 600 || b.Runs[len(b.Runs)-1].Context.Environment != "Firefox, Chromium" {
			t.Fatalf("%d results, runs %+v", len(b.Results), b.Runs)
		}
		time.Sleep(5 * time.Minute)
		fresh := done[string](t)(d.server.Execute("SHOP", sim.Result{Run: run, Case: cases[7], Status: "failed"}))
		late := done[string](t)(d.server.Execute("SHOP", sim.Result{Run: run, Case: cases[8], Status: "failed", Ended: time.Now().Add(-6 * time.Hour)}))
		b := d.Pull()
		if len(b.Runs) != 1 || len(b.Results) != 1 || b.Results[0].Execution != fresh {
			t.Errorf("told are %d results: %+v", len(b.Results), b.Results)
		}
		time.Sleep(time.Hour)
		b = d.Pull()
		if len(b.Withdrawn) > 0 || !slices.ContainsFunc(b.Results, func(r model.Result) bool { return r.Execution == late }) {
			t.Errorf("read whole there are %d results without the one that came late; withdrawn %v", len(b.Results), b.Withdrawn)
		}
	})
}

// Enterprise has hosts of its own.
func TestPages(t *testing.T) {
	for api, page := range map[string]string{"https://api.qase.io": "https://app.qase.io/case/SHOP-1", "https://api-acme.qase.io/": "https://acme.qase.io/case/SHOP-1",
		"http://qase.example:8080": "http://qase.example:8080/case/SHOP-1"} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{}, nil)
			if d.cfg.URL = api; len(d.cfg.Validate()) > 0 {
				t.Error(d.cfg.Validate())
			}
			if got := d.Pull().Cases[0].URL; got != page {
				t.Errorf("%s has the page %s", api, got)
			}
		})
	}
}

// A case says whether machines run it by isManual; the number that says so beside it is
// deprecated, and in older installations all there is.
func TestAutomated(t *testing.T) {
	for _, gone := range []string{"automation", "isManual"} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper { return without{next, gone} })
			if err := d.server.EditCase("SHOP", 4, func(k *sim.Case) { k.Automation = "automated" }); err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, k := range d.Pull().Cases {
				if k.Automated {
					n++
				}
			}
			if n != 1 {
				t.Errorf("without %s, %d cases are automated", gone, n)
			}
		})
	}
}

// without renames a member of all answers, so that it is not there.
type without struct {
	next http.RoundTripper
	name string
}

// RoundTrip implements http.RoundTripper.
func (w without) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(`"`+w.name+`":`), []byte(`"was_`+w.name+`":`))
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return res, nil
}
