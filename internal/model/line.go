package model

import (
	"cmp"
	"slices"
	"time"
)

// LineKey names a line: one case (and row) in one environment on one branch.
type LineKey struct {
	Case        CaseID `json:"case"`
	Row         string `json:"row,omitempty"`
	Environment string `json:"environment,omitempty"`
	Branch      string `json:"branch,omitempty"`
}

// Compare orders line keys for display and for stable plans.
func (k LineKey) Compare(o LineKey) int {
	return cmp.Or(cmp.Compare(k.Case, o.Case), cmp.Compare(k.Row, o.Row),
		cmp.Compare(k.Environment, o.Environment), cmp.Compare(k.Branch, o.Branch))
}

// Point is one result on a line: what folding needs, without the failure's text.
type Point struct {
	Run RunID `json:"run"`
	// Execution names it among those of its line in its run; see Result.Execution.
	Execution string    `json:"execution,omitempty"`
	Finished  time.Time `json:"finished"`
	Outcome   Outcome   `json:"outcome"`
	Flaky     bool      `json:"flaky,omitempty"`
	Signature string    `json:"signature,omitempty"`
}

// Compare orders points as they happened: by time, then by run, then by execution.
func (p Point) Compare(o Point) int {
	return cmp.Or(p.Finished.Compare(o.Finished), cmp.Compare(p.Run, o.Run), cmp.Compare(p.Execution, o.Execution))
}

// Line is the folded state of a line: what the last results say together.
type Line struct {
	LineKey
	Last Point `json:"last"` // the latest result of any outcome
	// Deciding is the latest final result: the one that says pass or fail.
	Deciding Point `json:"deciding,omitzero"`
	// Failures counts the failing results since the last pass, 0 when it passes.
	Failures int `json:"failures,omitempty"`
	// Passes counts the passing results since the last failure, 0 when it fails.
	Passes       int   `json:"passes,omitempty"`
	FailingSince Point `json:"failing_since,omitzero"` // first of those failures
	LastFailed   Point `json:"last_failed,omitzero"`
	LastPassed   Point `json:"last_passed,omitzero"`
	Results      int   `json:"results,omitempty"` // of any outcome; what Prune removed before a late result is forgotten
	// Changed is true when the line fails in another way than in the failure before:
	// the deciding failure's signature is not that of its predecessor in the streak.
	Changed bool `json:"changed,omitempty"`
	Flips   int  `json:"flips,omitempty"` // changes between pass and fail within the window
	// Flaky is true when the attempts of the deciding result disagreed, or when the
	// line has at least FlakyLeast final results and changed sides at least FlakyFlips
	// times within the last FlakyWindow of them.
	Flaky bool `json:"flaky,omitempty"`
	// Bare marks a line without an environment in a case of several sources, where one of
	// them names none ever: it did not forget to, as a source does that names one elsewhere.
	Bare bool `json:"-"`
}

// A line that changes sides three times within twenty results says nothing reliable
// about the product: one fix and one regression are two changes. Below five results
// the tests of something that is only being built would count as flaky.
const (
	FlakyWindow = 20
	FlakyFlips  = 3
	FlakyLeast  = 5
)

// FoldVersion is raised whenever Fold says something else of the same points: a store
// that was folded by an older version is folded anew.
const FoldVersion = 2

// Failing reports whether the line's deciding result is a failure.
func (l Line) Failing() bool { return l.Deciding.Outcome == Failed }

// Passing reports whether the line's deciding result is a pass.
func (l Line) Passing() bool { return l.Deciding.Outcome == Passed }

// Fold folds the points of one line, in any order. Points are ordered by when
// they happened, then by run id and execution, so that the same facts always fold alike,
// however late each of them arrived. It never changes its argument.
func Fold(key LineKey, points []Point) Line {
	line := Line{LineKey: key}
	var final []Point
	for _, p := range sorted(points) {
		line.Last = p
		if p.Outcome.Final() {
			line.add(p)
			final = append(final, p)
		}
	}
	line.Results = len(points)
	line.Waver(final)
	return line
}

// Waver judges from the latest final points, oldest first, whether the line is flaky.
// Fewer than FlakyWindow of them are taken to be all there are.
func (l *Line) Waver(final []Point) {
	final = final[max(0, len(final)-FlakyWindow):]
	l.Flips = flips(final)
	l.Flaky = l.Deciding.Flaky || len(final) >= FlakyLeast && l.Flips >= FlakyFlips
}

// add carries the line over one more final point, later than all before it.
func (l *Line) add(p Point) {
	if p.Outcome == Passed {
		l.Passes, l.Failures, l.FailingSince, l.Changed = l.Passes+1, 0, Point{}, false
		l.LastPassed = p
	} else {
		if l.Failures == 0 {
			l.FailingSince = p
		}
		l.Changed = l.Failures > 0 && p.Signature != l.Deciding.Signature
		l.Passes, l.Failures = 0, l.Failures+1
		l.LastFailed = p
	}
	l.Deciding = p
}

// flips counts the changes between pass and fail.
func flips(final []Point) int {
	n := 0
	for i := 1; i < len(final); i++ {
		if final[i].Outcome != final[i-1].Outcome {
			n++
		}
	}
	return n
}

// sorted returns a copy in the order in which things happened.
func sorted(points []Point) []Point {
	out := slices.Clone(points)
	slices.SortStableFunc(out, Point.Compare)
	return out
}
