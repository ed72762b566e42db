// Package readiness says whether a release, a sprint or a saved filter is ready: how its
// stories and tests stand, which defects are open, and which risks remain.
//
// It is a quiet room: tables and pure functions over what verdict, plan and the ledger
// found. What it says goes to record, which keeps it, and from there to pages, metrics,
// reports and notifiers. It changes nothing in Jira; publishing a verdict is for plan.
package readiness

import (
	"slices"
	"time"

	"syncd/internal/jira"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// Kind is what a scope is in Jira.
type Kind string

// The kinds of scope.
const (
	Release Kind = "release" // a version of a project
	Sprint  Kind = "sprint"
	Filter  Kind = "filter" // a search that the configuration names
)

// Kinds lists every kind.
func Kinds() []Kind { return []Kind{Release, Sprint, Filter} }

// Scope is something that people review: a set of stories with a date.
type Scope struct {
	Kind    Kind   `json:"kind"`
	Project string `json:"project,omitempty"` // key, of a release
	ID      string `json:"id"`                // in Jira; of a filter its name
	Name    string `json:"name"`
	Board   string `json:"board,omitempty"` // of a sprint
	// Over is true for a version that is released and a sprint that is closed.
	Over  bool      `json:"over,omitempty"`
	Start time.Time `json:"start,omitzero"`
	Due   time.Time `json:"due,omitzero"`
	Ended time.Time `json:"ended,omitzero"` // when it was released or closed, as far as Jira tells
}

// State is the answer in one word.
type State string

// The states of readiness.
const (
	Ready    State = "ready"
	AtRisk   State = "at_risk"
	NotReady State = "not_ready"
)

// States lists every state, the best first.
func States() []State { return []State{Ready, AtRisk, NotReady} }

// Words is the state as people read it.
func (s State) Words() string {
	switch s {
	case Ready:
		return "Ready"
	case AtRisk:
		return "At risk"
	}
	return "Not ready"
}

// Readiness is how one scope stands.
type Readiness struct {
	Scope
	Sync  string `json:"sync"`
	State State  `json:"state"`
	Why   string `json:"why"` // one sentence that says it all
	// AsOf is when it was judged; Newest when the latest result that it rests on happened.
	AsOf   time.Time `json:"as_of"`
	Newest time.Time `json:"newest,omitzero"`
	// Rests says which results it rests on: those of its own version, or the latest of any.
	Rests    string           `json:"rests"`
	Evidence verdict.Evidence `json:"evidence"`
	Doubts   []Doubt          `json:"doubts,omitempty"` // sources that are not known completely

	Stories map[verdict.Word]int     `json:"stories"` // by verdict
	Total   int                      `json:"total"`   // stories
	Tests   map[verdict.Progress]int `json:"tests"`
	Failing map[plan.StateWord]int   `json:"failing"`         // tests, by who has them
	Defects []PriorityCount          `json:"defects"`         // open ones, by priority, the gravest first
	Oldest  time.Time                `json:"oldest,omitzero"` // when the oldest of them was made, zero where none is open
	Risks   []Risk                   `json:"risks"`           // in the order of the list
	Score   Score                    `json:"score"`
	Members []Member                 `json:"-"` // kept apart: there may be thousands
}

// Doubt is a source that feeds a scope and is not known completely.
type Doubt struct {
	Source   string           `json:"source"`
	Evidence verdict.Evidence `json:"evidence"`
	Whole    time.Time        `json:"whole,omitzero"` // when all of it was last read, zero if never
}

// PriorityCount counts the open defects of one priority.
type PriorityCount struct {
	Priority string `json:"priority"` // as Jira names it; "" where none is set
	Open     int    `json:"open"`
	Blocking bool   `json:"blocking,omitempty"`
}

// Member is one story of a scope.
type Member struct {
	IssueID string `json:"issue_id"`
	Key     string `json:"key"`
	Title   string `json:"title,omitempty"`
	Type    string `json:"type"`
	Status  string `json:"status"`
	Done    bool   `json:"done,omitempty"` // in Jira
	// Category is what its status means in Jira.
	Category jira.Category `json:"category,omitempty"`
	// Restricted is an issue with a security level: title and status are left out.
	Restricted bool         `json:"restricted,omitempty"`
	Verdict    verdict.Word `json:"verdict"`
	Passed     int          `json:"passed"`
	Tests      int          `json:"tests"`
	Open       int          `json:"open"`              // open defects
	Failing    []string     `json:"failing,omitempty"` // who has its failing tests, in the words of the morning list
	Reason     string       `json:"reason"`
	Waiver     *Waiver      `json:"waiver,omitempty"`
}

// Brief is the same without what lists do not show: stories, and the items of risks.
func (r Readiness) Brief() Readiness {
	r.Members, r.Risks = nil, slices.Clone(r.Risks)
	for i := range r.Risks {
		r.Risks[i].Items = []Item{}
	}
	return r
}

// Of returns the risk of a kind, with nothing in it where there is none.
func (r Readiness) Of(kind RiskKind) Risk {
	for _, risk := range r.Risks {
		if risk.Kind == kind {
			return risk
		}
	}
	return Risk{Kind: kind}
}

// Open counts the open defects.
func (r Readiness) Open() (open, blocking int) {
	for _, p := range r.Defects {
		open += p.Open
		if p.Blocking {
			blocking += p.Open
		}
	}
	return open, blocking
}
