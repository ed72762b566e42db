package source

import "context"

// WriteBack says what is written into a test tool.
type WriteBack string

// What may be written.
const (
	WriteNothing   WriteBack = "none"
	WriteKey       WriteBack = "key"        // a failed result names its defect
	WriteKeyRetest WriteBack = "key+retest" // likewise, and once the defect is Done a retest is asked for
)

// Writable is a Config of a tool that can be written into.
type Writable interface {
	Config
	WriteBack() WriteBack
	// Backlinker builds the side that writes. Only cycles that may write are given one. It
	// does no I/O.
	Backlinker(Env) (Backlinker, error)
}

// Backlinker writes into one test tool. Both methods read what they are about to change
// first and write nothing that is there already, so that a request whose answer was lost
// may be made again. Their errors are of type *Error; one of kind Unknown says that the
// write may have landed.
type Backlinker interface {
	// Backlink makes a result name an issue, and leaves what else it names.
	Backlink(ctx context.Context, b Backlink) (Trace, error)
	// Retest asks for the test of a result to be run again, unless it has been since. A
	// tool without Abilities.Retests refuses.
	Retest(ctx context.Context, b Backlink) (Trace, error)
}

// Backlink says which result is to name which issue.
type Backlink struct {
	Ref   string // of the result, as model.Result has it
	Issue Issue
	Text  string // one sentence for people, where the tool has room for it; plain text
}

// Issue is an issue as tools may want to name it.
type Issue struct {
	ID  string `json:"id"` // numeric
	Key string `json:"key"`
	URL string `json:"url"` // of its page
}

// Trace is what a Backlinker has done.
type Trace string

// The traces.
const (
	Wrote   Trace = "wrote"
	Present Trace = "present" // it was there: nothing was written
	Moot    Trace = "moot"    // the result has been overtaken or deleted: there is nothing to write to
)
