package push

import (
	"syncd/internal/model"
	"syncd/internal/source"
)

// What became of the cycle that a push asks for.
const (
	CycleTriggered = "triggered" // soon: pushes that follow each other closely share one
	CycleNone      = "none"      // nothing is new, or no sync uses the source
)

// Answer is what the daemon says of a push, as JSON.
type Answer struct {
	// Run is the run of the first file that was taken; Files has those of all.
	Run      model.RunID           `json:"run,omitempty"`
	Status   source.Status         `json:"status"` // new if any file is; known if the others came before; else bad
	Cases    int                   `json:"cases"`
	Outcomes map[model.Outcome]int `json:"outcomes"`
	Rejected int                   `json:"rejected"` // files that are bad
	Cycle    string                `json:"cycle"`
	Page     string                `json:"page,omitempty"` // where people see what came of it
	Error    string                `json:"error,omitempty"`
	Files    []source.Received     `json:"files"`
}

// Tell sums a receipt up.
func Tell(r source.Receipt) Answer {
	a := Answer{Status: source.StatusBad, Outcomes: map[model.Outcome]int{}, Cycle: CycleNone, Files: r.Files}
	if a.Files == nil {
		a.Files = []source.Received{}
	}
	for _, f := range r.Files {
		switch f.Status {
		case source.StatusNew:
			a.Status = source.StatusNew
		case source.StatusKnown:
			if a.Status == source.StatusBad {
				a.Status = source.StatusKnown
			}
		case source.StatusBad:
			a.Rejected++
			continue
		case source.StatusUnknown:
			continue
		}
		if a.Run == "" {
			a.Run = f.Run
		}
		a.Cases += f.Cases
		for outcome, n := range f.Outcomes {
			a.Outcomes[outcome] += n
		}
	}
	return a
}

// How a push ended, for metrics.
const (
	ResultNew     = "new"
	ResultKnown   = "known"
	ResultPartly  = "partly"  // some files are bad
	ResultRefused = "refused" // nothing in it can be read, or the request is wrong
	ResultDenied  = "denied"  // without the right token
	ResultFailed  = "failed"  // it could not be kept
)

// Results lists how a push may end.
func Results() []string {
	return []string{ResultNew, ResultKnown, ResultPartly, ResultRefused, ResultDenied, ResultFailed}
}
