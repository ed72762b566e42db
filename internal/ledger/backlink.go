package ledger

import "time"

// Backlink is what we have written into a test tool about one of its results: that it
// names an issue, or that it is to be tested again.
type Backlink struct {
	Source  string       `json:"source"` // name of the source
	Ref     string       `json:"ref"`    // by what the tool finds the result
	IssueID string       `json:"issue_id"`
	Kind    BacklinkKind `json:"kind"`
	// Run and Case say which result it is: the row is forgotten with it.
	Run   string        `json:"run"`
	Case  string        `json:"case"`
	State BacklinkState `json:"state"`
	// At is when it was settled, or, while it is tried, when it was last sent without an
	// answer; zero if nothing is under way.
	At time.Time `json:"at,omitzero"`
	// Done is, of a retest, since when the issue was Done: it is asked for once for each
	// such time.
	Done time.Time `json:"done,omitzero"`
}

// BacklinkKind is what was written.
type BacklinkKind string

// What is written into test tools.
const (
	Names  BacklinkKind = "key"    // the result names the issue
	Retest BacklinkKind = "retest" // the test is asked for again
)

// BacklinkState is how far a write has come.
type BacklinkState string

// The states of a write into a test tool.
const (
	Tried   BacklinkState = "tried" // it may have landed: the tool is looked at before it is made again
	Settled BacklinkState = "done"  // it is there, or was: what people take away again stays away
)

// Settles reports whether nothing is left to write: for a retest, since that time.
func (b Backlink) Settles(done time.Time) bool {
	return b.State == Settled && !b.Done.Before(done)
}

// Rests reports whether a request without an answer may still land.
func (b Backlink) Rests(settle time.Duration, now time.Time) bool {
	return b.State == Tried && now.Sub(b.At) < settle
}
