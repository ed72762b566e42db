package xraycloud_test

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
	"syncd/internal/sim/xraycloud"
)

// rig is a Jira with Xray beside it, and a client of both.
type rig struct {
	t     *testing.T
	sim   *xraycloud.Server
	token string
}

var start = time.Date(2026, 1, 14, 12, 0, 0, 0, time.UTC)

// newRig starts at a fixed time, unless the options bring a Jira, and logs in.
func newRig(t *testing.T, o xraycloud.Options) *rig {
	t.Helper()
	if o.Jira == nil {
		o.Jira = newJira(t, simjira.Options{Now: func() time.Time { return start }})
	}
	sim, err := xraycloud.New(o)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, sim: sim}
	r.login()
	return r
}

func newJira(t *testing.T, o simjira.Options) *simjira.Server {
	t.Helper()
	seed, err := xray.Seed()
	if err != nil {
		t.Fatal(err)
	}
	o.Seed = seed
	jira, err := simjira.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return jira
}

// login takes a new token.
func (r *rig) login() {
	r.t.Helper()
	p := r.do("POST", "/api/v2/authenticate", `{"client_id":"demo-id","client_secret":"demo-secret"}`).want(200)
	if json.Unmarshal([]byte(p.body), &r.token) != nil || r.token == "" || !strings.HasPrefix(p.body, `"`) {
		r.t.Fatalf("no bare token: %s", p.body)
	}
}

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://xray.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
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

// ask sends a query with variables, which come in pairs.
func (r *rig) ask(query string, vars ...any) reply {
	r.t.Helper()
	given := map[string]any{}
	for n := 0; n < len(vars); n += 2 {
		given[vars[n].(string)] = vars[n+1]
	}
	body, err := json.Marshal(map[string]any{"query": query, "variables": given})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.do("POST", "/api/v2/graphql", string(body))
}

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

// pretty is the body with a line for each member.
func (p reply) pretty() string {
	var b bytes.Buffer
	if json.Indent(&b, []byte(p.body), "", " ") != nil {
		return p.body
	}
	return b.String()
}

// id is the id of an issue of the seed.
func (r *rig) id(key string) string {
	r.t.Helper()
	i, found := r.sim.Jira().Issue(key)
	if !found {
		r.t.Fatalf("no issue %s", key)
	}
	return i.ID
}

// run is the id of a run of the seed.
func (r *rig) run(execution, test string) string {
	r.t.Helper()
	found, ok := r.sim.Run(execution, test)
	if !ok {
		r.t.Fatalf("no run of %s in %s", test, execution)
	}
	return found.ObjectID
}
