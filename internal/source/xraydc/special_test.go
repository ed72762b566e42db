package xraydc_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraydc"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/xraydc"
)

// desk is a simulated Xray with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *xraydc.Config
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options, next func(http.RoundTripper) http.RoundTripper) *desk {
	t.Helper()
	sourcetest.Arrive()
	server := start(t, opts, sourcetest.Shape{})
	way := server.Client().Transport
	if next != nil {
		way = next(way)
	}
	cfg := section().(*xraydc.Config)
	return &desk{Desk: sourcetest.NewDesk(t, cfg, "demo-token", way), server: server, cfg: cfg}
}

// execute records a result.
func (d *desk) execute(execution, test, status string) {
	d.Helper()
	_, err := d.server.Execute(xray.Result{Execution: execution, Test: test, Status: status})
	must(d.T, err)
}

// issue is one that may be named.
var issue = source.Issue{ID: "10008", Key: "SHOP-9", URL: "https://jira.example.com/browse/SHOP-9"}

// of are the results of a test in an execution, by their keys.
func of(b model.Batch, execution, test string) []model.Result {
	var out []model.Result
	for _, r := range b.Results {
		isRun := slices.ContainsFunc(b.Runs, func(x model.Run) bool { return x.ID == r.Run && x.Origin == execution })
		if isRun && slices.ContainsFunc(b.Cases, func(x model.Case) bool { return x.ID == r.Case && strings.HasSuffix(x.URL, "/"+test) }) {
			out = append(out, r)
		}
	}
	return out
}

// way is a transport that answers some requests itself.
type way func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (w way) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

// answer is a plain answer.
func answer(r *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: http.Header{"Content-Type": {"text/plain"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}
}

// reworded has the answers of one endpoint read otherwise.
func reworded(path string, change func(string) string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return way(func(r *http.Request) (*http.Response, error) {
			resp, err := next.RoundTrip(r)
			if err != nil || !strings.Contains(r.URL.Path, path) {
				return resp, err
			}
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				return nil, err
			}
			text := change(string(body))
			resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
			resp.Header.Del("Content-Length")
			return resp, nil
		})
	}
}

// What a test, an execution and a run say comes through.
func TestModel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		must(t, d.server.SetEnvironments("SHOP-40", "linux", "chrome"))
		must(t, d.server.Jira().As("ada@example.com").Edit("SHOP-22", map[string]any{xray.FieldDefinition: "com.acme.CartTest.total"}))
		time.Sleep(time.Minute)
		b := d.Pull()
		at := slices.IndexFunc(b.Cases, func(k model.Case) bool { return strings.HasSuffix(k.URL, "/SHOP-22") })
		k := b.Cases[at]
		if k.Title != "The cart sums up prices" || !k.Automated || k.Priority != "Medium" || fmt.Sprint(k.Keys, k.Tags) != "[{SHOP-1 refs}] [cart]" ||
			fmt.Sprint(k.IDs) != "[xray:SHOP-22 xray:"+k.Explicit+" automation:COM.ACME.CARTTEST.TOTAL]" {
			t.Errorf("the test is %+v", k)
		}
		run := b.Runs[slices.IndexFunc(b.Runs, func(r model.Run) bool { return r.Origin == "SHOP-40" })]
		if run.Name != "Regression 1.4 on Chrome" || run.Context.Version != "1.4" || run.Context.Environment != "chrome + linux" ||
			run.Context.URL != "https://jira.example.com/jira/browse/SHOP-40" {
			t.Errorf("the execution is %+v", run)
		}
		failed := of(b, "SHOP-40", "SHOP-23")
		if len(failed) != 1 || failed[0].Outcome != model.Failed || !slices.Equal(failed[0].Defects, []string{"SHOP-19"}) || failed[0].Environment != "chrome + linux" ||
			failed[0].Failure.Message != "Two of three articles are gone after the reload." || *failed[0].Duration != 5*time.Minute ||
			failed[0].Ref != strings.Replace(failed[0].Execution, "@", " of SHOP-23 in SHOP-40 at ", 1) {
			t.Errorf("the failure is %+v", failed)
		}
		planned := of(b, "SHOP-42", "SHOP-30")
		if len(planned) != 1 || planned[0].Outcome != model.Pending || planned[0].Execution+planned[0].Ref != "" {
			t.Errorf("planned is %+v", planned)
		}
		if !slices.Equal(b.Unmapped, []string{"BLOCKED", "QUARANTINED"}) || of(b, "SHOP-42", "SHOP-28")[0].Outcome != model.Unknown {
			t.Errorf("unmapped are %q", b.Unmapped)
		}
		d.cfg.Maps = map[string]string{"BLOCKED": "blocked", "quarantined": "skipped"}
		d.Restart()
		time.Sleep(time.Minute)
		b = d.Pull()
		if len(b.Unmapped) > 0 || of(b, "SHOP-42", "SHOP-28")[0].Outcome != model.Blocked || of(b, "SHOP-42", "SHOP-29")[0].Outcome != model.Skipped {
			t.Errorf("with a map, %q are left", b.Unmapped)
		}
	})
}

