package zephyr

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// Mutation is one change: who did what to which thing.
type Mutation struct {
	Seq  int       `json:"seq"`
	At   time.Time `json:"at"`
	By   string    `json:"by"` // "api" or "person"
	Verb string    `json:"verb"`
	Key  string    `json:"key"`             // of the case, cycle, plan or execution
	ID   int64     `json:"id,omitempty"`    // of an execution, which has no key on Data Center
	What string    `json:"what,omitempty"`  // field: value, …
	Link int64     `json:"link,omitempty"`  // id of the link that came or went
	To   string    `json:"issue,omitempty"` // key of the issue that it leads to
}

// The verbs of mutations.
const (
	VerbCreate = "create"
	VerbUpdate = "update"
	VerbDelete = "delete"
	VerbLink   = "link"
	VerbUnlink = "unlink"
)

// The hands that change things.
const (
	API    = "api"
	Person = "person"
)

// Audit is every mutation since the seed, in order; by narrows it down to "api" or "person" unless it is empty.
func (s *Site) Audit(by string) []Mutation {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.DeleteFunc(slices.Clone(s.audit), func(m Mutation) bool { return by != "" && m.By != by })
	return append([]Mutation{}, out...)
}

// note enters a mutation.
func (s *Site) note(m Mutation) {
	m.Seq, m.At = len(s.audit)+1, s.now()
	s.audit = append(s.audit, m)
}

// issueText is how the audit names an issue: its key, or its id when Jira has none.
func (s *Site) issueText(id int64) string {
	key, _ := s.IssueKey(id)
	return cmp.Or(key, strconv.FormatInt(id, 10))
}

// State is everything at one moment.
type State struct {
	Now        time.Time    `json:"now"`
	Projects   []*Project   `json:"projects"`
	Folders    []*Folder    `json:"folders"`
	Statuses   []*Status    `json:"statuses"`
	Cases      []*Case      `json:"cases"`
	Cycles     []*Cycle     `json:"cycles"`
	Plans      []*Plan      `json:"plans"`
	Executions []*Execution `json:"executions"`
	Writes     int          `json:"writes"` // mutations by the API so far
}

// State copies the state.
func (s *Site) State() State {
	writes := len(s.Audit(API))
	s.mu.Lock()
	defer s.mu.Unlock()
	return State{s.now(), clones(s.projects), clones(s.folders), clones(s.statuses), clones(s.cases), clones(s.cycles), clones(s.plans), clones(s.runs), writes}
}

// Execution copies an execution, by key or id.
func (s *Site) Execution(keyOrID string) (Execution, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := View{s}.Execution(keyOrID)
	if e == nil {
		return Execution{}, false
	}
	copied := *e
	copied.Links = slices.Clone(e.Links)
	return copied, true
}

// clones copies things one level deep: slices inside are replaced, never written to.
func clones[T any](list []*T) []*T {
	out := make([]*T, len(list))
	for n, one := range list {
		copied := *one
		out[n] = &copied
	}
	return out
}
