package xraydc_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"syncd/internal/secret"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraydc"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/sourcetest/xraytest"
	"syncd/internal/source/xraydc"
)

// section is a sound section for the simulated Xray.
func section() source.Config {
	c := xraydc.Spec().Config().(*xraydc.Config)
	c.URL, c.Project = "https://jira.example.com/jira", "SHOP"
	c.Auth.Token = secret.Ref{Env: "JIRA_TOKEN"}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*xraydc.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*xraydc.Config)) }
}

// seed is that of the simulated Xray, or without tests and executions.
func seed(t *testing.T, empty bool) *simjira.Seed {
	t.Helper()
	s, err := xray.Seed()
	if err != nil {
		t.Fatal(err)
	}
	if empty {
		s.Issues = slices.DeleteFunc(s.Issues, func(i simjira.SeedIssue) bool { return i.Type == xray.TypeTest || i.Type == xray.TypeExecution })
	}
	return s
}

// start starts a simulated Xray in a simulated Jira.
func start(t *testing.T, opts sim.Options, s sourcetest.Shape) *sim.Server {
	t.Helper()
	now := s.Start
	jira, err := simjira.New(simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira", Seed: seed(t, s.Empty), Now: func() time.Time {
		if !now.IsZero() {
			return now
		}
		return time.Now().Add(s.Ahead)
	}})
	if err != nil {
		t.Fatal(err)
	}
	opts.Jira, opts.Bare = jira, s.Empty
	if s.Page > 0 {
		opts.MaxLimit = s.Page
	}
	server, err := sim.New(opts)
	now = time.Time{}
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// small has Jira give no more than so many issues at once, as an administrator may.
type small struct {
	next http.RoundTripper
	most int
}

// RoundTrip asks for fewer.
func (s small) RoundTrip(req *http.Request) (*http.Response, error) {
	if q := req.URL.Query(); s.most > 0 && q.Has("maxResults") {
		req = req.Clone(req.Context())
		q.Set("maxResults", strconv.Itoa(s.most))
		req.URL.RawQuery = q.Encode()
	}
	return s.next.RoundTrip(req)
}

// open starts a simulated Xray for the tour.
func open(opts sim.Options) func(*testing.T, sourcetest.Shape) sourcetest.Tool {
	return func(t *testing.T, s sourcetest.Shape) sourcetest.Tool {
		server := start(t, opts, s)
		out := tool(t, server)
		out.Transport = small{server.Client().Transport, s.Page}
		if s.Drift {
			out.Transport = sourcetest.Drift(out.Transport)
		}
		return out
	}
}

// must fails the test if something did not work that has to.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// tool is a simulated Xray with what people do in it.
func tool(t *testing.T, server *sim.Server) sourcetest.Tool {
	out := xraytest.Edition{ID: func(r xray.Run) string { return fmt.Sprint(r.ID) }, Todo: "TODO"}.Tool(t, server.Book)
	jira := server.Jira()
	ada := jira.As("ada@example.com")
	out.Retire = func() string {
		must(t, ada.Archive("SHOP-26"))
		i, _ := jira.Issue("SHOP-26")
		return i.ID
	}
	out.Restore = func() {
		must(t, ada.Unarchive("SHOP-26"))
	}
	return out
}

func TestTour(t *testing.T) {
	for name, opts := range map[string]sim.Options{
		"as it is":                {},
		"pages are lowered":       {LowersLimit: true, BareOffset: true},
		"executions have no name": {NamesNoExecution: true},
	} {
		t.Run(name, func(t *testing.T) {
			sourcetest.Do(t, sourcetest.Tour{
				Spec: xraydc.Spec(), Config: section, Token: "demo-token", Requests: 10, Open: open(opts),
				Broken: map[string]func(source.Config){
					"url":             broken(func(c *xraydc.Config) { c.URL = "https://jira.example.com/rest/api/2" }),
					"project":         broken(func(c *xraydc.Config) { c.Project = "the shop" }),
					"auth.method":     broken(func(c *xraydc.Config) { c.Auth.Method = "cookie" }),
					"auth.user":       broken(func(c *xraydc.Config) { c.Auth.Method = "basic" }),
					"auth.token":      broken(func(c *xraydc.Config) { c.Auth.Token = secret.Ref{} }),
					"link":            broken(func(c *xraydc.Config) { c.Link = " " }),
					"types.test":      broken(func(c *xraydc.Config) { c.Types.Test = "" }),
					"types.execution": broken(func(c *xraydc.Config) { c.Types.Execution = "" }),
					"since":           broken(func(c *xraydc.Config) { c.Since = time.Minute }),
					"rate":            broken(func(c *xraydc.Config) { c.Rate = 0 }),
					"reread":          broken(func(c *xraydc.Config) { c.Reread = 0 }),
					"sweep":           broken(func(c *xraydc.Config) { c.Sweep = 0 }),
					"write_back":      broken(func(c *xraydc.Config) { c.Writes = "yes" }),
					"statuses.Odd":    broken(func(c *xraydc.Config) { c.Maps = map[string]string{"Odd": "good"} }),
				},
			})
		})
	}
}
