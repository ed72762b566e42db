package datacenter_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"syncd/internal/jira"
	"syncd/internal/jira/jiratest"
	simjira "syncd/internal/sim/jira"
)

// site answers like a Jira of our making.
type site func(*http.Request) (int, string)

// RoundTrip answers a request.
func (s site) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := s(r)
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}

// at is a gateway to such a site.
func at(t *testing.T, s site) jiratest.Gateway {
	return open(t, jiratest.Site{Base: &url.URL{Scheme: "https", Host: "acme.example", Path: "/jira"}, Transport: s, User: "demo", Token: "demo-token"})
}

// rows are a result in the order of keys, of which a page shows at most most. Before
// each page people may do something.
type rows struct {
	ids    []string
	most   int
	before func(*rows, int)
	asked  int
}

// answer is a page.
func (s *rows) answer(r *http.Request) (int, string) {
	var q struct{ StartAt, MaxResults int }
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil {
		return 400, err.Error()
	}
	if s.asked++; s.before != nil {
		s.before(s, s.asked)
	}
	from := min(q.StartAt, len(s.ids))
	var issues []string
	for _, id := range s.ids[from:min(from+min(q.MaxResults, s.most), len(s.ids))] {
		issues = append(issues, fmt.Sprintf(`{"id":%q,"key":"SHOP-%s","fields":{"summary":"s"}}`, id, id))
	}
	return 200, fmt.Sprintf(`{"startAt":%d,"maxResults":%d,"total":%d,"issues":[%s]}`, q.StartAt, s.most, len(s.ids), strings.Join(issues, ","))
}

// numbered are ids from 1 to n.
func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i + 1)
	}
	return out
}

