package verdict

import (
	"slices"
	"time"

	"syncd/internal/model"
)

// Standing is how one case stands, over all its lines that count.
type Standing struct {
	Case   model.CaseID `json:"case"`
	Title  string       `json:"title"`
	Source string       `json:"source"`
	Word   Word         `json:"word"` // as for a story of this case alone
	Reason string       `json:"reason"`
	Flaky  bool         `json:"flaky,omitempty"`
	// Muted and Retired cases are named and decide nothing.
	Muted   bool          `json:"muted,omitempty"`
	Retired bool          `json:"retired,omitempty"`
	Stories []string      `json:"stories,omitempty"`
	Runs    []model.RunID `json:"runs,omitempty"` // that decide its lines, each once, sorted
}

// Outcome is the case in the words of test progress: what a plan of tests counts.
func (s Standing) Outcome() Progress {
	switch {
	case s.Muted:
		return Muted
	case s.Word == FullyTested || s.Word == Stale:
		return Passed
	case s.Word == Failing:
		return Failed
	case s.Word == Blocked:
		return Stopped
	case s.Word == Unknown:
		return Unmapped
	}
	return Left
}

// Progress is how far a planned test has come.
type Progress string

// The words of progress.
const (
	Passed   Progress = "passed"
	Failed   Progress = "failed"
	Stopped  Progress = "blocked"
	Unmapped Progress = "unknown"
	Left     Progress = "not_run"
	Muted    Progress = "muted"
)

// Progresses lists every word of progress.
func Progresses() []Progress { return []Progress{Passed, Failed, Stopped, Unmapped, Left, Muted} }

// Standings says how every case stands.
func Standings(subjects []Subject, rules Rules, now time.Time) map[model.CaseID]Standing {
	out := make(map[model.CaseID]Standing, len(subjects))
	for _, s := range subjects {
		state := s.state(rules, now)
		st := Standing{Case: s.Case.ID, Title: s.Case.Title, Source: s.Case.Source, Word: state.word, Reason: state.reason,
			Muted: s.Case.Muted, Retired: s.Retired != nil, Stories: s.Stories}
		for _, l := range rules.alive(s.Lines, now) {
			st.Flaky = st.Flaky || l.Flaky
			if l.Deciding.Run != "" && !slices.Contains(st.Runs, l.Deciding.Run) {
				st.Runs = append(st.Runs, l.Deciding.Run)
			}
		}
		slices.Sort(st.Runs)
		out[s.Case.ID] = st
	}
	return out
}
