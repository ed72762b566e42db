package web

import (
	"syncd/internal/plan"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// tones gives each word of the house's closed lists one of seven colours. A colour is
// never the only sign: the word stands beside it.
var tones = map[string]string{
	// outcomes of tests and cycles, results of changes
	"passed": "good", "failed": "bad", "blocked": "warn", "skipped": "mute", "pending": "mute",
	"ok": "good", "incomplete": "warn", "dry": "note", "done": "good", "uncertain": "warn", "stale": "note",
	"would be made": "note", "not tried": "mute", "running": "note",
	// who has a failing case
	"defect": "note", "known": "teal", "waiting": "warn", "held": "bad", "already red": "warn", "muted": "mute", "new": "violet",
	// verdicts
	"uncovered": "mute", "failing": "bad", "unknown": "violet", "not_run": "mute", "partly_tested": "teal", "fully_tested": "good",
	"with a story": "good", "no story": "warn",
	// readiness
	"ready": "good", "at_risk": "warn", "not_ready": "bad",
	// status categories and rows of the ledger
	"indeterminate": "note", "planned": "violet", "inflight": "violet", "owned": "note", "refused": "bad",
	"let-go": "mute", "gone": "mute",
	// defects and sources
	"open": "warn", "not in jira": "violet", "no longer ours": "mute", "opened": "warn", "closed": "good", string(record.Over): "mute",
	"whole": "good", "in parts": "warn", "dark": "bad", "not read yet": "mute", "complete": "good", "partial": "warn",
	"foreign": "mute", "counts": "good", "left": "mute",
}

// hollow are the words that share a colour with another of their list: drawings show them
// pale within a line of it.
var hollow = map[string]bool{"uncovered": true, "already red": true, "pending": true, string(record.Over): true}

// mark returns the classes of a word in drawings.
func mark(word any) string {
	if hollow[clean(word)] {
		return "m-" + tone(word) + " hollow"
	}
	return "m-" + tone(word)
}

// tone returns the colour of a word.
func tone(word any) string {
	if t := tones[clean(word)]; t != "" {
		return t
	}
	return "mute"
}

// hints explain the words to whoever reads them for the first time.
var hints = map[string]string{
	string(plan.StateDefect):     "an issue that syncd made has it",
	string(plan.StateKnown):      "somebody else's issue has it",
	string(plan.StateWaiting):    "it has not failed often enough to be filed",
	string(plan.StateHeld):       "a defect is due and is deliberately not made",
	string(plan.StateRed):        "it failed already when syncd first met its source; it is not filed until it has passed and fails again",
	string(plan.StateMuted):      "the test tool says not to report it",
	string(plan.StateNew):        "the latest plan makes a defect for it",
	string(verdict.Uncovered):    "no test refers to it",
	string(verdict.Failing):      "at least one of its cases fails",
	string(verdict.Blocked):      "a case is blocked, none fails",
	string(verdict.Unknown):      "a case has a status that is not mapped",
	string(verdict.NotRun):       "none of its cases has passed yet",
	string(verdict.PartlyTested): "some cases passed, some did not run",
	string(verdict.Stale):        "all cases passed, some of them long ago",
	string(verdict.FullyTested):  "all cases passed lately",

	string(record.Over):       "it has passed since, is told under another name, or does not count",
	string(record.StandsOpen): "somebody should look at these",
	string(record.StandsDue):  "planned, on their way, or refused by Jira",
	string(record.StandsDone): "closed in Jira",
	string(record.StandsGone): "our label was taken off, or the issue cannot be seen any more",
}

// hint explains a word, "" if it needs no explanation.
func hint(word any) string { return hints[clean(word)] }

// states lists the states of failing cases as people should read them.
func states() []plan.StateWord { return record.FirstNobody() }

// part is one word's share of a whole, ready to be drawn.
type part struct {
	Word  string
	Count int
	X, W  float64 // per cent of the bar
}

// tally is a whole in its parts.
type tally struct {
	Total int
	Parts []part
}

// sliver is the narrowest share that an eye can find in a bar, in per cent.
const sliver = 1.2

// tallied counts words in the order of a list; words that do not occur are left out of
// the bar, not out of the parts.
func tallied[T ~string](order []T, counts map[T]int) tally {
	t := tally{}
	wide := 0.0
	for _, word := range order {
		t.Total += counts[word]
	}
	for _, word := range order {
		p := part{Word: string(word), Count: counts[word]}
		if p.Count > 0 {
			p.W = max(sliver, 100*float64(p.Count)/float64(t.Total))
			wide += p.W
		}
		t.Parts = append(t.Parts, p)
	}
	x := 0.0
	for i := range t.Parts {
		t.Parts[i].W *= 100 / max(wide, 1)
		t.Parts[i].X = x
		x += t.Parts[i].W
	}
	return t
}
