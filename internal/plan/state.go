package plan

import (
	"fmt"

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
	Have    int          `json:"have,omitempty"`  // of waiting: failures so far
	Stories []string     `json:"stories,omitempty"`
	Detail  string       `json:"detail"` // one sentence
}

// String is the state as lists show it: `defect SHOP-9`, `held (limit)`.
func (s CaseState) String() string {
	switch s.State {
	case StateDefect, StateKnown:
		return fmt.Sprintf("%s %s", s.State, s.Issue)
	case StateHeld:
		return fmt.Sprintf("%s (%s)", s.State, s.Hold)
	case StateWaiting:
		return fmt.Sprintf("%s (after %d)", s.State, s.Have)
	}
	return string(s.State)
}
