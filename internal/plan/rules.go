package plan

import (
	"time"

	"syncd/internal/source"
)

// Rules is how a sync acts.
type Rules struct {
	Policy   Policy
	Resolve  Resolve
	Reopen   Reopen
	Flood    Flood
	Together bool // automated failures that begin alike in one run share a defect
	Limits   Limits
	Flapping Flapping
	Publish  Publish

	// WriteBack says of sources what is written into their tools; of one that is not listed,
	// nothing. A tool that cannot be asked for retests has no WriteKeyRetest here.
	WriteBack map[string]source.WriteBack

	LinkType string // between a story and its defect
	// Duplicate is the link type by which people close one issue in favour of another.
	Duplicate string
	// LinksInCreate says that the create screen takes links; otherwise each link is a
	// request of its own.
	LinksInCreate bool
	// IndexLag is how long something that was just written may stay invisible.
	IndexLag time.Duration
	// Paused is why nothing may be written, "" if writing is allowed.
	Paused string
	// Moved is why this store may not be written from here, "" if it may.
	Moved string
}

// Resolve is what is done with an open defect whose tests pass again.
type Resolve string

// The ways to resolve, and to reopen.
const (
	ByComment    Resolve = "comment"
	ByTransition Resolve = "transition"
	ByNothing    Resolve = "nothing"
)

// Reopen says what becomes of a closed defect whose test fails again.
type Reopen struct {
	By Resolve // comment or transition
	// Window is how long after Done a failure is still that of the closed defect; later
	// it is the next generation's.
	Window time.Duration
	Grace  time.Duration // after Done: the fix has to reach the tests first
	MaxAge time.Duration // of the failure that reopens
	// WontFix are the resolutions that silence a defect, until what Until says.
	WontFix []string
	Until   Until
}

// reopenMost is how often we move one defect out of Done before it is left to people.
const reopenMost = 2

// Until says when a defect that will not be fixed may be filed anew; nothing set means
// never.
type Until struct {
	Signature bool // when the test fails in another way
	Release   bool // when a version after the fix version is tested
	After     time.Duration
}

// Flood says when many failures of one run become one umbrella.
type Flood struct {
	Cases   int // as many wants without an issue from one run; 0 turns floods off
	Share   float64
	AtLeast int // below this the share does not count
}

// Limits bounds what is written.
type Limits struct {
	Creates       int // per cycle; the worst first, the rest is held
	Transitions   int // per cycle
	Retests       int // per cycle, asked for in test tools
	CreatesPerDay int // a breaker; 0 turns it off
	// Share of the owned issues that one verb may change in one cycle, from shareFrom
	// issues on; a breaker; 0 turns it off.
	Share float64
	Edits int // edits and comments per issue and day; 0 means no limit
}

// creates is how many defects one cycle may make: never more than a whole day may, or a
// breaker that somebody releases would trip again before anything is made.
func (l Limits) creates() int {
	if l.CreatesPerDay > 0 {
		return min(l.Creates, l.CreatesPerDay)
	}
	return l.Creates
}

// shareFrom is how many owned issues there must be before a share of them means
// anything.
const shareFrom = 20

// Flapping says when a test changes sides too often to be followed.
type Flapping struct {
	Turns  int // more than this within Window; 0 turns it off
	Window time.Duration
}
