package zephyrdc_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	sim "syncd/internal/sim/zephyrdc"
	"syncd/internal/source"
)

// Many cases come in parts, and the next part begins where the one before ended.
func TestManyCases(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		const many = 10_100
		for n := range many {
			perform(t, d.server, sim.Deed{Do: "add_case", Key: fmt.Sprint("SHOP-T", 100+n), Name: "One of many"})
		}
		have := map[string]bool{}
		for part := 1; ; part++ {
			b, err := d.Fetch()
			if err != nil || len(b.Faults) > 0 {
				t.Fatal(b.Faults, err)
			}
			for _, c := range b.Cases {
				if have[c.Explicit] && !c.Sketch && part == 2 && len(b.Runs) == 0 {
					t.Errorf("%s is told twice", c.Explicit)
				}
				have[c.Explicit] = true
			}
			d.Cursor = b.Cursor
			if !b.More {
				if part != 2 || !b.Complete || len(b.Runs) != 2 {
					t.Errorf("part %d is complete: %t, with %d runs", part, b.Complete, len(b.Runs))
				}
				break
			}
		}
		if len(have) != many+10 {
			t.Errorf("%d cases were told", len(have))
		}
	})
}

// A Zephyr that gives the same page whatever is asked for is read all the same.
func TestPagesThatDoNotTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.before = func(req *http.Request) *http.Response {
			q := req.URL.Query()
			q.Del("startAt")
			req.URL.RawQuery = q.Encode()
			return nil
		}
		if b := d.Pull(); len(b.Cases) != 10 || len(b.Runs) != 2 {
			t.Errorf("%d cases and %d runs", len(b.Cases), len(b.Runs))
		}
	})
}

// The survey says why a project cannot be read, and counts what can.
func TestSurvey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		ask := func() source.Survey {
			d.Restart()
			s, err := d.Source().(source.Surveyor).Survey(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		s := ask()
		if f := s.First; f.Cases != 10 || f.Runs != 2 || f.Results != 11 || !f.AtLeast || len(s.Findings) > 0 || s.Account != "Demo User" || !strings.HasPrefix(s.Version, "Jira ") {
			t.Errorf("%+v", s)
		}
		for project, says := range map[string]string{"NOPE": "project NOPE is not among those that Demo User sees", "PAY": "Zephyr Scale refuses project PAY"} {
			d.cfg.Project = project
			if s := ask(); len(s.Findings) != 1 || !s.Findings[0].Broken || !strings.HasPrefix(s.Findings[0].Text, says) {
				t.Errorf("%+v", s.Findings)
			}
		}
		d.cfg.Project = "SHOP"
		for _, code := range []int{http.StatusNotFound, http.StatusForbidden} { // of environments alone, which nothing needs
			d.before = func(req *http.Request) *http.Response {
				if strings.HasSuffix(req.URL.Path, "/environments") {
					return status(req, code)
				}
				return nil
			}
			if s := ask(); len(s.Findings) > 0 || s.First.Runs != 2 {
				t.Errorf("%d: %+v", code, s)
			}
		}
		d.before = func(req *http.Request) *http.Response {
			if strings.Contains(req.URL.Path, "/rest/atm/") {
				return status(req, http.StatusNotFound)
			}
			return nil
		}
		if s := ask(); len(s.Findings) != 1 || s.Findings[0].Text != "this Jira has no Zephyr Scale" {
			t.Errorf("%+v", s.Findings)
		}
	})
}
