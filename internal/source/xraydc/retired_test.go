package xraydc_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/model"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraydc"
)

// TestRetyped retires a test whose issue is made one of another type, once, and takes
// it back.
func TestRetyped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{}, nil)
		d.Pull()
		ada := d.server.Jira().As("ada@example.com")
		retype := func(to string) {
			must(t, ada.Edit("SHOP-26", simjira.Fields{"issuetype": map[string]string{"name": to}}))
		}
		test, _ := d.server.Jira().Issue("SHOP-26")
		want := 1
		retype("Story")
		for range 3 {
			time.Sleep(25 * time.Hour)
			if b := d.Pull(); len(b.Gone) != want {
				t.Errorf("gone are %v, want %d", b.Gone, want)
			}
			want = 0
		}
		retype(xray.TypeTest)
		time.Sleep(time.Hour)
		b := d.Pull()
		at := slices.IndexFunc(b.Cases, func(c model.Case) bool { return c.Explicit == test.ID })
		if at < 0 || b.Cases[at].Retired {
			t.Errorf("taken back the cases are %+v", b.Cases)
		}
	})
}

// TestNothingRetired has Jira answer the search for tests wrongly, and the question for one
// of them: no test is given up that is there.
func TestNothingRetired(t *testing.T) {
	const none = `{"startAt":0,"maxResults":100,"total":0,"issues":[]}`
	for name, odd := range map[string]struct {
		list, ask int // status; 0 lets the request pass
		body      string
		fails     bool
	}{
		"an empty list":                       {200, 0, none, false},
		"a list that breaks off":              {500, 0, "", true},
		"the one cannot be asked for":         {200, 500, none, true},
		"the one is refused":                  {200, 403, none, true},
		"the one is answered by a login page": {200, 200, none, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			on := false
			d := sit(t, sim.Options{}, func(next http.RoundTripper) http.RoundTripper {
				return way(func(r *http.Request) (*http.Response, error) {
					jql := r.URL.Query().Get("jql")
					switch {
					case on && strings.Contains(jql, `issuetype = "Test" `):
						res := answer(r, odd.list, odd.body)
						res.Header.Set("Content-Type", "application/json")
						return res, nil
					case on && odd.ask != 0 && strings.Contains(r.URL.Path, "/api/2/issue/"):
						return answer(r, odd.ask, "<html>log in</html>"), nil
					}
					return next.RoundTrip(r)
				})
			})
			d.Pull()
			time.Sleep(25 * time.Hour)
			on = true
			b, err := d.Fetch()
			if len(b.Gone) > 0 || (err != nil || !b.Complete) != odd.fails {
				t.Errorf("%s: gone are %v, complete: %t, error %v", name, b.Gone, b.Complete, err)
			}
			on = false
			time.Sleep(25 * time.Hour)
			if b := d.Pull(); len(b.Gone) > 0 {
				t.Errorf("%s: afterwards gone are %v", name, b.Gone)
			}
		})
	}
}