// Whoever is in the result from its beginning to its end is found, whatever others do
// while its pages are read.
func TestSearchPages(t *testing.T) {
	remove := func(at, n int) func(*rows, int) {
		return func(s *rows, page int) {
			if page == at {
				s.ids = s.ids[n:]
			}
		}
	}
	for name, tc := range map[string]struct {
		total, most int
		before      func(*rows, int)
		kept        int // of the last ids, so many must be found
		requests    int // at most
	}{
		"one page":               {40, 1000, nil, 40, 1},
		"exactly one page":       {100, 1000, nil, 100, 1},
		"three pages":            {250, 1000, nil, 250, 3},
		"pages of ten":           {95, 10, nil, 95, 19},
		"pages of one":           {7, 1, nil, 7, 7},
		"few leave":              {250, 1000, remove(2, 3), 247, 3},
		"many leave":             {250, 1000, remove(2, 60), 190, 6},
		"most leave":             {250, 1000, remove(3, 200), 50, 8},
		"all leave":              {250, 1000, remove(2, 250), 0, 3},
		"some come at the front": {250, 1000, func(s *rows, page int) { s.ids = append([]string{fmt.Sprint("9", page)}, s.ids...) }, 250, 4},
		"nothing":                {0, 1000, nil, 0, 1},
	} {
		s := &rows{ids: numbered(tc.total), most: tc.most, before: tc.before}
		found, err := at(t, s.answer).Search(t.Context(), jira.Query{}.InProjects("SHOP"), 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var ids []string
		for _, i := range found {
			ids = append(ids, i.ID)
		}
		for _, id := range numbered(tc.total)[tc.total-tc.kept:] {
			if !slices.Contains(ids, id) {
				t.Errorf("%s: %s was passed over", name, id)
			}
		}
		slices.Sort(ids)
		if len(slices.Compact(ids)) != len(found) || s.asked > tc.requests {
			t.Errorf("%s: %d issues, %d requests; want each once and at most %d", name, len(found), s.asked, tc.requests)
		}
	}
}

// A result that never stands still is given up, and so is an answer that is none.
func TestSearchGivesUp(t *testing.T) {
	last := 1000
	s := &rows{ids: numbered(1000), most: 1000, before: func(s *rows, _ int) {
		for n := range s.ids {
			s.ids[n] = fmt.Sprint(last + n)
		}
		last += 1000
	}}
	answers := map[string]site{"a result that changes": s.answer}
	for _, body := range []string{`{"issues":null}`, `{}`, `[]`, `{"total":5,"issues":[]}`, `<html><title>Log in</title></html>`} {
		answers[body] = func(*http.Request) (int, string) { return 200, body }
	}
	for name, answer := range answers {
		synctest.Test(t, func(t *testing.T) {
			if _, err := at(t, answer).Search(t.Context(), jira.Query{}.InProjects("SHOP"), 0); jira.KindOf(err) != jira.Unavailable {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// An issue is gone when Jira says so, and not when something before it finds no page.
func TestGoneIssues(t *testing.T) {
	for body, want := range map[string]jira.Kind{`{"errorMessages":["Issue Does Not Exist"],"errors":{}}`: "", `<html><title>404 Not Found</title></html>`: jira.Unavailable,
		``: jira.Unavailable, `{"message":"no route"}`: jira.Unavailable} {
		issues, err := at(t, func(*http.Request) (int, string) { return 404, body }).Read(t.Context(), []string{"1", "2", "3"})
		if jira.KindOf(err) != want || len(issues) > 0 {
			t.Errorf("%q: %d issues, %v", body, len(issues), err)
		}
	}
}

// Who is known and may not link is refused that; who is not known has no login. A
// CAPTCHA is told with what helps.
func TestRefusedLogins(t *testing.T) {
	for name, tc := range map[string]struct {
		status int
		header http.Header
		want   jira.Kind
		says   string
	}{
		"known":     {401, http.Header{"X-Ausername": {"demo"}}, jira.Refused, "no permission"},
		"anonymous": {401, http.Header{"X-Ausername": {"anonymous"}}, jira.Auth, "jira.auth"},
		"not told":  {401, nil, jira.Auth, "jira.auth"},
		"captcha":   {403, http.Header{"X-Authentication-Denied-Reason": {"CAPTCHA_CHALLENGE; login-url=https://acme.example/login.jsp"}}, jira.Auth, "log in once in a browser"},
	} {
		g := open(t, jiratest.Site{Base: &url.URL{Scheme: "https", Host: "acme.example"}, User: "demo", Token: "x", Transport: headed{tc.status, tc.header}})
		err := g.LinkIssues(t.Context(), jira.IssueLink{Type: "Blocks", From: "A-1", To: "A-2"})
		if jira.KindOf(err) != tc.want || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// headed answers with a status and headers.
type headed struct {
	status int
	header http.Header
}

// RoundTrip answers a request.
func (h headed) RoundTrip(r *http.Request) (*http.Response, error) {
	header := h.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{StatusCode: h.status, Header: header, Body: io.NopCloser(strings.NewReader(`{"errorMessages":["no permission"],"errors":{}}`)), Request: r}, nil
}

// Many issues are read although a user's requests are limited, and one that is limited
// for long is not waited for.
func TestReadWithinLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sim, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, Limits: true})
		if err != nil {
			t.Fatal(err)
		}
		g := bearer(t, jiratest.Site{Base: &url.URL{Scheme: "https", Host: "acme.example"}, Transport: sim.Transport(), Token: "demo-token"})
		var keys []string
		for n := range 300 {
			keys = append(keys, fmt.Sprintf("SHOP-%d", n+1))
		}
		begun := time.Now()
		found, err := g.Read(t.Context(), keys)
		if err != nil || len(found) != 12 {
			t.Errorf("%d issues, %v", len(found), err)
		}
		if took := time.Since(begun); took < 20*time.Second || took > 90*time.Second {
			t.Errorf("250 requests beyond what is allowed at once, ten of which each second, took %s", took)
		}
		// Longer than one request is repeated, and shorter than it pays to begin anew.
		if err := sim.Script(simjira.Fault{Path: "SHOP-7$", Effect: simjira.Status, Status: 429, During: simjira.Duration(40 * time.Second), Headers: map[string]string{"Retry-After": "5"}}); err != nil {
			t.Fatal(err)
		}
		if found, err := g.Read(t.Context(), keys[:12]); err != nil || len(found) != 12 {
			t.Errorf("%d issues, %v", len(found), err)
		}
		if err := sim.Script(simjira.Fault{Effect: simjira.Status, Status: 429, Headers: map[string]string{"Retry-After": "3600"}}); err != nil {
			t.Fatal(err)
		}
		begun = time.Now()
		if _, err := g.Read(t.Context(), keys); jira.KindOf(err) != jira.RateLimited || time.Since(begun) > time.Second {
			t.Errorf("after %s: %v", time.Since(begun), err)
		}
	})
}
