// Package zephyr is the state behind the two simulated editions of Zephyr Scale: test cases, cycles, executions, plans
// and their links to issues of a simulated Jira, with the rules that both editions share. Packages zephyrcloud and
// zephyrdc show it over their APIs.
//
// The built-in seed is a list of deeds (see Deed): project SHOP with test cases SHOP-T1 to SHOP-T10, most of which
// cover SHOP-1 to SHOP-11 of the simulated Jira's own seed; cycles SHOP-R1 and SHOP-R2 of version 1.4 in Chrome and
// Firefox; executions of every default status and of "Needs review", which a person added; SHOP-T3 was executed three times
// in SHOP-R1, SHOP-T4 failed there and links SHOP-10. Project PAY has Zephyr switched off.
//
// It is an oracle for tests: it shares no code with the program under test, starts no goroutine, and reads time only
// through Options.Now. It never guesses: what it does not know it refuses.
package zephyr

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	simjira "syncd/internal/sim/jira"
)

// Options set up a Site; the zero value has the built-in seed and a Jira of its own.
type Options struct {
	Now  func() time.Time // default time.Now
	Jira *simjira.Server  // whose issues are linked; nil: ids of the built-in seed, and any other id is taken as it comes
	Seed []Deed           // nil is the built-in seed
	// LinksTouch has a link to an issue count as a change of what was linked, so that updatedAfter finds it. No document
	// says whether it does.
	LinksTouch bool
}

// Site is the test management of one Jira.
type Site struct {
	opts   Options
	jira   *simjira.Server
	people []person

	mu       sync.Mutex
	offset   time.Duration
	last     map[string]int64 // the last number given, by sequence
	projects []*Project
	folders  []*Folder
	statuses []*Status
	priority []*Option
	environs []*Option
	cases    []*Case
	cycles   []*Cycle
	plans    []*Plan
	runs     []*Execution
	audit    []Mutation
	lost     map[string]int64 // by case, the last execution that went with its cycle
}

// New builds a site and plants its seed.
func New(opts Options) (*Site, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	s := &Site{opts: opts, jira: opts.Jira, last: map[string]int64{}, lost: map[string]int64{}}
	if s.jira == nil {
		own, err := simjira.New(simjira.Options{Now: opts.Now})
		if err != nil {
			return nil, fmt.Errorf("zephyr simulator: %w", err)
		}
		s.jira = own
	}
	if err := errors.Join(s.meet(), s.found("SHOP", true), s.found("PAY", false)); err != nil {
		return nil, fmt.Errorf("zephyr simulator: %w", err)
	}
	seed := opts.Seed
	if seed == nil {
		builtin, err := BuiltinSeed()
		if err != nil {
			return nil, fmt.Errorf("zephyr simulator: %w", err)
		}
		seed = builtin
	}
	for n, d := range seed {
		if _, err := s.perform(d); err != nil {
			return nil, fmt.Errorf("zephyr simulator: deed %d of the seed: %w", n+1, err)
		}
	}
	s.audit = nil
	return s, nil
}

// Now is the site's time: Options.Now plus what Advance added.
func (s *Site) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Site) now() time.Time { return s.opts.Now().Add(s.offset) }

// Advance moves the site's clock forward, for processes that cannot virtualise time.
func (s *Site) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.offset += max(d, 0)
}

// With runs a function on the state while nobody else does. What it reads it must not keep.
func (s *Site) With(do func(v View) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return do(View{s})
}

// next gives the next number of a sequence, which starts above a floor of its own so that no two kinds share ids.
func (s *Site) next(sequence string, floor int64) int64 {
	s.last[sequence] = max(s.last[sequence], floor) + 1
	return s.last[sequence]
}

// person is one of Jira's users, under the names by which the editions know them.
type person struct{ email, account, username string }

// meet learns who there is.
func (s *Site) meet() error {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		return err
	}
	for _, u := range seed.Users {
		s.people = append(s.people, person{u.Email, u.AccountID, u.Username})
	}
	return nil
}

// AccountID and Username are how a person, named in any way, is called on Cloud and on Data Center; strangers keep
// their name.
func (s *Site) AccountID(who string) string { return s.who(who).account }

// Username is the person's name on Data Center.
func (s *Site) Username(who string) string { return s.who(who).username }

func (s *Site) who(name string) person {
	for _, p := range s.people {
		if name == p.email || name == p.account || name == p.username {
			return p
		}
	}
	return person{name, name, name}
}

// issue finds an issue of Jira by key or id. Without a Jira of the caller's any id will do.
func (s *Site) issue(keyOrID string) (int64, error) {
	id, err := strconv.ParseInt(keyOrID, 10, 64)
	if err == nil && s.opts.Jira == nil && id > 0 {
		return id, nil
	}
	known, ok := s.jira.Issue(keyOrID)
	if !ok {
		return 0, fmt.Errorf("no issue %q in the simulated Jira", keyOrID)
	}
	return strconv.ParseInt(known.ID, 10, 64)
}

// IssueID is the id of an issue by key or id; false when Jira has none.
func (s *Site) IssueID(keyOrID string) (int64, bool) {
	id, err := s.issue(keyOrID)
	return id, err == nil
}

// IssueKey is the present key of an issue; false when Jira has no such issue any more.
func (s *Site) IssueKey(id int64) (string, bool) {
	known, ok := s.jira.Issue(strconv.FormatInt(id, 10))
	return known.Key, ok
}
