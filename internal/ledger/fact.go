package ledger

import (
	"slices"
	"time"
)

// Order is what somebody said about one case by command. The latest word counts, and
// it lasts until it is done or taken back.
type Order struct {
	Case    string    `json:"case"`
	Verb    OrderVerb `json:"verb"`
	Issue   string    `json:"issue,omitempty"` // key, of link and adopt
	IssueID string    `json:"issue_id,omitempty"`
	Who     string    `json:"who"`
	At      time.Time `json:"at"`
}

// OrderVerb is what is to be done.
type OrderVerb string

// The orders that can be given.
const (
	File     OrderVerb = "file"     // make a defect although syncd would wait
	LinkTo   OrderVerb = "link"     // somebody else's issue is the defect
	Take     OrderVerb = "adopt"    // an issue is the defect, and ours from now on
	Recreate OrderVerb = "recreate" // make a new defect for one that is let go or gone
)

// Contact is what a source looked like when syncd first judged it for a project.
type Contact struct {
	Project string    `json:"project"` // id
	Source  string    `json:"source"`  // namespace
	At      time.Time `json:"at"`      // of the newest result that it had then
	Failing int       `json:"failing"` // cases that failed then
	// Red is true when they were too many to be news: none of them is filed before it
	// has passed once.
	Red bool `json:"red"`
}

// Breaker is a verb that has done too much in a project: it stops until somebody has
// looked.
type Breaker struct {
	Project string    `json:"project"` // key
	Verb    string    `json:"verb"`
	At      time.Time `json:"at,omitzero"` // when it tripped; zero while it is closed
	Because string    `json:"because,omitempty"`
	// Released is when somebody last let go of it: what was done before no longer counts.
	Released time.Time `json:"released,omitzero"`
	Who      string    `json:"who,omitempty"`
}

// Tripped reports whether the breaker stops its verb.
func (b Breaker) Tripped() bool { return !b.At.IsZero() }

// Name is what people call the breaker: `apply --release` takes it.
func (b Breaker) Name() string { return b.Verb + "-" + b.Project }

// Parked is a change that Jira would not have, apart from creates, whose rows say so
// themselves.
type Parked struct {
	ID       string    `json:"id"` // of the hold that keeps it back
	Words    string    `json:"words"`
	Refusals int       `json:"refusals"`
	Until    time.Time `json:"until"`
	// Setup is a digest of configuration and metadata: under another one the change is
	// tried again at once.
	Setup string `json:"setup"`
	// About is the field of stories that it would have set, "" for other changes: one that
	// many stories will not take is not tried on the rest.
	About string `json:"about,omitempty"`
}

// Refuse parks the change once more: the next try comes after an hour, then twice as
// long each time, up to a day.
func (p Parked) Refuse(words, setup string, now time.Time) Parked {
	p.Refusals, p.Until, p.Words, p.Setup = p.Refusals+1, now.Add(patience(p.Refusals)), words, setup
	return p
}

// Rests reports whether the change is not to be tried yet.
func (p Parked) Rests(setup string, now time.Time) bool {
	return p.ID != "" && p.Setup == setup && now.Before(p.Until)
}

// patience is how long a refused change rests after so many refusals before.
func patience(refusals int) time.Duration { return min(24*time.Hour, time.Hour<<min(refusals, 5)) }

// Alike reports whether two sets of signatures share one. A failure that has none is
// alike to nothing.
func Alike(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return s != "" && slices.Contains(b, s) })
}
