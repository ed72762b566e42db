// Package xraydc is a simulated Xray for Jira Data Center: its REST interface ("raven", 1.0 and 2.0) in a simulated Jira
// Data Center, whose issues the tests and executions are.
//
// It lives inside that Jira, as the product does: the same address and context path, the same users and logins, the same
// rate limits, faults and control plane. It adds /rest/raven/1.0/ and /rest/raven/2.0/, and /_sim/xray/.
//
// Its traps are those of the product: no filter by date, no JQL but that of saved filters; lists without totals, which end
// with an empty page; a limit above the administrator's maximum; errors that are plain text; times with the server's own
// offset, and in one list words that people read ("Friday 10:13 AM").
package xraydc

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
)

// Options set up a Server; the zero value is Xray with its seed in a new Jira.
type Options struct {
	Jira     *simjira.Server // of edition Data Center; nil is a new one with xray.Seed; its time is this Xray's time
	MaxLimit int             // most items of a page, as the administrator set it; default 100
	// LowersLimit has a greater limit lowered to MaxLimit without a word; otherwise it is refused.
	LowersLimit bool
	Zone        *time.Location // of the server; default an hour east of UTC
	BareOffset  bool           // times end in +0100 instead of +01:00
	// NamesNoExecution leaves testExecKey out of the export: the documentation that was at hand does not show it.
	NamesNoExecution bool
	Expired          bool          // the licence is; see SetLicense
	Statuses         []xray.Status // nil are the built-in ones
	Bare             bool          // without the runs of the seed
}

// Server is one Jira with Xray in it. The Book's methods do what people do.
type Server struct {
	*xray.Book
	opts Options
	jira *simjira.Server

	mu      sync.Mutex
	expired bool
}

// New puts Xray into a Jira.
func New(o Options) (*Server, error) {
	if o.Jira == nil {
		seed, err := xray.Seed()
		if err != nil {
			return nil, fmt.Errorf("xray simulator: %w", err)
		}
		if o.Jira, err = simjira.New(simjira.Options{Edition: simjira.DataCenter, Seed: seed}); err != nil {
			return nil, err
		}
	}
	if o.Jira.Edition() != simjira.DataCenter {
		return nil, errors.New("xray simulator: this Xray lives in a Jira Data Center")
	}
	if o.MaxLimit <= 0 {
		o.MaxLimit = 100
	}
	if o.Zone == nil {
		o.Zone = time.FixedZone("server", 3600)
	}
	book, err := xray.New(xray.Options{Jira: o.Jira, Statuses: o.Statuses, Bare: o.Bare})
	if err != nil {
		return nil, err
	}
	s := &Server{Book: book, opts: o, jira: o.Jira, expired: o.Expired}
	s.mount()
	book.Control("/rest/raven/")
	return s, nil
}

// ServeHTTP answers for Jira and Xray alike.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.jira.ServeHTTP(w, r) }

// Client is a client of both, in the process.
func (s *Server) Client() *http.Client { return s.jira.Client() }

// SetLicense lets the licence expire, or renews it. Without one everything is 401.
func (s *Server) SetLicense(valid bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired = !valid
}

func (s *Server) licensed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.expired
}

// endpoint is a route below /rest/raven/, in the versions that have it.
type endpoint struct {
	versions     []string
	method, path string
	handle       func(*Server, *call) (any, error)
}

var both, newer = []string{"1.0", "2.0"}, []string{"2.0"}

var endpoints = []endpoint{
	{both, "GET", "testruns", (*Server).export},
	{both, "GET", "api/testrun", (*Server).oneByKeys},
	{both, "GET", "api/testrun/{id}", (*Server).oneByID},
	{both, "PUT", "api/testrun/{id}", (*Server).update},
	{both, "PUT", "api/testrun/{id}/status", (*Server).setStatus},
	{both, "GET", "api/testrun/{id}/defect", (*Server).defects},
	{both, "POST", "api/testrun/{id}/defect", (*Server).addDefects},
	{both, "DELETE", "api/testrun/{id}/defect/{key}", (*Server).removeDefect},
	{both, "GET", "api/testexec/{key}/test", (*Server).testsOfExecution},
	{both, "GET", "api/test/{key}/testruns", (*Server).runsOfTest},
	{both, "GET", "api/test/{key}/testexecutions", (*Server).executionsOfTest},
	{both, "GET", "api/test/{key}/testplans", (*Server).plansOfTest},
	{both, "GET", "api/testplan/{key}/test", (*Server).testsOfPlan},
	{both, "GET", "api/testplan/{key}/testexecution", (*Server).executionsOfPlan},
	{both, "GET", "api/settings/teststatuses", (*Server).statuses},
	{newer, "GET", "api/xraylicense", (*Server).license},
}

func (s *Server) mount() {
	var routes []face.Route
	for _, e := range endpoints {
		for _, v := range e.versions {
			routes = append(routes, face.Route{Method: e.method, Path: "/rest/raven/" + v + "/" + e.path, Access: face.Login,
				Handle: func(c *face.Call) { s.answer(e, v, c) }})
		}
	}
	s.jira.Mount("/rest/raven/", routes...)
}
