// Package qase is a Qase for tests, demos and people without one: real state behind API v1, and behind the call of
// API v2 that posts results.
//
// Shapes, parameters and limits are those of the vendor's OpenAPI sources (github.com/qase-tms/specs, testops-api,
// August 2026), which testdata/openapi.yaml describes in our words for the endpoints that are here. What the sources
// leave open the simulator leaves open, too: the order of lists (Options.NewestFirst turns it round), the words of
// refusals, the numbers of statuses of runs. Nothing should lean on them.
//
// The built-in seed is the test management of the web shop that the simulated Jira develops: project SHOP with suites,
// cases that name SHOP-1 to SHOP-11, environments, milestone 1.4, a run that was completed and one at work, and
// a project PAY that is empty. Logins are tokens: demo-token may do everything, guest-token may read.
//
// It is an oracle, so it shares no code with the program under test and never guesses: what it does not know it
// refuses, in Qase's words where they are known; what Qase has and the simulator has not is answered with 501, which
// Qase never sends. It starts no goroutine and reads time only through Options.Now, so it runs inside
// a testing/synctest bubble.
package qase

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Plan is a subscription. What a plan lacks is answered with 402.
type Plan string

// The plans. Free has neither external issues nor queries, Startup no queries.
const (
	Free       Plan = "free"
	Startup    Plan = "startup"
	Business   Plan = "business"
	Enterprise Plan = "enterprise"
)

// Options set up a Server; the zero value is a patient Qase on the Business plan with the built-in seed.
type Options struct {
	Now    func() time.Time // default time.Now
	Limits bool             // real rate limits: 600 requests a minute for each token
	Plan   Plan             // default Business
	Bare   bool             // projects SHOP and PAY with nothing in them
	// Page is the most that a list hands out at once, whatever was asked for; 0 is what was asked for.
	Page        int
	NewestFirst bool // lists begin with the newest; no order is promised
	// Drift answers as a product that has moved on: members nobody knows, numbers as strings, null for empty lists,
	// [] for empty objects, times with fractions, and the old words for the states of runs.
	Drift bool
	// Issues tells whether an issue exists, for what is linked; nil takes every text that looks like a key.
	Issues func(key string) bool
	// Jira is the address of the Jira Cloud site whose app is installed; default https://shop.atlassian.example.
	Jira string
}

// Server is one Qase workspace.
type Server struct {
	opts Options
	mux  *http.ServeMux

	mu       sync.Mutex
	offset   time.Duration // by which the control plane moved the clock
	projects []*project
	statuses []Option // of results, custom ones behind the system's
	hashes   int      // so many hashes were given out
	limits   limiter
	faults   []*Fault
	traffic  traffic
	audit    []Mutation
}

// New builds a workspace.
func New(opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	opts.Plan = cmp.Or(opts.Plan, Business)
	opts.Jira = strings.TrimRight(cmp.Or(opts.Jira, "https://shop.atlassian.example"), "/")
	switch opts.Plan {
	case Free, Startup, Business, Enterprise:
	default:
		return nil, fmt.Errorf("qase simulator: no plan %q", opts.Plan)
	}
	if opts.Page < 0 {
		return nil, fmt.Errorf("qase simulator: a page of %d; give 0 for what was asked for, or more", opts.Page)
	}
	s := &Server{opts: opts, mux: http.NewServeMux(), limits: limiter{}, traffic: traffic{counts: map[string]int{}},
		statuses: systemStatuses()}
	if err := s.plant(); err != nil {
		return nil, fmt.Errorf("qase simulator: built-in seed: %w", err)
	}
	s.routes()
	s.control()
	return s, nil
}

// Now is the workspace's time: Options.Now plus what Advance added.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

// now is Now for those who hold the lock. Qase keeps whole seconds.
func (s *Server) now() time.Time { return s.opts.Now().Add(s.offset).UTC().Truncate(time.Second) }

// Advance moves the workspace's clock forward, for processes that cannot virtualise time.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += max(d, 0)
}
