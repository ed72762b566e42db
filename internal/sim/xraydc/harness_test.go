package xraydc_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraydc"
)

// rig is a Jira with Xray in it, and a client of both.
type rig struct {
	t          *testing.T
	sim        *xraydc.Server
	user, pass string
}

// start is a Wednesday in winter, when the server is an hour east of UTC.
var start = time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)

func newRig(t *testing.T, o xraydc.Options) *rig {
	t.Helper()
	seed, err := xray.Seed()
	if err != nil {
		t.Fatal(err)
	}
	if o.Jira == nil {
		if o.Jira, err = simjira.New(simjira.Options{Edition: simjira.DataCenter, Seed: seed, ContextPath: "/jira", Now: func() time.Time { return start }}); err != nil {
			t.Fatal(err)
		}
	}
	sim, err := xraydc.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t, sim, "demo", "demo-token"}
}

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// do asks for a path below /jira/rest/raven/, or for one of the server with a slash at its start.
func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/jira/rest/raven/" + path
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://jira.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.user != "" {
		req.SetBasicAuth(r.user, r.pass)
	}
	resp, err := r.sim.Client().Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return reply{r.t, resp.StatusCode, resp.Header, string(raw)}
}

func (r *rig) get(path string) reply { r.t.Helper(); return r.do("GET", path, "") }

func (p reply) want(status int) reply {
	p.t.Helper()
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.body)
	}
	return p
}

func (p reply) says(text string) reply {
	p.t.Helper()
	if !strings.Contains(p.body, text) {
		p.t.Fatalf("%q is not in %s", text, p.body)
	}
	return p
}

// list is the body as a list of objects.
func (p reply) list() []map[string]any {
	p.t.Helper()
	var out []map[string]any
	if err := json.Unmarshal([]byte(p.body), &out); err != nil || out == nil {
		p.t.Fatalf("no list (%v): %s", err, p.body)
	}
	return out
}

// pretty is the body with a line for each member.
func (p reply) pretty() string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(p.body), "", " ") != nil {
		return p.body
	}
	return b.String()
}
