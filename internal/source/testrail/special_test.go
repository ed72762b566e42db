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

	"go.uber.org/zap"

	"syncd/internal/httpx"
	"syncd/internal/model"
	"syncd/internal/secret"
	sim "syncd/internal/sim/testrail"
	"syncd/internal/source"
	"syncd/internal/source/testrail"
)

// desk is a simulated TestRail with a source that reads it.
type desk struct {
	*testing.T
	server *sim.Server
	env    source.Env
	cfg    *testrail.Config
	cursor []byte
}

// sit opens a desk, inside a bubble, on a Monday in November.
func sit(t *testing.T, opts sim.Options, next func(http.RoundTripper) http.RoundTripper) *desk {
	t.Helper()
	time.Sleep(time.Until(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)))
	server, err := sim.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	way := server.Transport()
	if next != nil {
		way = next(way)
	}
	d := &desk{T: t, server: server, cfg: section().(*testrail.Config)}
	d.env = source.Env{Name: "manual", Namespace: "manual", Log: zap.NewNop(), Now: time.Now, Location: time.UTC,
		Dial:   func(o httpx.Options) *httpx.Client { o.Transport = way; return httpx.New(o) },
		Secret: func(secret.Ref) (secret.Secret, error) { return secret.New("demo-key"), nil }}
	return d
}

// pull fetches once.
func (d *desk) pull() model.Batch {
	d.Helper()
	src, err := d.cfg.New(d.env)
	if err != nil {
		d.Fatal(err)
	}
	b, err := src.Fetch(d.Context(), source.Request{Cursor: d.cursor})
	if err != nil {
		d.Fatal(err)
	}
	d.cursor = b.Cursor
	return b
}

// The list of milestones does not hold those that lie in others: a run of one is of a
// version all the same, and it is asked for once.
func TestMilestoneInAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		b := d.pull()
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
		for _, r := range d.pull().Results {
			if r.Outcome == model.Failed {
				refs[r.Execution] = r.Ref
			}
		}
		closed, open := d.server.Results(5, 4), d.server.Results(2, 2)
		if err := d.server.ClosePlan(3); err != nil {
			t.Fatal(err)
		}
		w, err := d.cfg.Backlinker(d.env)
		if err != nil {
			t.Fatal(err)
		}
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
		b := d.pull()
		if len(b.Cases) != 4 || b.Complete || len(b.Faults) != 1 {
			t.Fatalf("of %d cases, complete: %t, faults %v", len(b.Cases), b.Complete, b.Faults)
		}
		broken = false
		if b = d.pull(); !b.Complete || len(b.Cases) < 6 || first != 1 {
			t.Errorf("complete: %t, %d cases, the first page was read %d times", b.Complete, len(b.Cases), first)
		}
	})
}

// answering is a transport made of a function.
type answering func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }
