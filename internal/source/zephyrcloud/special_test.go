package zephyrcloud_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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

// editing has answers be changed on their way, by the last part of their path.
type editing struct {
	next http.RoundTripper
	edit func(req *http.Request, body map[string]any) (status int)
}

func (e editing) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := e.next.RoundTrip(req)
	if err != nil || req.Method != http.MethodGet || res.StatusCode != http.StatusOK {
		return res, err
	}
	defer res.Body.Close()
	var body map[string]any
	if err := json.NewDecoder(res.Body).Decode(&body); err != nil {
		return nil, err
	}
	res.StatusCode = cmp.Or(e.edit(req, body), http.StatusOK)
	data, err := json.Marshal(body)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	res.Header.Del("Content-Length")
	return res, err
}

// The API's description lets much be left out: how long a list is, whether a page is the last,
// the list where nothing is in it, links where there are none. It is read the same.
func TestWhatMayBeLeftOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		want := sit(t, sim.Options{}, nil).Pull()
		for name, without := range map[string][]string{
			"total": {"total"}, "last": {"isLast"}, "next": {"next"}, "total and next": {"total", "next"}, "all three": {"total", "next", "isLast"},
		} {
			for _, classic := range []bool{false, true} {
				d := sit(t, sim.Options{Page: 2, Classic: classic}, func(next http.RoundTripper) http.RoundTripper {
					return editing{next, func(req *http.Request, body map[string]any) int {
						if strings.HasSuffix(req.URL.Path, "/nextgen") {
							return 0
						}
						for _, member := range without {
							delete(body, member)
						}
						return 0
					}}
				})
				b := d.Pull()
				if len(b.Cases) != len(want.Cases) || len(b.Results) != len(want.Results) || what(t, b, "SHOP-T1").Component != "Checkout/Cart" {
					t.Errorf("without %s, classic %t: %d cases, %d results, want %d and %d", name, classic, len(b.Cases), len(b.Results), len(want.Cases), len(want.Results))
				}
			}
		}
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return editing{next, func(_ *http.Request, body map[string]any) int {
				if list, ok := body["values"].([]any); ok && len(list) == 0 {
					delete(body, "values")
				}
				if links, ok := body["links"].(map[string]any); ok && links["issues"] != nil && len(links["issues"].([]any)) == 0 {
					delete(body, "links")
				}
				return 0
			}}
		})
		if b := d.Pull(); len(b.Results) != len(want.Results) {
			t.Errorf("%d results, want %d", len(b.Results), len(want.Results))
		}
		time.Sleep(5 * time.Minute)
		d.Pull() // in which nothing is new
		if trace, err := d.Writer().Backlink(t.Context(), source.Backlink{Ref: "SHOP-E2", Issue: source.Issue{ID: "10008", Key: "SHOP-9"}}); trace != source.Wrote || err != nil {
			t.Errorf("a first link: %q, %v", trace, err)
		}
	})
}

// Names that Zephyr does not show leave something unsaid, and stop nothing; `check --online`
// says it before.
func TestNamesDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		denied := []string{"/environments", "/priorities", "/folders", "TEST_CYCLE"}
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return editing{next, func(req *http.Request, body map[string]any) int {
				if slices.ContainsFunc(denied, func(d string) bool {
					return strings.HasSuffix(req.URL.Path, d) || req.URL.Query().Get("statusType") == d
				}) {
					clear(body)
					body["message"] = "Not for demo-token."
					return http.StatusForbidden
				}
				return 0
			}}
		})
		if s, err := d.Source().(source.Surveyor).Survey(t.Context()); err != nil || len(s.Findings) != len(denied) || s.Findings[0].Broken {
			t.Errorf("the survey: %+v, %v", s.Findings, err)
		}
		b := d.Pull()
		if len(b.Faults) != len(denied) || b.Faults[1].Text != "they cannot be read (HTTP 403), so cases have no component" {
			t.Errorf("people are told %+v", b.Faults)
		}
		c, r := what(t, b, "SHOP-T1"), at(t, b, "SHOP-E5")
		if c.Component != "" || c.Priority != "" || !strings.HasPrefix(r.Environment, "environment ") || r.Outcome != model.Failed {
			t.Errorf("%+v\n%+v", c, r)
		}
		denied = nil
		time.Sleep(25 * time.Hour)
		b = d.Pull()
		if c, r = what(t, b, "SHOP-T1"), at(t, b, "SHOP-E5"); len(b.Faults) > 0 || c.Component != "Checkout/Cart" || r.Environment != "Chrome" {
			t.Errorf("once they show: %v\n%+v\n%+v", b.Faults, c, r)
		}
	})
}

// TestElsewhere: whoever gives the token of another site is told that ids mean other issues
// there, once; what cannot be compared is left alone.
func TestElsewhere(t *testing.T) {
	for jira, told := range map[string]bool{"https://other.atlassian.net": true, "https://acme.atlassian.net/": false, "https://jira.example.com": false, "": false} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{JiraURL: "https://acme.atlassian.net"}, nil)
			d.Env.Jira = jira
			s, err := d.Source().(source.Surveyor).Survey(t.Context())
			if err != nil || slices.ContainsFunc(s.Findings, func(f source.Finding) bool { return f.Key == "site" }) != told {
				t.Errorf("%q: the survey says %+v, %v", jira, s.Findings, err)
			}
			for _, standing := range []bool{false, true} {
				b := d.Pull()
				if told != (len(b.Faults) == 1) || told && (b.Faults[0].Origin != "site" || b.Faults[0].Standing != standing || b.Faults[0].Lost) {
					t.Errorf("%q: %+v", jira, b.Faults)
				}
				time.Sleep(5 * time.Minute)
			}
		})
	}
}
