package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"syncd/internal/desired"
	"syncd/internal/model"
)

// StateWord is how a failing case stands, in one word.
type StateWord string

// The states of a failing case.
const (
	StateDefect  StateWord = "defect"      // an issue of ours has it
	StateKnown   StateWord = "known"       // somebody else's issue has it
	StateWaiting StateWord = "waiting"     // `when:` does not hold yet
	StateHeld    StateWord = "held"        // a defect is due and is not made
	StateRed     StateWord = "already red" // it failed when syncd first met its source, with too many others to be news
	StateMuted   StateWord = "muted"       // the tool says: do not report
	StateNew     StateWord = "new"         // a defect is about to be made by this very plan
)

// StateWords lists every state.
func StateWords() []StateWord {
	return []StateWord{StateDefect, StateKnown, StateWaiting, StateHeld, StateRed, StateMuted, StateNew}
}

// CaseState is one failing case and who has it.
type CaseState struct {
	Case    model.CaseID `json:"case"`
	Title   string       `json:"title"`
	Source  string       `json:"source"`
	Project string       `json:"project"`
	State   StateWord    `json:"state"`
	Issue   string       `json:"issue,omitempty"`  // of defect and known
	Defect  string       `json:"defect,omitempty"` // ledger name of the defect that is about to be made
	Hold    Reason       `json:"hold,omitempty"`   // of held
	Have    int          `json:"have,omitempty"`   // failures in a row so far
	Need    int          `json:"need,omitempty"`   // of waiting: failures that would do, 0 if more of them would not help
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

// stand is how the failing cases of one wish stand, before it is told of each of them.
type stand struct {
	d      desired.Defect
	state  StateWord
	issue  string
	defect string
	hold   Reason
	detail string
}

// held adds a hold and, for a failing case, gives it that state.
func (m *maker) held(d desired.Defect, c Change, reason Reason, because string, args ...any) {
	if d.Evidence != desired.Failing {
		return
	}
	m.hold(c, reason, because, args...)
	m.stands[d.Key] = stand{d: d, state: StateHeld, issue: c.Target.Issue, hold: reason, detail: fmt.Sprintf(because, args...)}
}

// state sets how the failing cases of a wish stand.
func (m *maker) state(d desired.Defect, word StateWord, issue, detail string) {
	m.stands[d.Key] = stand{d: d, state: word, issue: issue, detail: detail}
}

// urgency orders states: a case that has several defects, by row or environment, shows
// the one that most needs somebody to look.
var urgency = []StateWord{StateHeld, StateNew, StateRed, StateDefect, StateKnown, StateWaiting, StateMuted}

// told lists every failing case, each once.
func (m *maker) told() []CaseState {
	by := map[model.CaseID]CaseState{}
	for _, s := range m.stands {
		for _, d := range s.d.Each() {
			if d.Evidence != desired.Failing {
				continue
			}
			c := s.of(d)
			if old, twice := by[c.Case]; !twice || before(c, old) {
				by[c.Case] = c
			}
		}
	}
	return slices.AppendSeq([]CaseState{}, maps.Values(by))
}

// before reports whether a state goes before another of the same case: of equal ones that
// which fails more often.
func before(a, b CaseState) bool {
	return cmp.Or(cmp.Compare(slices.Index(urgency, a.State), slices.Index(urgency, b.State)),
		cmp.Compare(a.Hold, b.Hold), -cmp.Compare(a.Have, b.Have), compareKeys(a.Issue, b.Issue),
		a.Since.Compare(b.Since), cmp.Compare(a.Need, b.Need), cmp.Compare(a.Detail, b.Detail),
		slices.Compare(a.Environments, b.Environments), cmp.Compare(a.Defect, b.Defect)) < 0
}

// of is how one of the cases stands.
func (s stand) of(d desired.Defect) CaseState {
	c := CaseState{Case: d.Case.ID, Title: d.Case.Title, Source: d.Case.Source, Project: d.Project,
		State: s.state, Issue: s.issue, Defect: s.defect, Hold: s.hold, Have: d.Worst, Need: d.Need, Stories: d.Stories, Detail: s.detail,
		Class: d.Case.Class, Component: d.Case.Component, Owner: d.Case.Owner, Environments: d.Environments, Since: d.Since.At}
	if d.Muted && s.state == StateWaiting {
		c.State, c.Detail = StateMuted, mutes
	}
	return c
}
