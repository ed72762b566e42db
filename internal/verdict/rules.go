package verdict

import (
	"slices"
	"time"

	"syncd/internal/model"
)

// Rules are the knobs of a verdict. The zero value never lets a pass age and no
// environment die, and ranks as this project does.
type Rules struct {
	StaleAfter time.Duration // a pass older than that is no longer fresh; 0: passes never age
	// EnvironmentTTL is how long an environment of a case counts in which it does not run any
	// more, while it runs in another; 0: for ever.
	EnvironmentTTL time.Duration
	DarkAfter      time.Duration // a source that was not read whole for so long is dark; 0: never
	Strict         bool          // one case that has not run makes the story not run
	Ranking        Ranking
}

// darkLooks is after how many schedules without a whole reading a source is dark at the
// earliest: who looks once a week does not call it dark after a day.
const darkLooks = 3

// Patient is the rules for whoever looks once in an interval.
func (r Rules) Patient(interval time.Duration) Rules {
	if r.DarkAfter > 0 {
		r.DarkAfter = max(r.DarkAfter, darkLooks*interval)
	}
	return r
}

// Ranking is the order in which states of cases decide a story.
type Ranking string

// The rankings.
const (
	// Ours has all words.
	Ours Ranking = ""
	// Xray has the statuses of Xray's requirements only: NOK, NOTRUN, UNKNOWN and OK, in that
	// order. What is blocked has not run, some passes beside something that has not run are no
	// more than that, and a pass never ages (docs.getxray.app, "Understanding the calculation
	// of the requirement status"). Which of NOTRUN and UNKNOWN wins it does not say; a test
	// that is to be run comes first, as in its list of statuses.
	Xray Ranking = "xray"
)

// order lists the words from the one that beats all others on.
func (r Rules) order() []Word {
	if r.Ranking == Xray {
		return []Word{Uncovered, Failing, NotRun, Unknown, FullyTested}
	}
	return Words()
}

// before reports whether a takes precedence over b.
func (r Rules) before(a, b Word) bool {
	words := r.order()
	return slices.Index(words, a) < slices.Index(words, b)
}

// word is a state in the words of the ranking.
func (r Rules) word(w Word) Word {
	if r.Ranking != Xray {
		return w
	}
	switch w {
	case Blocked, PartlyTested:
		return NotRun
	case Stale:
		return FullyTested
	}
	return w
}

// alive leaves out the lines of environments in which a case does not run any more, while
// it runs in another: nobody will ever make them pass.
func (r Rules) alive(lines []model.Line, now time.Time) []model.Line {
	if r.EnvironmentTTL <= 0 {
		return lines
	}
	fresh := map[string]bool{} // environments that ran lately
	for _, l := range lines {
		fresh[l.Environment] = fresh[l.Environment] || now.Sub(l.Last.Finished) <= r.EnvironmentTTL
	}
	out := slices.DeleteFunc(slices.Clone(lines), func(l model.Line) bool { return !fresh[l.Environment] })
	if len(out) == 0 {
		return lines
	}
	return out
}
