package qase_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	simqase "syncd/internal/sim/qase"
)

// rig is a simulator and a client of it, in the process. Whatever it answers is held against the description.
type rig struct {
	t     *testing.T
	sim   *simqase.Server
	token string
	loose bool // answers are not held against the description
}

// noon is when tests happen, unless they say otherwise.
func noon() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }

func newRig(t *testing.T, opts simqase.Options) *rig {
	t.Helper()
	if opts.Now == nil {
		opts.Now = noon
	}
	sim, err := simqase.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return &rig{t: t, sim: sim, token: "demo-token", loose: opts.Drift}
}

// as is the same simulator under another token; "" sends none.
func (r *rig) as(token string) *rig { return &rig{r.t, r.sim, token, r.loose} }

// reply is an answer.
type reply struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (r *rig) do(method, path, body string) reply {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, "http://qase.example"+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.token != "" {
		req.Header.Set("Token", r.token)
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
	if !r.loose && !strings.HasPrefix(path, "/_sim/") {
		for _, fault := range judge(r.t, req, body, resp, raw) {
			r.t.Errorf("%s %s: %d is not as described: %s\n%s", method, path, resp.StatusCode, fault, raw)
		}
	}
	return reply{r.t, resp.StatusCode, resp.Header, string(raw)}
}

func (r *rig) get(path string) reply { r.t.Helper(); return r.do("GET", path, "") }

// want insists on a status, and hands the reply on.
func (p reply) want(status int) reply {
	p.t.Helper()
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

// list is what a list answered.
type list struct {
	Total, Filtered, Count int
	Entities               []map[string]any
}

// list reads a list.
func (p reply) list() list {
	p.t.Helper()
	var out struct{ Result list }
	p.want(200).into(&out)
	return out.Result
}

// into reads the body.
func (p reply) into(v any) {
	p.t.Helper()
	if err := json.Unmarshal([]byte(p.body), v); err != nil {
		p.t.Fatalf("%v: %s", err, p.body)
	}
}

// column are the values of one member.
func (l list) column(name string) []any {
	var out []any
	for _, e := range l.Entities {
		out = append(out, e[name])
	}
	return out
}

// described is the description of the API, read once, with the operations that were met.
var described = sync.OnceValues(func() (routers.Router, error) {
	doc, err := openapi3.NewLoader().LoadFromFile("testdata/openapi.yaml")
	if err != nil {
		return nil, err
	}
	if err := doc.Validate(context.Background()); err != nil {
		return nil, err
	}
	return gorillamux.NewRouter(doc)
})

// options are strict: every fault is told, and a status that is not described is one.
var options = &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true,
	SkipSettingDefaults: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc,
	SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidator("date-time",
		openapi3.NewRegexpFormatValidator(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$`)), openapi3.DisableSchemaErrorDetails()}}

// judge holds an exchange against the description. A request that was refused may well be wrong; one that was accepted
// may not. What is nowhere described must be refused with 404, and what the simulator lacks with 501.
func judge(t *testing.T, req *http.Request, body string, resp *http.Response, answer []byte) []string {
	t.Helper()
	router, err := described()
	if err != nil {
		t.Fatal(err)
	}
	again := req.Clone(context.Background())
	again.Body = io.NopCloser(strings.NewReader(body))
	route, values, err := router.FindRoute(again)
	if err != nil || resp.StatusCode == http.StatusNotImplemented {
		if resp.StatusCode < 400 {
			return []string{"nothing describes it: " + err.Error()}
		}
		return nil
	}
	in := &openapi3filter.RequestValidationInput{Request: again, PathParams: values, Route: route, Options: options}
	var out []string
	if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil && resp.StatusCode < 400 {
		out = append(out, "request: "+err.Error())
	}
	if strange := undeclared(route, again.URL.Query()); len(strange) > 0 && resp.StatusCode < 400 {
		out = append(out, "parameters nobody described: "+strings.Join(strange, ", "))
	}
	if err := openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{RequestValidationInput: in,
		Status: resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(answer)), Options: options}); err != nil {
		out = append(out, err.Error())
	}
	met.note(route.Method+" "+route.Path, resp.StatusCode)
	return out
}

// undeclared are the parameters of a query that an operation does not have; the library lets them pass.
func undeclared(route *routers.Route, query url.Values) []string {
	var out []string
	for name := range query {
		if !slices.ContainsFunc(route.Operation.Parameters, func(p *openapi3.ParameterRef) bool { return p.Value.Name == name }) {
			out = append(out, name)
		}
	}
	return out
}

// met remembers which operations answered what.
var met = &meetings{all: map[string][]int{}}

type meetings struct {
	mu  sync.Mutex
	all map[string][]int
}

func (m *meetings) note(operation string, status int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.all[operation] = append(m.all[operation], status)
}

// well reports whether an operation has ever answered well.
func (m *meetings) well(operation string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.ContainsFunc(m.all[operation], func(status int) bool { return status < 300 })
}