// Versions of Xray write the same in several ways: defects as objects or as keys, numbers
// as texts, zones with a colon or without, comments as texts or as objects.
func TestShapes(t *testing.T) {
	read := func(t *testing.T, opts sim.Options, next func(http.RoundTripper) http.RoundTripper) model.Result {
		var out model.Result
		synctest.Test(t, func(t *testing.T) { out = of(sit(t, opts, next).Pull(), "SHOP-40", "SHOP-23")[0] })
		return out
	}
	want := fmt.Sprintf("%+v", *read(t, sim.Options{}, nil).Failure)
	for name, c := range map[string]struct {
		opts sim.Options
		next func(http.RoundTripper) http.RoundTripper
	}{
		"zones without a colon": {opts: sim.Options{BareOffset: true}},
		"another zone":          {opts: sim.Options{Zone: time.FixedZone("server", -5*3600)}},
		"defects as keys":       {next: reworded("/testruns", cut(`"defects":[{`, `}]`, `"defects":["shop-19"]`))},
		"numbers as texts":      {next: reworded("/testruns", func(s string) string { return strings.ReplaceAll(s, `"id":373,`, `"id":"373",`) })},
		"comments as objects": {next: reworded("/testruns", func(s string) string {
			return strings.ReplaceAll(s, `"comment":"Two of three articles are gone after the reload."`, `"comment":{"raw":"Two of three articles are gone after the reload.","rendered":"<p>?</p>"}`)
		})},
	} {
		got := read(t, c.opts, c.next)
		if !slices.Equal(got.Defects, []string{"SHOP-19"}) || fmt.Sprintf("%+v", *got.Failure) != want || got.Execution != "373@2026-10-29T10:05:00Z" {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// cut replaces each part of an answer that begins and ends so.
func cut(from, to, with string) func(string) string {
	return func(s string) string {
		var out strings.Builder
		for {
			before, rest, found := strings.Cut(s, from)
			out.WriteString(before)
			if !found {
				return out.String()
			}
			_, s, _ = strings.Cut(rest, to)
			out.WriteString(with)
		}
	}
}

// A run is overwritten when the test is executed again: both results are told, each under
// its own name. One that is set back is pending beside what it came to.
func TestExecutedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		monday := of(d.Pull(), "SHOP-40", "SHOP-25")[0]
		time.Sleep(24 * time.Hour)
		d.execute("SHOP-40", "SHOP-25", "PASS")
		time.Sleep(5 * time.Minute)
		tuesday := of(d.Pull(), "SHOP-40", "SHOP-25")
		if len(tuesday) != 1 || tuesday[0].Outcome != model.Passed || tuesday[0].Execution == monday.Execution || tuesday[0].Run != monday.Run {
			t.Errorf("executed again: %+v", tuesday)
		}
		must(t, d.server.ResetRun("SHOP-40", "SHOP-25"))
		time.Sleep(5 * time.Minute)
		set := of(d.Pull(), "SHOP-40", "SHOP-25")
		if len(set) != 1 || set[0].Outcome != model.Pending || set[0].Execution == "" || set[0].Execution == tuesday[0].Execution || !set[0].Finished.After(tuesday[0].Finished) {
			t.Errorf("set back: %+v", set)
		}
		time.Sleep(5 * time.Minute)
		if b := d.Pull(); len(b.Runs) > 0 {
			t.Errorf("nothing is new, and told are %+v", b.Runs)
		}
	})
}

// A test that is taken out of an execution takes its result along: the execution is taken
// back and told anew.
func TestRunIsRemoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		was := of(d.Pull(), "SHOP-40", "SHOP-23")[0]
		must(t, d.server.RemoveRun("SHOP-40", "SHOP-23"))
		time.Sleep(5 * time.Minute)
		b := d.Pull()
		if !slices.Equal(b.Withdrawn, []model.RunID{was.Run}) || len(of(b, "SHOP-40", "SHOP-22")) != 1 || len(of(b, "SHOP-40", "SHOP-23")) != 0 {
			t.Errorf("withdrawn: %v, told: %+v", b.Withdrawn, b.Results)
		}
		trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: was.Ref, Issue: issue})
		if trace != source.Moot || err != nil {
			t.Errorf("naming a defect at a run that is no more: %q, %v", trace, err)
		}
		if _, err := d.Source().(source.Asker).Named(t.Context(), was.Ref); source.KindOf(err) != source.NotFound {
			t.Errorf("asking for its defects: %v", err)
		}
	})
}

// A run that was executed again, or edited into something better, names no defect any more
// and is not set back.
func TestOvertaken(t *testing.T) {
	for _, status := range []string{"PASS", "FAIL", "TODO"} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{}, nil)
			was := of(d.Pull(), "SHOP-40", "SHOP-25")[0]
			time.Sleep(time.Hour)
			d.execute("SHOP-40", "SHOP-25", status)
			link, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: was.Ref, Issue: issue})
			must(t, err)
			again, err := d.Writer().Retest(t.Context(), source.Backlink{Ref: was.Ref, Issue: issue})
			must(t, err)
			want := source.Moot
			if status == "TODO" {
				want = source.Present
			}
			if link != source.Moot || again != want || len(d.server.Audit()) > 0 {
				t.Errorf("%s: %q, %q, %+v", status, link, again, d.server.Audit())
			}
		})
	}
}

