package testrail_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	sim "syncd/internal/sim/testrail"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/testrail"
)

// desk is a simulated TestRail with a source that reads it.
type desk struct {
	*sourcetest.Desk
	server *sim.Server
	cfg    *testrail.Config
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
	cfg := section().(*testrail.Config)
	return &desk{Desk: sourcetest.NewDesk(t, cfg, "demo-key", way), server: server, cfg: cfg}
}

// The list of milestones does not hold those that lie in others: a run of one is of a
// version all the same, and it is asked for once.
func TestMilestoneInAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		b := d.Pull()
		i := slices.IndexFunc(b.Runs, func(r model.Run) bool { return r.Origin == "R4" })
		if i < 0 || b.Runs[i].Context.Version != "1.4 RC 1" {
			t.Errorf("run R4 is not of version 1.4 RC 1: %+v", b.Runs)
		}
		if n := d.server.RequestCount("get_milestone"); n != 1 {
			t.Errorf("the milestone was asked for %d times", n)
		}
	})
}

// A run that was completed meanwhile takes no edits. That says nothing of other results:
// theirs are edited in place, not followed by another row.
func TestRefusedEditIsOfOneResult(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		refs := map[string]string{}
		for _, r := range d.Pull().Results {
			if r.Outcome == model.Failed {
				refs[r.Execution] = r.Ref
			}
		}
		closed, open := d.server.Results(5, 4), d.server.Results(2, 2)
		if err := d.server.ClosePlan(3); err != nil {
			t.Fatal(err)
		}
		w := d.Writer()
		for _, step := range []struct {
			row  sim.Result
			want source.Trace
		}{{closed[len(closed)-1], source.Moot}, {open[len(open)-1], source.Wrote}} {
			ref := refs[fmt.Sprint(step.row.ID)]
			got, err := w.Backlink(t.Context(), source.Backlink{Ref: ref, Issue: source.Issue{Key: "SHOP-9"}, Text: "Known as SHOP-9."})
			if err != nil || got != step.want {
				t.Errorf("%s: %q, %v; want %q", ref, got, err, step.want)
			}
		}
		rows := d.server.Results(2, 2)
		if len(rows) != len(open) || !slices.ContainsFunc(rows, func(r sim.Result) bool { return r.ID == open[len(open)-1].ID && r.Defects == "SHOP-9" }) {
			t.Errorf("the result was not edited in place: %+v", rows)
		}
	})
}

// A suite whose cases cannot be read at once is gone on with where the reading ended.
func TestCasesGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken, first := true, 0
		d := sit(t, sim.Options{Page: 2}, func(next http.RoundTripper) http.RoundTripper {
			return answering(func(r *http.Request) (*http.Response, error) {
				q := r.URL.RawQuery
				switch list := strings.Contains(q, "get_cases/"); {
				case list && broken && strings.HasSuffix(q, "offset=4"):
					return nil, errors.New("connection reset")
				case list && strings.HasSuffix(q, "offset=0"):
					first++
				}
				return next.RoundTrip(r)
			})
		})
		b := d.Part()
		if len(b.Cases) != 4 || b.Complete || len(b.Faults) != 1 {
			t.Fatalf("of %d cases, complete: %t, faults %v", len(b.Cases), b.Complete, b.Faults)
		}
		broken = false
		if b = d.Part(); !b.Complete || len(b.Cases) < 6 || first != 1 {
			t.Errorf("complete: %t, %d cases, the first page was read %d times", b.Complete, len(b.Cases), first)
		}
	})
}

// answering is a transport made of a function.
type answering func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

// denying has TestRail refuse methods whose names begin so, with a status each.
func denying(methods map[string]int) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		return answering(func(r *http.Request) (*http.Response, error) {
			for method, status := range methods {
				if strings.HasPrefix(r.URL.RawQuery, "/api/v2/"+method) {
					return &http.Response{StatusCode: status, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(`{"error":"Not for demo-key."}`))}, nil
				}
			}
			return next.RoundTrip(r)
		})
	}
}

// Names that TestRail does not show leave something unsaid, and stop nothing: people are told
// once, and what was known before stays. Once they show, all is as it would have been.
func TestNamesDenied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		denied := map[string]int{"get_case_types": 403, "get_priorities": 404, "get_statuses": 403, "get_milestones/1": 403, "get_milestone/": 403, "get_sections/1": 403}
		d := sit(t, sim.Options{}, denying(denied))
		b := d.Pull()
		told := map[string]string{}
		for _, f := range b.Faults {
			told[f.Origin] = f.Text
			if f.Lost || f.Standing {
				t.Errorf("%+v", f)
			}
		}
		if len(told) != len(denied) || told["milestones"] != "they cannot be read (HTTP 403), so runs of them name no version" {
			t.Errorf("people are told %q", told)
		}
		failed := 0
		for _, r := range b.Results {
			if r.Outcome == model.Failed {
				failed++
			}
		}
		if !b.Complete || len(b.Runs) < 4 || failed == 0 {
			t.Errorf("complete: %t, %d runs, %d failed results", b.Complete, len(b.Runs), failed)
		}
		time.Sleep(5 * time.Minute)
		for _, f := range d.Pull().Faults {
			if !f.Standing {
				t.Errorf("it is told again: %+v", f)
			}
		}
		clear(denied)
		time.Sleep(25 * time.Hour)
		got := d.Pull()
		fresh := sit(t, sim.Options{}, nil).Pull()
		if len(got.Faults) > 0 || !slices.EqualFunc(got.Runs, fresh.Runs, func(a, b model.Run) bool { return a.ID == b.ID && a.Context == b.Context }) {
			t.Errorf("once they show: faults %v, runs\n%+v\nwant\n%+v", got.Faults, got.Runs, fresh.Runs)
		}
		denied["get_sections/1"], denied["get_milestones/1"], denied["get_statuses"], denied["get_priorities"] = 403, 403, 403, 403
		time.Sleep(25 * time.Hour)
		if again := d.Pull(); len(again.Faults) != 4 || !slices.EqualFunc(again.Cases, got.Cases, func(a, b model.Case) bool { return a.Component == b.Component && a.Priority == b.Priority }) {
			t.Errorf("what was known is forgotten: faults %v\n%+v\nwant\n%+v", again.Faults, again.Cases, got.Cases)
		}
	})
}

// A status that no list shows any more is asked for once, not with each result that has it.
func TestUnlistedStatus(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
			return answering(func(r *http.Request) (*http.Response, error) {
				if !strings.HasPrefix(r.URL.RawQuery, "/api/v2/get_statuses") {
					return next.RoundTrip(r)
				}
				asked++
				return &http.Response{StatusCode: 200, Header: http.Header{}, Request: r, Body: io.NopCloser(strings.NewReader(`[{"id":5,"name":"failed","label":"Failed"}]`))}, nil
			})
		})
		b := d.Pull()
		unknown := 0
		for _, r := range b.Results {
			if r.Outcome == model.Unknown {
				unknown++
			}
		}
		if unknown < 3 || asked != 2 {
			t.Errorf("%d results are of unlisted statuses, the list was asked for %d times", unknown, asked)
		}
	})
}
