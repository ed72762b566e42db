// Package zephyrcloud is a Zephyr Scale Cloud for tests, demos and people without one: the API v2 below /v2, over the
// state of package zephyr.
//
// It answers as the vendor's OpenAPI documents say (the schemas of 2026-08 that were generated from the current one, and
// a copy of 2025-10 for the headers), which testdata/openapi.yaml describes in our words for the endpoints that are here;
// where they are silent it is strict: parameters and members that it does not know are refused.
// Objects refer to each other by id and address, never by name; an execution's test case is to be cut out of its
// address. The control plane lies under /_sim/zephyr/.
package zephyrcloud

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"syncd/internal/sim/inprocess"
	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/zephyr"
)

// What people do and what is seen of it, under the names that callers use.
type (
	Deed      = zephyr.Deed
	Mutation  = zephyr.Mutation
	Execution = zephyr.Execution
	State     = zephyr.State
	Fault     = zephyr.Fault
	Request   = zephyr.Request
)

// The effects of faults.
const (
	Answer     = zephyr.Answer
	Drop       = zephyr.Drop
	LostAnswer = zephyr.LostAnswer
)

// Options set up a Server; the zero value is a fast, patient Zephyr with the built-in seed and no limits.
type Options struct {
	Now  func() time.Time // default time.Now
	Jira *simjira.Server  // whose issues are linked; nil: ids are those of the built-in seed of package jira, any other id is taken
	Seed []Deed           // nil is the built-in seed
	// Token is the bearer token, default demo-token. It is no JWT; what is refused is answered as the vendor does.
	Token string
	// Page is how many entries a page has at most, whatever is asked for; 0 is the documented 1000.
	Page int
	// LinksTouch has links to issues count as updates. No document says whether they do.
	LinksTouch bool
	// Classic is a tenant from before NextGen lists: of those only that of test cases is there, without updatedAfter.
	Classic bool
	// PerMinute is how many requests of a minute are answered; 0 is any number.
	PerMinute int
	// RetryZero has 429 say Retry-After: 0, which is not true.
	RetryZero bool
	BaseURL   string // address of the API without /v2; default: as the client called it
	JiraURL   string // address of the Jira site in links; default https://acme.example.com
}

// Server is Zephyr Scale Cloud of one Jira site.
type Server struct {
	*zephyr.Site
	*zephyr.Door
	opts Options
	mux  *http.ServeMux
}

// New builds a server.
func New(opts Options) (*Server, error) {
	site, err := zephyr.New(zephyr.Options{Now: opts.Now, Jira: opts.Jira, Seed: opts.Seed, LinksTouch: opts.LinksTouch})
	if err != nil {
		return nil, err
	}
	opts.Token, opts.JiraURL = cmp.Or(opts.Token, "demo-token"), strings.TrimRight(cmp.Or(opts.JiraURL, "https://acme.example.com"), "/")
	door := zephyr.NewDoor(site, zephyr.Rules{PerMinute: opts.PerMinute, RetryZero: opts.RetryZero,
		Busy: refusal{http.StatusTooManyRequests, "Too many requests. Try again later."}})
	s := &Server{Site: site, Door: door, opts: opts, mux: http.NewServeMux()}
	s.routes()
	door.Control(s.mux)
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Client is an http.Client that reaches the server in the process, without a socket.
func (s *Server) Client() *http.Client { return &http.Client{Transport: inprocess.Transport(s)} }

// routes mounts the API.
func (s *Server) routes() {
	for pattern, handle := range s.reads() {
		s.mux.HandleFunc("GET /v2/"+pattern, s.Through("GET /v2/"+pattern, s.api(handle)))
	}
	for pattern, handle := range map[string]func(*call) error{
		"POST /v2/testcases/{key}/links/issues":      link(zephyr.TestCase, keyT),
		"POST /v2/testcycles/{key}/links/issues":     link(zephyr.TestCycle, idOrR),
		"POST /v2/testplans/{key}/links/issues":      link(zephyr.TestPlan, idOrP),
		"POST /v2/testexecutions/{key}/links/issues": link(zephyr.TestExecution, idOrE),
		"POST /v2/testexecutions":                    createExecution,
		"PUT /v2/testexecutions/{key}":               updateExecution,
		"DELETE /v2/links/{id}":                      deleteLink,
	} {
		s.mux.HandleFunc(pattern, s.Through(pattern, s.api(bare(handle))))
	}
	s.mux.HandleFunc("/v2/", s.Through("ANY /v2/", s.api(func(c *call) error {
		return refuse(http.StatusNotFound, "No resource at %s %s", c.request.Method, c.request.URL.Path)
	})))
}

// reads are the routes that change nothing. A tenant without NextGen takes the word for a key, and refuses it.
func (s *Server) reads() map[string]func(*call) error {
	out := map[string]func(*call) error{
		"healthcheck": bare(func(c *call) error { c.writer.WriteHeader(http.StatusOK); return nil }),
		"projects":    listProjects, "projects/{key}": bare(getProject),
		"folders": listFolders, "statuses": listStatuses, "priorities": listPriorities, "environments": listEnvironments,
		"testcases": listCases, "testcases/nextgen": listCasesNextGen, "testcases/{key}": bare(getCase), "testcases/{key}/links": bare(caseLinks),
		"testcycles": listCycles, "testcycles/{key}": bare(getCycle),
		"testplans": listPlans, "testplans/{key}": bare(getPlan),
		"testexecutions": listExecutions, "testexecutions/{key}": getExecution, "testexecutions/{key}/links": bare(executionLinks),
		"issuelinks/{key}/testcases": bare(issueCases), "issuelinks/{key}/testcycles": bare(issueLinks(zephyr.TestCycle)),
		"issuelinks/{key}/testplans": bare(issueLinks(zephyr.TestPlan)), "issuelinks/{key}/executions": bare(issueLinks(zephyr.TestExecution)),
	}
	if !s.opts.Classic {
		out["testcycles/nextgen"], out["testplans/nextgen"], out["testexecutions/nextgen"] = listCyclesNextGen, listPlansNextGen, listExecutionsNextGen
	}
	return out
}
