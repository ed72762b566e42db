package xraycloud_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"syncd/internal/secret"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	sim "syncd/internal/sim/xraycloud"
	"syncd/internal/source"
	"syncd/internal/source/sourcetest"
	"syncd/internal/source/sourcetest/xraytest"
	"syncd/internal/source/xraycloud"
)

// section is a sound section for the simulated Xray.
func section() source.Config {
	c := xraycloud.Spec().Config().(*xraycloud.Config)
	c.URL, c.Site, c.Project = "https://xray.example.com", "https://acme.example.com", "SHOP"
	c.Auth = xraycloud.Auth{ID: sim.ClientID, Secret: secret.Ref{Env: "XRAY_SECRET"}}
	c.Rate = 6000
	return c
}

// broken breaks a section in one way.
func broken(change func(*xraycloud.Config)) func(source.Config) {
	return func(c source.Config) { change(c.(*xraycloud.Config)) }
}

// seed is that of the simulated Xray, or without tests and executions.
func seed(t *testing.T, empty bool) *simjira.Seed {
	t.Helper()
	s, err := xray.Seed()
	must(t, err)
	if empty {
		s.Issues = slices.DeleteFunc(s.Issues, func(i simjira.SeedIssue) bool { return i.Type == xray.TypeTest || i.Type == xray.TypeExecution })
	}
	return s
}

// start starts a simulated Xray beside a simulated Jira.
func start(t *testing.T, opts sim.Options, s sourcetest.Shape) *sim.Server {
	t.Helper()
	now := s.Start
	jira, err := simjira.New(simjira.Options{Seed: seed(t, s.Empty), Now: func() time.Time {
		if !now.IsZero() {
			return now
		}
		return time.Now().Add(s.Ahead)
	}})
	must(t, err)
	opts.Jira, opts.Bare = jira, s.Empty
	server, err := sim.New(opts)
	now = time.Time{}
	must(t, err)
	return server
}

// must fails the test if something did not work that has to.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// small has Xray give no more than so many objects at once.
type small struct {
	next http.RoundTripper
	most int
}

// RoundTrip asks for fewer.
func (s small) RoundTrip(req *http.Request) (*http.Response, error) {
	if s.most == 0 || !strings.HasSuffix(req.URL.Path, "/graphql") {
		return s.next.RoundTrip(req)
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	var q map[string]any
	if err := json.Unmarshal(body, &q); err != nil {
		return nil, err
	}
	if vars := q["variables"].(map[string]any); vars["limit"] != nil {
		vars["limit"] = min(vars["limit"].(float64), float64(s.most))
	}
	if body, err = json.Marshal(q); err != nil {
		return nil, err
	}
	req = req.Clone(req.Context())
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
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

// tool is a simulated Xray with what people do in it.
func tool(t *testing.T, server *sim.Server) sourcetest.Tool {
	out := xraytest.Edition{ID: func(r xray.Run) string { return r.ObjectID }, Todo: "TO DO"}.Tool(t, server.Book)
	jira := server.Jira()
	ada := jira.As("ada@example.com")
	out.Retire = func() string {
		must(t, ada.Edit("SHOP-26", simjira.Fields{"issuetype": map[string]string{"name": "Story"}}))
		i, _ := jira.Issue("SHOP-26")
		return i.ID
	}
	out.Restore = func() {
		must(t, ada.Edit("SHOP-26", simjira.Fields{"issuetype": map[string]string{"name": xray.TypeTest}}))
	}
	return out
}

func TestTour(t *testing.T) {
	sourcetest.Do(t, sourcetest.Tour{
		Spec: xraycloud.Spec(), Config: section, Token: sim.ClientSecret, Requests: 7, Open: open(sim.Options{Resolvers: 20}),
		Broken: map[string]func(source.Config){
			"url":                broken(func(c *xraycloud.Config) { c.URL = "https://xray.example.com/api/v2" }),
			"site":               broken(func(c *xraycloud.Config) { c.Site = "acme" }),
			"project":            broken(func(c *xraycloud.Config) { c.Project = "the shop" }),
			"auth.client_id":     broken(func(c *xraycloud.Config) { c.Auth.ID = " " }),
			"auth.client_secret": broken(func(c *xraycloud.Config) { c.Auth.Secret = secret.Ref{} }),
			"since":              broken(func(c *xraycloud.Config) { c.Since = time.Minute }),
			"rate":               broken(func(c *xraycloud.Config) { c.Rate = 0 }),
			"reread":             broken(func(c *xraycloud.Config) { c.Reread = 0 }),
			"sweep":              broken(func(c *xraycloud.Config) { c.Sweep = 0 }),
			"write_back":         broken(func(c *xraycloud.Config) { c.Writes = "yes" }),
			"statuses.Odd":       broken(func(c *xraycloud.Config) { c.Maps = map[string]string{"Odd": "good"} }),
		},
	})
}