// Where Xray itself is away, 404 says nothing of a run: nothing is given up.
func TestXrayIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		away := false
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return way(func(r *http.Request) (*http.Response, error) {
				if away && strings.Contains(r.URL.Path, "/rest/raven/") {
					return answer(r, http.StatusNotFound, "null for uri"), nil
				}
				return next.RoundTrip(r)
			})
		})
		was := of(d.Pull(), "SHOP-40", "SHOP-25")[0]
		away = true
		if trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: was.Ref, Issue: issue}); trace != "" || source.KindOf(err) != source.NotFound {
			t.Errorf("%q, %v", trace, err)
		}
		if _, err := d.Fetch(); err == nil || !strings.Contains(err.Error(), "this Jira has no Xray") {
			t.Errorf("reading: %v", err)
		}
	})
}

// One execution that cannot be read keeps nobody from the others, and is read again.
func TestOneExecutionIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := true
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return way(func(r *http.Request) (*http.Response, error) {
				if broken && r.URL.Query().Get("testExecKey") == "SHOP-41" {
					return answer(r, http.StatusBadRequest, "An internal index is broken."), nil
				}
				return next.RoundTrip(r)
			})
		})
		for range 2 {
			b, err := d.Fetch()
			must(t, err)
			if b.Complete || b.More || b.Cut || len(b.Faults) != 1 || !b.Faults[0].Lost || b.Faults[0].Origin != "SHOP-41" {
				t.Errorf("complete: %t, more: %t, faults: %+v", b.Complete, b.More, b.Faults)
			}
			if of(b, "SHOP-42", "SHOP-31") == nil && d.Cursor == nil {
				t.Error("the others were not read")
			}
			time.Sleep(5 * time.Minute)
		}
		broken = false
		if got := of(d.Pull(), "SHOP-41", "SHOP-22"); len(got) != 1 {
			t.Errorf("read at last: %+v", got)
		}
	})
}

// Xray refuses pages that are larger than its administrator allows: then its own size is
// taken, and every run is read all the same.
func TestPages(t *testing.T) {
	for _, opts := range []sim.Options{{MaxLimit: 4}, {MaxLimit: 4, LowersLimit: true}, {MaxLimit: 200}} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, opts, nil)
			if b := d.Pull(); len(b.Results) != 18 {
				t.Errorf("%+v: %d results", opts, len(b.Results))
			}
		})
	}
}

// TestTimesForPeople: a version that writes the times of one run as people read them, and
// beside them as the export has them, is written to all the same.
func TestTimesForPeople(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, reworded("/api/testrun/", func(text string) string {
			for _, name := range []string{"startedOn", "finishedOn"} {
				before, after, there := strings.Cut(text, `"`+name+`":`)
				if there {
					text = before + `"` + name + `":"Friday 10:13 AM","` + name + `Iso":` + after
				}
			}
			return text
		}))
		d.execute("SHOP-42", "SHOP-30", "FAIL")
		time.Sleep(time.Minute)
		failed := of(d.Pull(), "SHOP-42", "SHOP-30")[0]
		if trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: failed.Ref, Issue: issue}); trace != source.Wrote || err != nil {
			t.Errorf("%q, %v", trace, err)
		}
		if trace, err := d.Writer().Retest(t.Context(), source.Backlink{Ref: failed.Ref, Issue: issue}); trace != source.Wrote || err != nil {
			t.Errorf("%q, %v", trace, err)
		}
	})
}

// TestRunsWithoutIDs: runs that cannot be told apart are not taken for one.
func TestRunsWithoutIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, reworded("/raven/1.0/testruns", func(text string) string { return strings.ReplaceAll(text, `"id":`, `"was":`) }))
		b, err := d.Fetch()
		if err == nil && (b.Complete || len(b.Results) > 0 || len(b.Faults) == 0 || !strings.Contains(b.Faults[0].Text, "has no id")) {
			t.Errorf("complete: %t, %d results, faults %v", b.Complete, len(b.Results), b.Faults)
		}
	})
}

// TestSurveyOfTypes: a type of issues that Jira does not know is told at its setting.
func TestSurveyOfTypes(t *testing.T) {
	for key, set := range map[string]func(*xraydc.Config){
		"types.test":      func(c *xraydc.Config) { c.Types.Test = "Tests" },
		"types.execution": func(c *xraydc.Config) { c.Types.Execution = "Test Run" },
	} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{}, nil)
			set(d.cfg)
			s, err := d.Source().(source.Surveyor).Survey(t.Context())
			must(t, err)
			if !slices.ContainsFunc(s.Findings, func(f source.Finding) bool { return f.Broken && f.Key == key }) {
				t.Errorf("%s: %+v", key, s.Findings)
			}
		})
	}
}
