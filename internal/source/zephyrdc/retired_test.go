package zephyrdc_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	sim "syncd/internal/sim/zephyrdc"
	"syncd/internal/source/sourcetest"
)

// holds is an answer with a body.
func holds(req *http.Request, body string) *http.Response {
	res := status(req, http.StatusOK)
	res.Header.Set("Content-Type", "application/json")
	res.Body = io.NopCloser(strings.NewReader(body))
	return res
}

// cases reports whether a request lists cases, and whether it asks for the one key.
func cases(req *http.Request, key string) (all, one bool) {
	query := req.URL.Query().Get("query")
	list := strings.HasSuffix(req.URL.Path, "/testcase/search")
	return list && !strings.Contains(query, "key "), strings.HasSuffix(req.URL.Path, "/testcase/"+key) || list && strings.Contains(query, `"`+key+`"`)
}

// TestNothingRetired has the list of cases be answered wrongly, and the question for one of
// them: no case is given up that is there.
func TestNothingRetired(t *testing.T) {
	is404 := func(req *http.Request) *http.Response { return status(req, http.StatusNotFound) }
	is500 := func(req *http.Request) *http.Response { return status(req, http.StatusInternalServerError) }
	none := func(req *http.Request) *http.Response { return holds(req, "[]") }
	for name, odd := range map[string]struct {
		list, ask func(*http.Request) *http.Response
		fails     bool
	}{
		"an empty list":                           {none, nil, false},
		"a list that breaks off":                  {is500, nil, true},
		"searches find nothing":                   {none, none, true},
		"searches find nothing, then Zephyr goes": {none, is404, true},
		"the one cannot be asked for":             {none, is500, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{})
			d.Pull()
			time.Sleep(2 * time.Hour)
			d.before = func(req *http.Request) *http.Response {
				all, one := cases(req, "SHOP-T1")
				switch {
				case all && odd.list != nil:
					return odd.list(req)
				case one && odd.ask != nil:
					return odd.ask(req)
				}
				return nil
			}
			b, err := d.Fetch()
			if len(b.Gone) > 0 || (err != nil || !b.Complete) != odd.fails {
				t.Errorf("%s: gone are %v, complete: %t, error %v", name, b.Gone, b.Complete, err)
			}
			if err == nil {
				d.Cursor = b.Cursor
			}
			d.before = nil
			time.Sleep(2 * time.Hour)
			if b := d.Pull(); len(b.Gone) > 0 {
				t.Errorf("%s: afterwards gone are %v", name, b.Gone)
			}
		})
	}
}

// TestArchived retires a case that no search finds, whether or not it can still be read, and
// says so once. What is found again counts again.
func TestArchived(t *testing.T) {
	for _, readable := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{})
			id := sourcetest.Case(d.Pull(), "SHOP-T1").ID
			perform(t, d.server, sim.Deed{Do: "archive_case", Case: "SHOP-T1"})
			d.before = func(req *http.Request) *http.Response {
				if readable && strings.HasSuffix(req.URL.Path, "/testcase/SHOP-T1") {
					return holds(req, `{"key":"SHOP-T1","name":"Fill the cart","status":"Approved"}`)
				}
				return nil
			}
			var gone []model.CaseID
			for range 3 {
				time.Sleep(2 * time.Hour)
				gone = append(gone, d.Pull().Gone...)
			}
			if len(gone) != 1 || gone[0] != id {
				t.Errorf("readable: %t: gone are %v, want %s", readable, gone, id)
			}
			perform(t, d.server, sim.Deed{Do: "restore_case", Case: "SHOP-T1"})
			time.Sleep(2 * time.Hour)
			if b := d.Pull(); sourcetest.Case(b, "SHOP-T1").Retired || sourcetest.Case(b, "SHOP-T1").Sketch || len(b.Gone) > 0 {
				t.Errorf("restored it is %+v, gone are %v", sourcetest.Case(b, "SHOP-T1"), b.Gone)
			}
		})
	}
}

// TestDeprecatedInRun keeps a case retired that a run tells of again.
func TestDeprecatedInRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		d.Pull()
		perform(t, d.server, sim.Deed{Do: "edit_case", Case: "SHOP-T1", Status: "Deprecated"})
		for range 2 {
			perform(t, d.server, sim.Deed{Do: "execute", Cycle: "SHOP-R1", Case: "SHOP-T1", Environment: "Chrome", Status: "Fail", Automated: true})
			time.Sleep(2 * time.Hour)
			if c := sourcetest.Case(d.Pull(), "SHOP-T1"); !c.Retired && !c.Sketch {
				t.Errorf("%+v", c)
			}
		}
	})
}
