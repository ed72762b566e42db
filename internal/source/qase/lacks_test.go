package qase_test

import (
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
	"syncd/internal/source/sourcetest"
)

// refusing has some endpoints be refused, as a role or a subscription does that lacks them,
// and counts what was asked.
type refusing struct {
	next   http.RoundTripper
	status int
	paths  []string // beginnings below /v1/
	asked  map[string]int
}

// RoundTrip implements http.RoundTripper.
func (a *refusing) RoundTrip(r *http.Request) (*http.Response, error) {
	what, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/v1/"), "/")
	if a.asked[what]++; !slices.Contains(a.paths, what) {
		return a.next.RoundTrip(r)
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(`{"status":false,"errorMessage":"Forbidden."}`))}, nil
}

// closed opens a desk at which some endpoints are refused.
func closed(t *testing.T, status int, paths ...string) (*desk, *refusing) {
	a := &refusing{status: status, paths: paths, asked: map[string]int{}}
	return sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper { a.next = next; return a }), a
}

// origins are what faults are about; new ones have a + before them.
func origins(list []model.Fault) []string {
	var out []string
	for _, f := range list {
		if f.Lost {
			out = append(out, "lost "+f.Origin)
		} else if f.Standing {
			out = append(out, f.Origin)
		} else {
			out = append(out, "+"+f.Origin)
		}
	}
	return out
}

// TestRoleLacks: folders, configurations and fields that a role does not show keep nobody
// from cases and results; sources and `check --online` say so. What was shown once stays.
func TestRoleLacks(t *testing.T) {
	for _, status := range []int{402, 403, 404} {
		synctest.Test(t, func(t *testing.T) {
			d, a := closed(t, status, "suite", "configuration", "system_field")
			run := done[int64](t)(d.server.AddRun("SHOP", sim.Run{Title: "By hand", Cases: []int64{1, 2}, Configs: []int64{1, 2}}))
			done[string](t)(d.server.Execute("SHOP", sim.Result{Run: run, Case: 1, Status: "failed"}))
			survey, err := d.Source().(source.Surveyor).Survey(t.Context())
			if len(survey.Findings) != 3 || survey.First.Cases == 0 || err != nil {
				t.Errorf("%d: the survey is %+v, %v", status, survey, err)
			}
			b := d.Pull()
			if got := origins(b.Faults); !slices.Equal(got, []string{"+configurations", "+suites", "+system fields"}) {
				t.Errorf("%d: faults are %q", status, got)
			}
			last := b.Runs[len(b.Runs)-1]
			if len(b.Cases) < 12 || b.Cases[0].Component != "" || last.Context.Environment != "configuration 1, configuration 2" {
				t.Errorf("%d: of %d cases the first is %+v; the run is %+v", status, len(b.Cases), b.Cases[0], last)
			}
			if !slices.ContainsFunc(b.Results, func(r model.Result) bool { return r.Run == last.ID && r.Outcome == model.Failed }) {
				t.Errorf("%d: the failure is not among %+v", status, b.Results)
			}
			time.Sleep(5 * time.Minute)
			if got := origins(d.Pull().Faults); !slices.Equal(got, []string{"configurations", "suites", "system fields"}) {
				t.Errorf("%d: then faults are %q", status, got)
			}
			// The role is mended: runs are told with the names of their configurations.
			a.paths = nil
			time.Sleep(2 * time.Hour)
			b = d.Pull()
			last = b.Runs[len(b.Runs)-1]
			if b.Faults != nil || last.Context.Environment != "Firefox, Chromium" || b.Cases[0].Component == "" {
				t.Errorf("%d: mended, faults are %v, the first case %+v, the run %+v", status, b.Faults, b.Cases[0], last)
			}
			time.Sleep(5 * time.Minute)
			if b = d.Pull(); len(b.Runs) != 1 || b.Runs[0].Origin != "run 1" {
				t.Errorf("%d: of closed runs is told %+v", status, b.Runs)
			}
			// From here on a refusal keeps what was known: folders that vanish would take links along.
			was := b.Cases[0].Component
			a.paths = []string{"suite", "configuration", "system_field"}
			done[int64](t)(d.server.AddRun("SHOP", sim.Run{Title: "By hand again", Cases: []int64{1}, Configs: []int64{1}}))
			time.Sleep(2 * time.Hour)
			b = d.Pull()
			last = b.Runs[slices.IndexFunc(b.Runs, func(r model.Run) bool { return r.Name == "By hand again" })]
			if got := origins(b.Faults); len(got) != 3 || b.Cases[0].Component != was || b.Cases[0].Priority == "" || last.Context.Environment != "Firefox" {
				t.Errorf("%d: refused later, faults are %q, the first case %+v, the run %+v", status, got, b.Cases[0], last)
			}
		})
	}
}

// TestAccidents: what may pass is no lack, and neither is a token that is refused.
func TestAccidents(t *testing.T) {
	for _, status := range []int{401, 500} {
		synctest.Test(t, func(t *testing.T) {
			d, _ := closed(t, status, "suite")
			if _, err := d.Fetch(); err == nil {
				t.Errorf("%d passes", status)
			}
		})
	}
}

// TestDefectsRefused: without Qase's defects nothing is read, for what testers have filed
// would be filed once more; `check --online` says it before the first pull.
func TestDefectsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d, _ := closed(t, 403, "defect")
		if survey, err := d.Source().(source.Surveyor).Survey(t.Context()); err == nil || survey.First.Cases == 0 {
			t.Errorf("the survey is %+v, %v", survey, err)
		}
		if _, err := d.Fetch(); source.KindOf(err) != source.Auth {
			t.Errorf("the error is %v", err)
		}
	})
}

// renaming replaces texts of an endpoint's answers.
type renaming struct {
	*refusing
	what  string
	texts *strings.Replacer
}

// RoundTrip implements http.RoundTripper.
func (r renaming) RoundTrip(q *http.Request) (*http.Response, error) {
	res, err := r.refusing.RoundTrip(q)
	if err != nil || !strings.Contains(q.URL.Path, r.what) {
		return res, err
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	text := r.texts.Replace(string(body))
	res.Body, res.ContentLength = io.NopCloser(strings.NewReader(text)), int64(len(text))
	return res, nil
}

// TestStatusesUnlisted: where Qase lists no statuses of results, it is asked for them once in
// a collection, not for each result.
func TestStatusesUnlisted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &refusing{asked: map[string]int{}}
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			a.next = next
			return renaming{a, "system_field", strings.NewReplacer("result_status", "other", "Result Status", "Other")}
		})
		b := d.Pull()
		if a.asked["system_field"] != 1 {
			t.Errorf("the system fields were asked for %d times", a.asked["system_field"])
		}
		if n := len(sourcetest.Of(b, "run 2", "SHOP-2")); n != 1 || sourcetest.Of(b, "run 2", "SHOP-2")[0].Outcome != model.Failed {
			t.Errorf("the failure is %+v", sourcetest.Of(b, "run 2", "SHOP-2"))
		}
	})
}
