package plan

import (
	"time"

	"syncd/internal/source"
)

// Result is how one change ended.
type Result string

// The results of a change.
const (
	Done      Result = "done"
	Failed    Result = "failed"    // certainly not made; the next cycle plans it again
	Uncertain Result = "uncertain" // may have been made; looked for before it is tried again
	Stale     Result = "stale"     // the issue had changed since it was read; planned anew
	Skipped   Result = "skipped"   // not tried: an earlier fault or a pause stopped the cycle
)

// Results lists every result.
func Results() []Result { return []Result{Done, Failed, Uncertain, Stale, Skipped} }

// Outcome is how one change of a cycle ended.
type Outcome struct {
	Change Change `json:"change"`
	Result Result `json:"result"`
	Issue  string `json:"issue,omitempty"` // key of the issue that it touched or made
	Error  string `json:"error,omitempty"`
	// Refused is true where Jira will not have this very change: the same again is
	// refused again.
	Refused bool `json:"refused,omitempty"`
	// Idle is, of a write into a test tool that needed nothing to be written, how that stood
	// there already.
	Idle source.Trace `json:"idle,omitempty"`
	At   time.Time    `json:"at"`
}

// Note says in words why nothing was written although nothing is left to do, "" where
// something was.
func (o Outcome) Note() string {
	switch o.Idle {
	case source.Present:
		return "nothing was written: it was there already"
	case source.Moot:
		return "nothing was written: the result has been overtaken or deleted"
	}
	return ""
}
