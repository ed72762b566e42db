package record

import (
	"time"

	"syncd/internal/readiness"
	"syncd/internal/verdict"
)

// Report is a scope with all its stories: what leaves the house as one file.
type Report struct {
	ScopeView
	Stories []readiness.Member `json:"all_stories"` // in the order of their keys
	Made    time.Time          `json:"made"`
	Pages   string             `json:"pages,omitempty"` // address of our pages, for links
	Version string             `json:"version"`         // of syncd
}

// ReportCode is the exit code that a report is worth: 0 ready, 3 at risk, 4 not ready, 5 where
// something that it rests on is not wholly known, so that none of the others is certain.
func (r Report) ReportCode() int {
	switch {
	case r.Evidence != verdict.Complete || r.Outdated && r.FrozenAt.IsZero():
		return 5
	case r.State == readiness.NotReady:
		return 4
	case r.State == readiness.AtRisk:
		return 3
	}
	return 0
}
