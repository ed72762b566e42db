package qase

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"
)

// Project is everything of one project, as GET /_sim/state shows it. Ids count up within a project.
type Project struct {
	Code         string        `json:"code"`
	Title        string        `json:"title"`
	Suites       []Suite       `json:"suites"`
	Cases        []Case        `json:"cases"`
	Milestones   []Milestone   `json:"milestones"`
	Environments []Environment `json:"environments"`
	Groups       []Group       `json:"configurations"`
	Plans        []TestPlan    `json:"plans"`
	Runs         []Run         `json:"runs"`
	Results      []Result      `json:"results"`
	Defects      []Defect      `json:"defects"`
}

// project is a Project and the last id of each kind that was given out; what is deleted leaves a gap.
type project struct {
	Project
	last map[string]int64
}

// next gives out an id.
func (p *project) next(kind string) int64 {
	p.last[kind]++
	return p.last[kind]
}

// Suite is a folder of cases.
type Suite struct {
	ID      int64     `json:"id"`
	Title   string    `json:"title"`
	Parent  int64     `json:"parent,omitempty"` // 0 is none
	Created time.Time `json:"created"`
}

// Issue is an issue that a case or a run names.
type Issue struct {
	Type string `json:"type"` // jira-cloud
	ID   string `json:"id"`   // its key
}

// Param is one parameter of a case with its values.
type Param struct {
	Title  string   `json:"title"`
	Values []string `json:"values"`
}

// Case is a test case. What has options is told by the option's slug; see options.go.
type Case struct {
	ID         int64     `json:"id"`
	Title      string    `json:"title"`
	Suite      int64     `json:"suite,omitempty"`
	Milestone  int64     `json:"milestone,omitempty"`
	Status     string    `json:"status"`     // actual, draft or deprecated
	Severity   string    `json:"severity"`   // normal unless told otherwise
	Priority   string    `json:"priority"`   // medium unless told otherwise
	Type       string    `json:"type"`       // functional unless told otherwise
	Behavior   string    `json:"behavior"`   // positive unless told otherwise
	Automation string    `json:"automation"` // is-not-automated unless told otherwise
	Flaky      bool      `json:"flaky,omitempty"`
	Tags       []string  `json:"tags,omitempty"`
	Params     []Param   `json:"params,omitempty"`
	Issues     []Issue   `json:"issues,omitempty"`
	Created    time.Time `json:"created"`
	Updated    time.Time `json:"updated"`
}

// Milestone is what a release is here.
type Milestone struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Completed bool      `json:"completed,omitempty"`
	Created   time.Time `json:"created"`
}

// Environment is where runs take place.
type Environment struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	Slug  string `json:"slug"`
}

// Group is a group of configurations, such as Browser.
type Group struct {
	ID             int64    `json:"id"`
	Title          string   `json:"title"`
	Configurations []Config `json:"configurations"`
}

// Config is one configuration of a group, such as Firefox.
type Config struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
}

// TestPlan is a set of cases to make runs of.
type TestPlan struct {
	ID      int64     `json:"id"`
	Title   string    `json:"title"`
	Cases   []int64   `json:"cases"`
	Created time.Time `json:"created"`
}

// Run is a test run. Its state follows from Ended, Aborted and its results.
type Run struct {
	ID          int64     `json:"id"`
	Title       string    `json:"title"`
	Cases       []int64   `json:"cases"`
	Plan        int64     `json:"plan,omitempty"`
	Milestone   int64     `json:"milestone,omitempty"`
	Environment int64     `json:"environment,omitempty"`
	Configs     []int64   `json:"configurations,omitempty"`
	Tags        []string  `json:"tags,omitempty"`
	Issue       *Issue    `json:"issue,omitempty"` // at most one
	Started     time.Time `json:"started"`
	Ended       time.Time `json:"ended,omitzero"` // zero while it is at work
	Aborted     bool      `json:"aborted,omitempty"`
}

// Result is one execution of a case in a run. A case may have several in one run; the latest is the one that counts.
type Result struct {
	Hash       string            `json:"hash"`
	Run        int64             `json:"run"`
	Case       int64             `json:"case"`
	Status     string            `json:"status"` // slug, custom ones included
	Comment    string            `json:"comment,omitempty"`
	Stacktrace string            `json:"stacktrace,omitempty"`
	Params     map[string]string `json:"params,omitempty"` // posted; no answer shows them
	Spent      time.Duration     `json:"spent,omitempty"`
	Ended      time.Time         `json:"ended,omitzero"` // zero while in progress
	API        bool              `json:"api,omitempty"`
	Member     int64             `json:"member,omitempty"` // who ran it; no answer shows it
	Key        string            `json:"key,omitempty"`    // idempotency key of v2
}

// Defect is a defect of Qase's own. It names results; results do not name it.
type Defect struct {
	ID        int64     `json:"id"`
	Title     string    `json:"title"`
	Actual    string    `json:"actual"`
	Severity  string    `json:"severity"` // normal unless told otherwise
	Status    string    `json:"status"`   // open, in_progress, resolved or invalid
	Milestone int64     `json:"milestone,omitempty"`
	Results   []string  `json:"results,omitempty"` // hashes
	External  string    `json:"external,omitempty"`
	Tags      []string  `json:"tags,omitempty"`
	Created   time.Time `json:"created"`
	Updated   time.Time `json:"updated"`
	Resolved  time.Time `json:"resolved,omitzero"`
}

// find returns a project, nil where there is none.
func (s *Server) find(code string) *project {
	n := slices.IndexFunc(s.projects, func(p *project) bool { return p.Code == code })
	if n < 0 {
		return nil
	}
	return s.projects[n]
}

// at is a pointer into a list, nil where nothing fits.
func at[T any](list []T, fits func(T) bool) *T {
	n := slices.IndexFunc(list, fits)
	if n < 0 {
		return nil
	}
	return &list[n]
}

func (p *project) kase(id int64) *Case { return at(p.Cases, func(c Case) bool { return c.ID == id }) }
func (p *project) run(id int64) *Run   { return at(p.Runs, func(r Run) bool { return r.ID == id }) }
func (p *project) defect(id int64) *Defect {
	return at(p.Defects, func(d Defect) bool { return d.ID == id })
}
func (p *project) result(hash string) *Result {
	return at(p.Results, func(r Result) bool { return r.Hash == hash })
}

// hash gives out the name of a result: forty hexadecimal digits, the same in every process.
func (s *Server) hash() string {
	s.hashes++
	sum := sha256.Sum256(fmt.Appendf(nil, "result %d", s.hashes))
	return hex.EncodeToString(sum[:20])
}

// latest are the results that count in a run: the last that was posted for each case.
func (p *project) latest(run int64) map[int64]*Result {
	out := map[int64]*Result{}
	for n := range p.Results {
		if p.Results[n].Run == run {
			out[p.Results[n].Case] = &p.Results[n]
		}
	}
	return out
}
