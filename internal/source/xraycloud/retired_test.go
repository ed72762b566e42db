package xraycloud_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	sim "syncd/internal/sim/xraycloud"
)

// TestNothingRetired has Xray answer the list of tests wrongly, and the question for one of
// them: no test is given up that is there.
func TestNothingRetired(t *testing.T) {
	const none, refused = `{"data":{"page":{"total":0,"results":[]}}}`, `{"errors":[{"message":"Test not found"}],"data":{"page":null}}`
	for name, odd := range map[string]struct {
		list, ask string // answers; "" lets the request pass
		fails     bool
	}{
		"an empty list":               {none, "", false},
		"a list that is refused":      {refused, "", true},
		"the one is refused":          {none, refused, false},
		"the one cannot be asked for": {none, `{"errors":[{"message":"Internal server error"}]}`, true},
		"the one is answered by null": {none, `{"data":{"page":null}}`, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := sit(t, sim.Options{})
			d.Pull()
			time.Sleep(25 * time.Hour)
			d.meddle = func(_, text string) *http.Response {
				switch {
				case !strings.Contains(text, "getTests("):
				case strings.Contains(text, "coverableIssues"):
					return says(200, odd.list)
				case odd.ask != "":
					return says(200, odd.ask)
				}
				return nil
			}
			b, err := d.Fetch()
			if len(b.Gone) > 0 || (err != nil || !b.Complete) != odd.fails {
				t.Errorf("%s: gone are %v, complete: %t, error %v", name, b.Gone, b.Complete, err)
			}
			d.meddle = nil
			time.Sleep(25 * time.Hour)
			if b := d.Pull(); len(b.Gone) > 0 {
				t.Errorf("%s: afterwards gone are %v", name, b.Gone)
			}
		})
	}
}

// TestDeleted retires a test whose issue was deleted, once.
func TestDeleted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := sit(t, sim.Options{})
		id := d.kase(d.Pull(), "SHOP-27").ID
		must(t, d.server.Jira().As("ada@example.com").Delete("SHOP-27"))
		told := 0
		for range 3 {
			time.Sleep(25 * time.Hour)
			for _, gone := range d.Pull().Gone {
				if told++; gone != id {
					t.Errorf("gone is %s, want %s", gone, id)
				}
			}
		}
		if told != 1 {
			t.Errorf("it was told %d times", told)
		}
	})
}
