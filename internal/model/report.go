package model

import "time"

// Report is a failing result as the tool knows it that reported it: what is needed to let
// it name an issue. What it said is not part of it.
type Report struct {
	Source   string
	Case     CaseID // that reported it: of a joined case, the member
	Run      RunID
	Ref      string   // never empty
	Defects  []string // issues that it names already, as Result has them
	Finished time.Time
}

// ReportOf is a result as a source reported it.
func ReportOf(source string, r Result) Report {
	return Report{Source: source, Case: r.Case, Run: r.Run, Ref: r.Ref, Defects: r.Defects, Finished: r.Finished}
}
