package plan

import (
	"fmt"
	"time"

	"syncd/internal/desired"
	"syncd/internal/model"
)

// StateWord is how a failing case stands, in one word.
type StateWord string

// The states of a failing case.
const (
	StateDefect  StateWord = "defect"  // an issue of ours has it
	StateKnown   StateWord = "known"   // somebody else's issue has it
	StateWaiting StateWord = "waiting" // `when:` does not hold yet
	StateHeld    StateWord = "held"    // a defect is due and is not made
	StateMuted   StateWord = "muted"   // the tool says: do not report
	StateNew     StateWord = "new"     // a defect is about to be made by this very plan
)

// StateWords lists every state.
func StateWords() []StateWord {
	return []StateWord{StateDefect, StateKnown, StateWaiting, StateHeld, StateMuted, StateNew}
}

// CaseState is one failing case and who has it.
type CaseState struct {
	Case    model.CaseID `json:"case"`
	Title   string       `json:"title"`
	Source  string       `json:"source"`
	Project string       `json:"project"`
	State   StateWord    `json:"state"`
	Issue   string       `json:"issue,omitempty"` // of defect and known
	Hold    Reason       `json:"hold,omitempty"`  // of held
	Have    int          `json:"have,omitempty"`  // failures in a row so far
	Need    int          `json:"need,omitempty"`  // of waiting: failures that would do, 0 if more of them would not help
	Stories []string     `json:"stories,omitempty"`
	Detail  string       `json:"detail"` // one sentence

	Class        string    `json:"class,omitempty"`
	Component    string    `json:"component,omitempty"`
	Owner        string    `json:"owner,omitempty"`
	Environments []string  `json:"environments,omitempty"` // on which it fails
	Since        time.Time `json:"since,omitzero"`         // when the first of its failing lines began to fail
}

// String is the state as lists show it: `defect SHOP-9`, `held (limit)`,
// `waiting (1 of 2)`.
func (s CaseState) String() string {
	switch s.State {
	case StateDefect, StateKnown:
		return fmt.Sprintf("%s %s", s.State, s.Issue)
	case StateHeld:
		return fmt.Sprintf("%s (%s)", s.State, s.Hold)
	case StateWaiting:
		if s.Need > 0 {
			return fmt.Sprintf("%s (%d of %d)", s.State, s.Have, s.Need)
		}
		return fmt.Sprintf("%s (after %d)", s.State, s.Have)
	}
	return string(s.State)
}

// held adds a hold and, for a failing case, gives it that state.
func (m *maker) held(d desired.Defect, c Change, reason Reason, because string, args ...any) {
	if d.Evidence != desired.Failing {
		return
	}
	m.hold(c, reason, because, args...)
	m.state(d, StateHeld, fmt.Sprintf(because, args...))
	s := m.states[d.Key]
	s.Hold = reason
	m.states[d.Key] = s
}

// state sets how a failing case stands.
func (m *maker) state(d desired.Defect, word StateWord, detail string) {
	m.states[d.Key] = CaseState{Case: d.Case.ID, Title: d.Case.Title, Source: d.Case.Source, Project: d.Project,
		State: word, Have: d.Worst, Need: d.Need, Stories: d.Stories, Detail: detail,
		Class: d.Case.Class, Component: d.Case.Component, Owner: d.Case.Owner, Environments: d.Environments, Since: d.Since}
}

// setIssue names the issue that has a failing case.
func (m *maker) setIssue(d desired.Defect, key string) {
	s := m.states[d.Key]
	s.Issue = key
	m.states[d.Key] = s
}
