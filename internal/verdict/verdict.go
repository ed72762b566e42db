// Package verdict says what results mean: which of them count, which story a case
// speaks for, and how each story stands.
//
// It is a quiet room: tables and pure functions over model. It knows nothing of
// defects that exist or of what was written before; that is for desired and plan,
// further right. The algorithm is Xray's published one made tool-neutral (design
// section 7): join environments first, then cases, a failure before everything.
package verdict

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/model"
)

// Word is the verdict of a story. The list is closed and in order of precedence:
// the first that applies is the story's.
type Word string

// The verdicts.
const (
	Uncovered    Word = "uncovered"     // no test refers to it
	Failing      Word = "failing"       // at least one case fails
	Blocked      Word = "blocked"       // at least one is blocked, none fails
	Unknown      Word = "unknown"       // at least one has a status that nobody mapped
	NotRun       Word = "not_run"       // no case has passed
	PartlyTested Word = "partly_tested" // some passed, some did not run
	Stale        Word = "stale"         // all passed, some of them long ago
	FullyTested  Word = "fully_tested"  // all passed lately
)

// Words lists every verdict in order of precedence.
func Words() []Word {
	return []Word{Uncovered, Failing, Blocked, Unknown, NotRun, PartlyTested, Stale, FullyTested}
}

// people are the verdicts as people read them.
var people = map[Word]string{Uncovered: "No tests", Failing: "Failing", Blocked: "Blocked", Unknown: "Unmapped status", NotRun: "Not started",
	PartlyTested: "Partly tested", Stale: "Passed long ago", FullyTested: "Fully tested"}

// Words is the verdict as people read it.
func (w Word) Words() string { return people[w] }

// Story is how one story stands.
type Story struct {
	Key     string         `json:"key"`
	Verdict Word           `json:"verdict"`
	Passed  int            `json:"passed"` // cases
	Total   int            `json:"total"`
	AsOf    time.Time      `json:"as_of"` // when the latest of its results happened
	Reason  string         `json:"reason"`
	Cases   []model.CaseID `json:"cases"`
	// Muted are cases that refer to the story and that their tool mutes: named, not
	// counted.
	Muted []model.CaseID `json:"muted,omitempty"`
	// Retired are cases that are gone from the runs of their suite, or from their tool: likewise.
	Retired []model.CaseID `json:"retired,omitempty"`
	// BySource tallies the cases of each source, for the links on the story.
	BySource map[string]Tally `json:"by_source"`
}

// Tally counts the cases of one source that speak for a story.
type Tally struct {
	Passed int         `json:"passed"`
	Failed int         `json:"failed"`
	Total  int         `json:"total"`
	Run    model.RunID `json:"run"` // latest run with a result
	AsOf   time.Time   `json:"as_of"`
	// Evidence says how much of the source is known; Whole, where that is not all of it, since
	// when not, zero if it never was.
	Evidence Evidence  `json:"evidence,omitempty"`
	Whole    time.Time `json:"whole,omitzero"`
}

// Build returns the verdict of every story that a subject speaks for, by key.
func Build(subjects []Subject, rules Rules, now time.Time) map[string]Story {
	stories := map[string]Story{}
	for _, s := range subjects {
		state := s.state(rules, now)
		for _, key := range s.Stories {
			st, ok := stories[key]
			if !ok {
				st = Story{Key: key, Verdict: FullyTested, Cases: []model.CaseID{}, BySource: map[string]Tally{}}
			}
			switch {
			case s.Retired != nil:
				st.Retired = append(st.Retired, s.Case.ID)
			case s.Case.Muted:
				st.Muted = append(st.Muted, s.Case.ID)
			default:
				st = st.add(s, state, rules)
			}
			stories[key] = st
		}
	}
	for key, st := range stories {
		stories[key] = st.join(rules)
	}
	return stories
}

