// Package jira is a Jira for tests, demos and people without one: real state behind Atlassian's REST API.
//
// One Server is one Jira site. Its state and rules live in package site, its wire shapes in one of two faces (packages
// cloud and datacenter, over what package face holds for both; a site shows one of them, never both), its query language in package jql and its rich text in
// package adf. This package wraps what surrounds every request: authentication, rate limits, scripted faults, latency,
// counting, the control plane under /_sim/ and a few readable pages; and it lets tests act as people.
//
// The built-in seed is a small web shop: projects SHOP, PAY and OPS, releases 1.3 to 1.5, a board with three sprints,
// SHOP-1 to SHOP-12. Its workflow is To Do → In Progress → In Review → Done, with a step back from each, Done
// reachable from every open status (31, whose screen takes the resolution and defaults to Done) and Reopen (41) from
// Done to To Do, which clears the resolution. Project OPS has no issues and a longer way: its only end is Closed (of the
// category Done), reached from In Review alone, by a screen that insists on a resolution. Users: demo@example.com with token demo-token (Europe/Berlin),
// ada@example.com with ada-token for what people do (America/New_York), guest@example.com with guest-token (UTC). On Data
// Center they log in as demo, ada and guest, and their tokens are both password and personal access token.
//
// It is an oracle, so it shares no code with the program under test and never guesses: what it does not know it
// refuses, in Jira's words where they are known. It starts no goroutine that outlives a request and reads time only
// through Options.Now, so it runs inside a testing/synctest bubble.
package jira

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"syncd/internal/sim/jira/cloud"
	"syncd/internal/sim/jira/datacenter"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// Edition is a Jira product.
type Edition int

// The editions.
const (
	Cloud Edition = iota
	DataCenter
)

func (e Edition) String() string {
	if e == DataCenter {
		return "Data Center"
	}
	return "Cloud"
}

// The state's own types, under the names that callers use.
type (
	Quirks     = site.Quirks
	Seed       = site.Seed
	SeedField  = site.SeedField
	Mutation   = site.Mutation
	Change     = site.Change
	Issue      = site.Snapshot
	Link       = site.LinkSnapshot
	RemoteLink = site.RemoteLinkSnapshot
	Comment    = site.CommentSnapshot
	Property   = site.Property
	Refusal    = site.Refusal
	SeedIssue  = site.SeedIssue
	SeedLink   = site.SeedLink
	User       = site.User
)

// LoadSeed reads a seed strictly; BuiltinSeed is a fresh copy of the one that ships with the simulator.
var (
	LoadSeed    = site.LoadSeed
	BuiltinSeed = site.BuiltinSeed
)

// Options set up a Server; the zero value is a fast, patient Jira Cloud with the built-in seed.
type Options struct {
	Edition  Edition
	Now      func() time.Time // default time.Now
	Latency  time.Duration    // added to every REST answer
	IndexLag time.Duration    // search shows a write only this long after it; reads by id or key show it at once
	Limits   bool             // real rate limits
	Seed     *Seed            // nil is the built-in seed
	BaseURL  string           // address of the site; default: as the client called it
	Quirks   Quirks
	// ContextPath is where a Data Center site lives below its host, such as "/jira"; nothing answers beside it but the
	// control plane.
	ContextPath string
}

// Server is one Jira site.
type Server struct {
	opts    Options
	site    *site.Site
	mux     *http.ServeMux
	mounted []face.Route
	router  *router
	limits  *limiter
	faults  *script
	traffic *traffic
	doors   *doors
	lent    *lent
	teller  *teller

	mu     sync.Mutex
	offset time.Duration // by which the control plane moved the clock
}

// New builds a site.
func New(opts Options) (*Server, error) {
	routes := cloud.Routes()
	if opts.Edition == DataCenter {
		routes = datacenter.Routes()
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	seed := opts.Seed
	if seed == nil {
		builtin, err := BuiltinSeed()
		if err != nil {
			return nil, fmt.Errorf("jira simulator: built-in seed: %w", err)
		}
		seed = builtin
	}
	if opts.Edition == DataCenter {
		seed = unbounded(seed)
	}
	state, err := site.New(seed, site.Options{IndexLag: opts.IndexLag, Quirks: opts.Quirks}, opts.Now())
	if err != nil {
		return nil, fmt.Errorf("jira simulator: %w", err)
	}
	s := &Server{opts: opts, site: state, mux: http.NewServeMux(),
		mounted: routes, router: newRouter(routes), limits: newLimiter(), faults: &script{}, traffic: newTraffic(), doors: newDoors(), lent: &lent{}, teller: &teller{}}
	s.routes()
	return s, nil
}

// unbounded is a seed without Cloud's limits per issue, which Data Center does not have.
func unbounded(seed *Seed) *Seed {
	out := *seed
	out.Limits.Comments = cmp.Or(out.Limits.Comments, 1<<30)
	out.Limits.Attachments = cmp.Or(out.Limits.Attachments, 1<<30)
	out.Limits.IssueLinks = cmp.Or(out.Limits.IssueLinks, 1<<30)
	out.Limits.RemoteLinks = cmp.Or(out.Limits.RemoteLinks, 1<<30)
	out.Limits.Upload = cmp.Or(out.Limits.Upload, 10<<20)
	return &out
}

// Now is the site's time: Options.Now plus what Advance added.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opts.Now().Add(s.offset)
}

// Advance moves the site's clock forward, for processes that cannot virtualise time.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += max(d, 0)
}

// sleep waits, unless the client goes away first, and reports whether it waited to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Audit is every mutation so far, in order.
func (s *Server) Audit() []Mutation {
	s.settle()
	return s.site.Audit()
}

// Issue copies an issue, by id or any key it ever had, whoever may see it.
func (s *Server) Issue(key string) (Issue, bool) {
	s.settle()
	return s.site.Snapshot(key)
}

// Issues copies all issues, oldest first.
func (s *Server) Issues() []Issue {
	s.settle()
	return s.site.Snapshots()
}
