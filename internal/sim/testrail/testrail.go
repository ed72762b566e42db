// Package testrail is a TestRail for tests, demos and people without one: real state behind API v2.
//
// One Server is one instance. It keeps projects with suites, sections, cases, milestones, configurations, plans, runs,
// tests and results in memory, and answers `index.php?/api/v2/METHOD/ID&param=value` as TestRail does: basic
// authentication with mail address and API key (or password), pages of at most 250, UNIX seconds, texts for durations
// and references. What surrounds every request is here too: rate limit, maintenance, scripted faults, counting, the
// control plane under /_sim/; and tests act as people by the deeds of deeds.go.
//
// The built-in seed is a small web shop: project 1 "Web shop" (one suite) whose cases refer to SHOP-1 to SHOP-11 of the
// simulated Jira, with a completed run (1), a running one (2), and a plan (3) in two browsers (runs 4 and 5); project 2
// "Back office" (several suites) with a run of its own (6). Plans and runs count their ids together. Two custom statuses:
// 6 "Passed with remarks" and 7 "In quarantine". Users: demo@example.com with the key demo-key, guest@example.com with
// guest-key, who sees project 2 alone and may not write.
//
// It is an oracle, so it shares no code with the program under test and never guesses: what it does not know it
// refuses, in TestRail's words where public clients and trackers know them; two things it refuses that TestRail may
// ignore: filters and members of a body which no published client knows. It starts no goroutine that outlives a request
// and reads time only through Options.Now, so it runs inside a testing/synctest bubble.
package testrail

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Edition is a product.
type Edition int

// The editions. Cloud speaks as 10.5 does and later: tests and results carry title and references of their case. Server
// speaks as 9 does: a result names its test alone, and there is no rate limit and no daily maintenance.
const (
	Cloud Edition = iota
	OnPremises
)

func (e Edition) String() string {
	if e == OnPremises {
		return "Server"
	}
	return "Cloud"
}

// Options set up a Server; the zero value is a patient TestRail Cloud with the built-in seed.
type Options struct {
	Edition Edition
	Now     func() time.Time // default time.Now
	Limits  bool             // Cloud's real rate limit
	// PerMinute is how many requests a minute the limit allows, of all users together; 0 is 180, a Professional's.
	PerMinute int
	Seed      *Seed  // nil is the built-in seed
	BaseURL   string // address of the instance in links; default: as the client called it
	// Page is the most that one page holds, however much is asked for; 0 is 250.
	Page int
	// Legacy answers lists as bare arrays, as before 6.7: results, runs and plans at most 250 and by limit and offset,
	// all others whole, whatever limit and offset say.
	Legacy bool
	// NoEdit is the status with which edit_result is refused: 400 or 403 where a setting forbids it, 404 on servers that
	// do not have it; 0 allows it.
	NoEdit int
	// Drift answers as instances differ: unknown members, some ids as texts, null wherever it is allowed, and next
	// links with limit=0 and without the filters.
	Drift bool
	// Banner prints a stray line before the JSON, as some old servers do.
	Banner bool
}

// Server is one TestRail instance.
type Server struct {
	opts    Options
	limits  limiter
	traffic traffic
	faults  faults

	mu          sync.Mutex // over all that follows
	offset      time.Duration
	world       *world
	audit       []Mutation
	maintenance bool
}

// New builds an instance.
func New(opts Options) (*Server, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.NoEdit != 0 && opts.NoEdit != 400 && opts.NoEdit != 403 && opts.NoEdit != 404 {
		return nil, fmt.Errorf("testrail simulator: NoEdit is %d; it must be 0, 400, 403 or 404", opts.NoEdit)
	}
	if opts.Limits && opts.Edition == OnPremises {
		return nil, errors.New("testrail simulator: TestRail Server has no rate limit")
	}
	if opts.Page < 0 || opts.Page > maxPage {
		return nil, fmt.Errorf("testrail simulator: Page is %d; it must be 0 to %d", opts.Page, maxPage)
	}
	seed := opts.Seed
	if seed == nil {
		builtin, err := BuiltinSeed()
		if err != nil {
			return nil, fmt.Errorf("testrail simulator: built-in seed: %w", err)
		}
		seed = builtin
	}
	w, err := build(seed, opts.Now())
	if err != nil {
		return nil, fmt.Errorf("testrail simulator: %w", err)
	}
	return &Server{opts: opts, world: w}, nil
}

// Now is the instance's time: Options.Now plus what Advance added.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.opts.Now().Add(s.offset) }

// Advance moves the instance's clock forward, for processes that cannot virtualise time.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += max(d, 0)
}

// Case copies a case, deleted or not.
func (s *Server) Case(id int64) (Case, bool) {
	return copied(s, func(w *world) *Case { return w.cases[id] })
}

// Run copies a run, of a plan or stand-alone; a deleted one is gone.
func (s *Server) Run(id int64) (Run, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.runs[id]
	if r == nil {
		return Run{}, false
	}
	return r.copy(), true
}

// Test copies a test.
func (s *Server) Test(id int64) (Test, bool) {
	return copied(s, func(w *world) *Test { return w.tests[id] })
}

// Result copies a result.
func (s *Server) Result(id int64) (Result, bool) {
	return copied(s, func(w *world) *Result { return w.results[id] })
}

// Results copies the results of a case in a run, newest first; of all its cases where caseID is 0.
func (s *Server) Results(run, caseID int64) []Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.runs[run]
	if r == nil {
		return nil
	}
	var out []Result
	for _, res := range slices.Backward(r.results) {
		if caseID == 0 || res.Case == caseID {
			out = append(out, *res)
		}
	}
	return out
}

func copied[T any](s *Server, find func(*world) *T) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := find(s.world); found != nil {
		return *found, true
	}
	var none T
	return none, false
}
