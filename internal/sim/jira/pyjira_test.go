package jira_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/published"
)

// python finds an interpreter that has the library jira: that of Debian, or the first in $PATH. Isolated, so that no
// folder near the test is taken for the library.
func python(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"/usr/bin/python3", "python3"} {
		if exec.Command(name, "-I", "-c", "from jira import JIRA").Run() == nil {
			return name
		}
	}
	t.Skip("python3-jira is not installed: no client that we did not write was tried on the simulator (apt-get install python3-jira)")
	return ""
}

// TestPythonJira has a client that nobody here wrote do what people do with Jira, on both faces, over TCP, and asks the
// site afterwards what became of it.
func TestPythonJira(t *testing.T) {
	interpreter := python(t)
	for _, c := range []struct {
		name             string
		opts             simjira.Options
		user, token, api string
	}{
		{"cloud v2", simjira.Options{}, "demo@example.com", "demo-token", "2"},
		{"cloud v3", simjira.Options{}, "demo@example.com", "demo-token", "3"},
		{"data center password", simjira.Options{Edition: simjira.DataCenter}, "demo", "demo-token", "2"},
		{"data center token", simjira.Options{Edition: simjira.DataCenter, ContextPath: "/jira"}, "", "demo-token", "2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.opts.Now = tick()
			sim, err := simjira.New(c.opts)
			if err != nil {
				t.Fatal(err)
			}
			tape := &published.Recorder{Next: sim.Transport()}
			server := httptest.NewServer(passing(tape))
			defer server.Close()
			cmd := exec.CommandContext(t.Context(), interpreter, "-I", "testdata/tour.py")
			cmd.Env = append(os.Environ(), "JIRA_URL="+server.URL+c.opts.ContextPath, "JIRA_USER="+c.user, "JIRA_TOKEN="+c.token,
				"JIRA_API="+c.api, "NO_PROXY=*", "no_proxy=*")
			var failure strings.Builder
			cmd.Stderr = &failure
			out, err := cmd.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, failure.String())
			}
			toured(t, sim, out)
			if c.api == "3" {
				fitting(t, tape)
			}
		})
	}
}

// passing hands requests on as they are, the Host that the client used with them.
func passing(next http.RoundTripper) http.Handler {
	return &httputil.ReverseProxy{Transport: next, Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", r.In.Host, r.In.Host
	}}
}

// fitting holds the answers that the library got against the published API; what it asks is its own business.
func fitting(t *testing.T, tape *published.Recorder) {
	t.Helper()
	o, err := oracle()
	if err != nil { // which TestContract complains about
		t.Log("answers to python3-jira were not compared with the published API: ", err)
		return
	}
	l := published.NewLedger(o, slices.Concat(published.Common, heard))
	for _, e := range tape.Exchanges() {
		l.Enter(e, published.AnswerOnly)
	}
	line, faults := l.Report()
	for _, f := range faults {
		t.Error(f)
	}
	t.Log("answers to python3-jira and the published API: " + line)
}

// heard are the deviations that only python3-jira meets.
var heard = []published.Deviation{searchGone, contents}

// toured checks what the tour left behind.
func toured(t *testing.T, sim *simjira.Server, out []byte) {
	t.Helper()
	var left struct {
		Issue, Other string
		Gone         []string
	}
	if err := json.Unmarshal(out, &left); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	i, _ := sim.Issue(left.Issue)
	if i.Summary != "the cart forgets it all" || i.Status != "Done" || i.Resolution != "Won't Do" || i.Priority != "High" ||
		!slices.Equal(i.Labels, []string{"cart", "memory", "seen"}) || !slices.Equal(i.FixVersions, []string{"1.4"}) {
		t.Errorf("the issue: %+v", i)
	}
	// The comment of a link goes to the issue that the link leads from, which the library has put into the inward place.
	from, _ := sim.Issue("SHOP-1")
	if len(i.Comments) != 1 || i.Comments[0].Body != "better words" || len(from.Comments) != 1 || from.Comments[0].Body != "see there" {
		t.Errorf("comments: %+v, and %+v", i.Comments, from.Comments)
	}
	if len(i.Links) != 1 || i.Links[0].Says != "blocks" || i.Links[0].Key != left.Other {
		t.Errorf("links: %+v", i.Links)
	}
	if len(i.RemoteLinks) != 1 || i.RemoteLinks[0].GlobalID != "ci&2" || i.RemoteLinks[0].Title != "run 2, green" || i.RemoteLinks[0].Relationship != "" {
		t.Errorf("remote links: %+v", i.RemoteLinks)
	}
	if !slices.Equal(i.Attachments, []string{"log.txt"}) {
		t.Errorf("attachments: %s", i.Attachments)
	}
	if len(i.Properties) != 1 || string(i.Properties["tour"]) != `{"seen": "twice"}` {
		t.Errorf("properties: %s", i.Properties)
	}
	for _, key := range left.Gone {
		if _, there := sim.Issue(key); there {
			t.Errorf("%s is still there", key)
		}
	}
	t.Logf("%d requests to %d endpoints, %d mutations in the audit", sim.RequestCount(), len(sim.Requests()), len(sim.Audit()))
}
