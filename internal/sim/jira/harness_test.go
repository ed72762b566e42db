package jira_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/published"
)

// rig is a simulator and a client of it, in the process.
type rig struct {
	t    *testing.T
	sim  *simjira.Server
	user string
	pass string
	tape *published.Recorder // keeps what is sent and answered; nil keeps nothing
}

func newRig(t *testing.T, opts simjira.Options) *rig {
	t.Helper()
	sim, err := simjira.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	r := &rig{t: t, sim: sim, user: "demo@example.com", pass: "demo-token"}
	if o, err := oracle(); err == nil && opts.Edition == simjira.Cloud {
		r.tape = &published.Recorder{Next: sim.Transport()}
		t.Cleanup(func() { r.fits(o) })
	}
	return r
}

// oracle is read once for all tests; where the documents are not there, TestContract says so.
var oracle = sync.OnceValues(published.Open)

// fits holds every answer of the test against the published API. That no deviation is out of use, and what is asked,
// is the business of TestContract.
func (r *rig) fits(o *published.Oracle) {
	l := published.NewLedger(o, slices.Concat(published.Common, meant))
	for _, e := range r.tape.Exchanges() {
		l.Enter(e, published.AnswerOnly)
	}
	for _, fault := range l.Unexplained() {
		r.t.Errorf("not as published: %s", fault)
	}
}

// as is the same simulator under another login; an empty user sends no credentials.
func (r *rig) as(user, pass string) *rig { return &rig{r.t, r.sim, user, pass, r.tape} }

// script adds faults and insists that they are well formed.
func (r *rig) script(faults ...simjira.Fault) {
	r.t.Helper()
	if err := r.sim.Script(faults...); err != nil {
		r.t.Fatal(err)
	}
}

type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
	err    error
}

func (r *rig) request(method, path, body string) *http.Request {
	r.t.Helper()
	if !strings.HasPrefix(path, "/") {
		path = "/rest/api/3/" + path
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://jira.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.user != "" {
		req.SetBasicAuth(r.user, r.pass)
	}
	return req
}

func (r *rig) send(req *http.Request) reply {
	r.t.Helper()
	client := r.sim.Client()
	if r.tape != nil {
		client.Transport = r.tape
	}
	resp, err := client.Do(req)
	if err != nil {
		return reply{t: r.t, err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return reply{r.t, resp.StatusCode, resp.Header, string(raw), err}
}

func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	return r.send(r.request(method, path, body))
}

func (r *rig) get(path string) reply        { r.t.Helper(); return r.do("GET", path, "") }
func (r *rig) post(path, body string) reply { r.t.Helper(); return r.do("POST", path, body) }
func (r *rig) put(path, body string) reply  { r.t.Helper(); return r.do("PUT", path, body) }

// want insists on a status, and hands the reply on.
func (p reply) want(status int) reply {
	p.t.Helper()
	if p.err != nil {
		p.t.Fatalf("request failed: %v", p.err)
	}
	if p.status != status {
		p.t.Fatalf("status %d, want %d: %s", p.status, status, p.body)
	}
	return p
}

// says insists on a text in the body.
func (p reply) says(text string) reply {
	p.t.Helper()
	if !strings.Contains(p.body, text) {
		p.t.Fatalf("%q is not in %s", text, p.body)
	}
	return p
}

// at walks into the JSON body: names for objects, "0" for the first element of a list.
func (p reply) at(path ...string) any {
	p.t.Helper()
	dec := json.NewDecoder(bytes.NewReader([]byte(p.body)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		p.t.Fatalf("%v: %s", err, p.body)
	}
	for _, step := range path {
		switch e := v.(type) {
		case map[string]any:
			v = e[step]
		case []any:
			n := int(step[0] - '0')
			if n >= len(e) {
				return nil
			}
			v = e[n]
		default:
			return nil
		}
	}
	return v
}

// text is at as a string.
func (p reply) text(path ...string) string {
	p.t.Helper()
	switch v := p.at(path...).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case nil:
		return "<none>"
	default:
		raw, err := json.Marshal(v)
		if err != nil {
			p.t.Fatal(err)
		}
		return string(raw)
	}
}

// bug creates a bug and returns its key.
func (r *rig) bug(summary string, labels ...string) string {
	r.t.Helper()
	raw, err := json.Marshal(map[string]any{"fields": map[string]any{"project": map[string]string{"key": "SHOP"},
		"issuetype": map[string]string{"name": "Bug"}, "summary": summary, "labels": append([]string{}, labels...)}})
	if err != nil {
		r.t.Fatal(err)
	}
	return r.post("issue", string(raw)).want(201).text("key")
}

// keys are the keys that a query finds, joined by spaces.
func (r *rig) keys(jql string) string {
	r.t.Helper()
	raw, err := json.Marshal(map[string]any{"jql": jql, "fields": []string{"key"}, "maxResults": 5000})
	if err != nil {
		r.t.Fatal(err)
	}
	p := r.post("search/jql", string(raw)).want(200)
	var out []string
	issues, _ := p.at("issues").([]any)
	for _, i := range issues {
		out = append(out, i.(map[string]any)["key"].(string))
	}
	return strings.Join(out, " ")
}
