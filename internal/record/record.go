// Package record is one cycle as data, and the read models that pages, the API, the
// command line and notifiers tell.
//
// It is a quiet room: it only arranges what others found. Cycles go to store, which
// keeps them, and from there to web and metrics.
package record

import (
	"slices"
	"time"

	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// Fault is something that went wrong in a cycle without ending it, or that ended it.
type Fault struct {
	Step   string `json:"step"`             // collect, observe, judge, plan, apply, record
	Origin string `json:"origin,omitempty"` // source, file, site
	Line   int    `json:"line,omitempty"`
	Text   string `json:"text"`
	Fatal  bool   `json:"fatal,omitempty"`    // the cycle ended here
	Known  bool   `json:"standing,omitempty"` // told by an earlier cycle already
	Remark bool   `json:"remark,omitempty"`   // nothing is lost by it
}

// Collected is what one source brought to a cycle.
type Collected struct {
	Source  string `json:"source"`
	Runs    int    `json:"runs"`    // new or changed
	Results int    `json:"results"` // new or changed
	Foreign int    `json:"foreign"` // runs that do not count: other branches or environments
	// Branchless are those of Runs that name no branch: they count everywhere.
	Branchless int           `json:"branchless,omitempty"`
	Complete   bool          `json:"complete"`
	BadFiles   int           `json:"bad_files"`
	Took       time.Duration `json:"took"`
	// Parts is how many batches it was read in. Behind is true where there are more to come:
	// the next cycle goes on with them.
	Parts    int            `json:"parts,omitempty"`
	Behind   bool           `json:"behind,omitempty"`
	Progress model.Progress `json:"progress,omitzero"`
	// Unmapped are the statuses of the tool to which no outcome is mapped.
	Unmapped []string `json:"unmapped,omitempty"`
}

// Cycle is one pass of one sync.
type Cycle struct {
	ID        string          `json:"id"`
	Sync      string          `json:"sync"`
	Trigger   string          `json:"trigger"` // schedule, command, start, api
	Dry       bool            `json:"dry"`
	Started   time.Time       `json:"started"`
	Finished  time.Time       `json:"finished"`
	Collected []Collected     `json:"collected"`
	Plan      plan.Plan       `json:"plan"`
	Counts    Counts          `json:"counts,omitzero"`
	Linking   Linking         `json:"linking,omitzero"`
	Stories   []verdict.Story `json:"stories,omitempty"` // as judged
	// Readiness is how releases, sprints and filters stand; it is kept apart from the cycle.
	Readiness []readiness.Readiness `json:"-"`
	// Defects is how the defects of the sync's Jira came and went; likewise kept apart: it
	// follows from the ledger. Of a cycle that ended before it could tell, the site is "".
	Defects  Defects        `json:"-"`
	Outcomes []plan.Outcome `json:"outcomes"`
	Picked   bool           `json:"picked,omitempty"` // only chosen changes were to be made
	Unmade   []plan.Unmade  `json:"unmade,omitempty"` // changes that were asked for and are not in the plan
	Faults   []Fault        `json:"faults"`
	Requests map[string]int `json:"requests"` // by target
	Paused   string         `json:"paused,omitempty"`
}

// Counts says how much a cycle's plan holds: lists of cycles carry no more of it.
type Counts struct {
	Changes int `json:"changes"`
	Holds   int `json:"holds"`
	Failing int `json:"failing"`
}

// Counted is the cycle with its plan counted.
func (c Cycle) Counted() Cycle {
	c.Counts = Counts{Changes: len(c.Plan.Changes), Holds: len(c.Plan.Holds), Failing: len(c.Plan.Failing)}
	return c
}

// Failed reports whether the cycle could not do its work at all.
func (c Cycle) Failed() bool {
	for _, f := range c.Faults {
		if f.Fatal {
			return true
		}
	}
	return false
}

// Count returns how many changes ended with a result.
func (c Cycle) Count(r plan.Result) int {
	n := 0
	for _, o := range c.Outcomes {
		if o.Result == r {
			n++
		}
	}
	return n
}

// Holds are the plan's holds, as the cycle has left them: what is held about a defect that
// this very cycle has made names its issue.
func (c Cycle) Holds() []plan.Hold {
	made := map[string]string{}
	for _, o := range c.Outcomes {
		if o.Change.Verb == plan.Create && o.Issue != "" {
			made[o.Change.Target.Defect] = o.Issue
		}
	}
	out := slices.Clone(c.Plan.Holds)
	for i, h := range out {
		if h.Target.Issue == "" && h.Verb != plan.Create {
			out[i].Target.Issue = made[h.Target.Defect]
		}
	}
	return out
}

// Word sums the cycle up in one word: how it ended.
func (c Cycle) Word() string {
	switch {
	case c.Failed():
		return "failed"
	case c.Count(plan.Failed)+c.Count(plan.Uncertain) > 0:
		return "incomplete"
	case c.Dry:
		return "dry"
	}
	return "ok"
}

// Write is one row of the history: a write that was tried, with before and after
// in the change's fields.
type Write struct {
	Cycle   string       `json:"cycle"`
	Sync    string       `json:"sync"`
	Outcome plan.Outcome `json:"outcome"`
}

// Pause is the brake as it is set.
type Pause struct {
	Sync   string    `json:"sync"` // "" means every sync
	Until  time.Time `json:"until,omitzero"`
	Reason string    `json:"reason"`
	Who    string    `json:"who"`
	At     time.Time `json:"at"`
}
