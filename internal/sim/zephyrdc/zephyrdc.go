// Package zephyrdc is a Zephyr Scale Data Center for tests, demos and people without one: the API 1.0 below
// /rest/atm/1.0 of a simulated Jira Data Center, over the state of package zephyr. What is not its own it leaves to the
// Jira; whoever may log in there may log in here.
//
// It answers as the vendor's OpenAPI document with its examples says (a copy of 2024); where that is silent it is
// strict. Things go by key and name, never by id; times carry offsets without a colon. The page of a run's results is
// newer than that document: its parameters are those that clients send. The control plane lies under /_sim/zephyr/.
package zephyrdc

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
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

// Options set up a Server; only Jira is needed.
type Options struct {
	Jira *simjira.Server  // a Data Center, in which Zephyr lives
	Now  func() time.Time // default the Jira's own
	Seed []Deed           // nil is the built-in seed
	// Page is how many entries a page has at most, whatever is asked for; 0 is as many as are asked for.
	Page int
	// NoPages is an older build: the page of a run's results is 404.
	NoPages bool
	// Summaries has searched runs carry executionResultsSummary, which the document shows for a single run only.
	Summaries bool
	PerMinute int            // how many requests of a minute are answered; 0 is any number
	RetryZero bool           // has 429 say Retry-After: 0, which is not true
	Zone      *time.Location // of times of results; default two hours east of UTC
}

// Server is a Jira Data Center with Zephyr Scale.
type Server struct {
	*zephyr.Site
	*zephyr.Door
	opts  Options
	mux   *http.ServeMux
	turns atomic.Int64 // of answers whose order is not stable
}

// New builds a server.
func New(opts Options) (*Server, error) {
	if opts.Jira == nil {
		return nil, errors.New("zephyr simulator: Data Center needs a Jira to live in")
	}
	if opts.Now == nil {
		opts.Now = opts.Jira.Now
	}
	if opts.Zone == nil {
		opts.Zone = time.FixedZone("", 2*60*60)
	}
	site, err := zephyr.New(zephyr.Options{Now: opts.Now, Jira: opts.Jira, Seed: opts.Seed})
	if err != nil {
		return nil, err
	}
	door := zephyr.NewDoor(site, zephyr.Rules{PerMinute: opts.PerMinute, RetryZero: opts.RetryZero,
		Busy: refusal{http.StatusTooManyRequests, []string{"Rate limit exceeded."}}})
	s := &Server{Site: site, Door: door, opts: opts, mux: http.NewServeMux()}
	s.routes()
	door.Control(s.mux)
	return s, nil
}

// Client is an http.Client that reaches the server in the process, without a socket; also for what the Jira answers.
func (s *Server) Client() *http.Client { return &http.Client{Transport: inprocess.Transport(s)} }

// root is where the API lives below the context path.
const root = "/rest/atm/1.0/"

// ServeHTTP answers what is Zephyr's and leaves the rest to the Jira.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	prefix := s.opts.Jira.ContextPath()
	switch {
	case strings.HasPrefix(r.URL.Path, zephyr.Prefix):
		s.mux.ServeHTTP(w, r)
	case strings.HasPrefix(r.URL.Path, prefix+root):
		http.StripPrefix(prefix, s.mux).ServeHTTP(w, r)
	default:
		s.opts.Jira.ServeHTTP(w, r)
	}
}

// routes mounts the API.
func (s *Server) routes() {
	for pattern, handle := range map[string]func(*call) error{
		"GET testcase/search":                               searchCases,
		"GET testcase/{key}":                                getCase,
		"GET testcase/{key}/testresult/latest":              latest,
		"GET testrun/search":                                searchRuns,
		"GET testrun/{key}":                                 getRun,
		"GET testrun/{key}/testresults":                     runResults,
		"GET testrun/{key}/testresults/page":                runResultsPage,
		"GET testplan/search":                               searchPlans,
		"GET testplan/{key}":                                getPlan,
		"GET issuelink/{key}/testcases":                     issueCases,
		"GET environments":                                  environments,
		"PUT testrun/{key}/testcase/{testCase}/testresult":  updateResult,
		"POST testrun/{key}/testcase/{testCase}/testresult": createResult,
		"POST testresult":                                   createAdHoc,
	} {
		method, path, _ := strings.Cut(pattern, " ")
		full := method + " " + root + path
		s.mux.HandleFunc(full, s.Through(full, s.api(handle)))
	}
	s.mux.HandleFunc(root, s.Through("ANY "+root, s.api(func(*call) error { return errAbsent })))
}
