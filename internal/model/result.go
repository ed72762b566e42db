package model

import (
	"fmt"
	"time"
)

// Result is one outcome of a case in a run, its attempts folded into one.
type Result struct {
	Case        CaseID         `json:"case"`
	Run         RunID          `json:"run"`
	Row         string         `json:"row,omitempty"` // parameters of a table-driven test; "" where it has none
	Environment string         `json:"environment,omitempty"`
	Outcome     Outcome        `json:"outcome"`
	Finished    time.Time      `json:"finished"`            // UTC; orders the results of a line
	Duration    *time.Duration `json:"duration,omitempty"`  // nanoseconds; nil where unknown, never a made-up 0
	Attempts    int            `json:"attempts"`            // at least 1
	Flaky       bool           `json:"flaky,omitempty"`     // its attempts within this one run disagree
	Failure     *Failure       `json:"failure,omitempty"`   // set when Outcome is Failed, kept when Flaky
	Reason      string         `json:"reason,omitempty"`    // why it was skipped or is pending
	Signature   string         `json:"signature,omitempty"` // see Failure.Signature
	// Attempt names this execution among those of its case in its run, where a run may
	// be reported in parts: shards, retries in a file of their own. Results that reach
	// the store under different names are folded by With; one without a name replaces
	// whatever is there.
	Attempt string `json:"attempt,omitempty"`
	// Parts are what a result was folded from, if there are several; see With.
	Parts []Result `json:"parts,omitempty"`
	// Execution names this result among those of its case in its run, where a tool lets
	// people execute a test again in one run: a failure on Monday and the pass of the retest
	// on Tuesday are two points of the line and no flakiness. Lists of the run show the
	// latest. "" where a run has one result for a case, and for a test that is only planned:
	// the first execution takes its place.
	Execution string `json:"execution,omitempty"`
	// Ref is by what a Backlinker finds the result in its tool; "" where nothing can be
	// written to it.
	Ref string `json:"ref,omitempty"`
	// Defects are the issues that the tool's own defect field names: keys, or what IDRef
	// makes of the ids of issues. Texts that look like neither are not among them.
	Defects []string `json:"defects,omitempty"`
}

// Failure is what a failing execution said. All of it is hostile text: whatever
// shows it must escape it.
type Failure struct {
	Error   bool   `json:"error,omitempty"`   // the test crashed rather than refuted something
	Type    string `json:"type,omitempty"`    // exception or assertion type
	Message string `json:"message,omitempty"` // first lines, without the trace
	Detail  string `json:"detail,omitempty"`  // stack trace or diff
	Output  string `json:"output,omitempty"`  // captured output: head and tail
}

// Batch is what one collection from one source brought.
type Batch struct {
	Source string
	Cases  []Case
	Runs   []Run
	// Results belong to Runs of this batch. A result that the store already has
	// for the same run, case, row and environment is replaced: late edits win. Only
	// those that name another Attempt join it.
	Results []Result
	// Withdrawn are runs that the source reported before and no longer stands by,
	// for example a file that was read while it was still being written.
	Withdrawn []RunID
	// Gone are cases that the tool has told of and has no more. They stay as retired ones,
	// with their results, until it tells of them again.
	Gone []CaseID
	// Complete is false when something could not be read. Absence in an incomplete
	// batch proves nothing.
	Complete bool
	// More is true while there is more to read than one batch should hold: who fetches
	// again with the cursor gets the next part. Such a batch is not Complete, and until the
	// last one nothing new may be concluded from what is there.
	More bool
	// Cut is true where a fault ended a pull before its end. As with More nothing new may be
	// concluded, but what is left is not asked for at once: the next collection goes on.
	Cut      bool
	Progress Progress // of a long pull
	// Unmapped are the statuses of the tool to which no outcome is mapped, sorted: all that
	// are known of, in every batch.
	Unmapped []string
	Faults   []Fault
	Cursor   []byte // opaque to all but the source; stored with the results in one transaction
}

// Behind reports whether there is more to read than has been: what is there may be out of date.
func (b Batch) Behind() bool { return b.More || b.Cut }

// Fault is something a source could not read or had to change to read it.
type Fault struct {
	Origin string `json:"origin"`         // file or tool object
	Line   int    `json:"line,omitempty"` // 1-based; 0 where there is none
	Text   string `json:"text"`
	Lost   bool   `json:"lost"` // results are missing because of it; otherwise a remark
	// Standing is true for a fault that an earlier batch has told already.
	Standing bool `json:"standing,omitempty"`
}

// Progress says how far a pull is that takes several batches. Its zero value says nothing.
type Progress struct {
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Of    string `json:"of"` // what is counted: "runs"
}

// String says it in a few words: "41 of 130 runs"; "" where nothing is known.
func (p Progress) String() string {
	switch {
	case p == Progress{}:
		return ""
	case p.Total < p.Done, p.Total == 0:
		return fmt.Sprintf("%d %s", p.Done, p.Of)
	}
	return fmt.Sprintf("%d of %d %s", p.Done, p.Total, p.Of)
}