// add counts one more case.
func (st Story) add(s Subject, state caseState, rules Rules) Story {
	st.Total++
	st.Cases = append(st.Cases, s.Case.ID)
	t := st.BySource[s.Case.Source]
	t.Total++
	switch state.word {
	case FullyTested, Stale:
		st.Passed++
		t.Passed++
	case Failing:
		t.Failed++
	}
	if last := s.last(); last.Finished.After(t.AsOf) {
		t.AsOf, t.Run = last.Finished, last.Run
	}
	if t.AsOf.After(st.AsOf) {
		st.AsOf = t.AsOf
	}
	st.BySource[s.Case.Source] = t
	if rules.before(state.word, st.Verdict) || st.Reason == "" {
		st.Verdict, st.Reason = state.word, state.reason
	}
	return st
}

// join settles what only the whole can say: a story of which some cases passed and
// some did not run is partly tested, and one whose cases are all muted is not tested.
func (st Story) join(rules Rules) Story {
	slices.Sort(st.Cases)
	slices.Sort(st.Muted)
	slices.Sort(st.Retired)
	switch {
	case st.Total == 0 && len(st.Muted) == 0:
		st.Verdict, st.Reason = Uncovered, "none of its tests is run any more"
	case st.Total == 0:
		st.Verdict, st.Reason = NotRun, "all of its tests are muted"
	case st.Verdict == NotRun && st.Passed > 0 && !rules.Strict && rules.Ranking == Ours:
		st.Verdict = PartlyTested
	}
	return st
}

// Speaks lists the sources of the tests that refer to each story, by its key: those whose
// tests are all muted among them, but not those whose tests are gone.
func Speaks(stories map[string]Story, w model.World) map[string][]string {
	out := map[string][]string{}
	for key, st := range stories {
		for source := range st.BySource {
			out[key] = append(out[key], source)
		}
		for _, id := range st.Muted {
			out[key] = append(out[key], w.Cases[id].Source)
		}
		slices.Sort(out[key])
		out[key] = slices.Compact(out[key])
	}
	return out
}

// caseState is how one case stands, in the words of a verdict.
type caseState struct {
	word   Word
	reason string
}

// state joins the case's lines: a failure beats everything, anything beats a pass.
func (s Subject) state(rules Rules, now time.Time) caseState {
	if len(s.Lines) == 0 && s.Foreign > 0 {
		return caseState{NotRun, fmt.Sprintf("%s has run only on branches, in environments or in runs that do not count", s.Case.Title)}
	}
	worst := caseState{word: NotRun, reason: fmt.Sprintf("%s has not run", s.Case.Title)}
	seen := false
	for _, l := range rules.alive(s.Lines, now) {
		c := lineState(s.Case, l, rules.StaleAfter, now)
		c.word = rules.word(c.word)
		if !seen || rules.before(c.word, worst.word) {
			worst, seen = c, true
		}
	}
	return worst
}

// lineState is how one line stands: its deciding result, or why there is none.
func lineState(c model.Case, l model.Line, staleAfter time.Duration, now time.Time) caseState {
	say := func(w Word, text string) caseState { return caseState{w, c.Title + " " + text} }
	where := ""
	if l.Environment != "" {
		where = " on " + l.Environment
	}
	switch {
	case l.Failing():
		return say(Failing, fmt.Sprintf("fails%s (%d in a row)", where, l.Failures))
	case l.Passing() && staleAfter > 0 && now.Sub(l.Deciding.Finished) > staleAfter:
		return say(Stale, fmt.Sprintf("last passed %s%s", l.Deciding.Finished.UTC().Format(time.DateOnly), where))
	case l.Passing():
		return say(FullyTested, "passes"+where)
	case l.Last.Outcome == model.Blocked:
		return say(Blocked, "is blocked"+where)
	case l.Last.Outcome == model.Unknown:
		return say(Unknown, fmt.Sprintf("has a status%s that nobody mapped", where))
	}
	return say(NotRun, "has not run"+where)
}
