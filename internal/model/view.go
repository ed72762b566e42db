package model

import "time"

// View is how a sync looks at what is known of the tests.
type View struct {
	Sources []string
	// Tools are those of the sources that keep test cases of their own: where one case
	// comes from several sources, theirs says what it is called.
	Tools []string
	// Namespaces gives each source what enters the ids of its cases.
	Namespaces map[string]string
	// Exclude says of a run that its results decide nothing; nil excludes none.
	Exclude func(Run) bool
	// Counts says whether the results of a line count; nil means that all do. Only what
	// is said of absence asks for it.
	Counts  func(LineKey) bool
	Aliases []Alias
	// RetireAfter is how long a case may be missing before it is gone; 0 means for ever.
	RetireAfter time.Duration
	// Now is when the question is asked. The zero time leaves absence alone.
	Now time.Time
}

// Alias says that a case goes on under another name. Each side is the id of a case or
// its `class › name`.
type Alias struct {
	From string `json:"from"` // the old name, whose defect and history go on
	To   string `json:"to"`   // the present one, which says what the case is called
}

// Retirement is why a case is out of the verdict: runs go without it, or its tool says so.
type Retirement struct {
	Since time.Time `json:"since"` // when its last result happened; where it has none, when it was first known
	Runs  int       `json:"runs"`  // runs of its suite since, without it; counted up to RunsSeen
}

// ByTool reports whether it is the tool that has retired the case.
func (r Retirement) ByTool() bool { return r.Runs == 0 }

// A case is gone when it is missing from RunsMissed runs of its suite in a row. More
// than RunsSeen of them are not looked for.
const (
	RunsMissed = 5
	RunsSeen   = 20
)
