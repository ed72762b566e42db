package model

// World is all that is known of the tests of some sources: what judgement starts
// from. It is a snapshot; whoever receives it must not change it.
type World struct {
	Cases map[CaseID]Case
	Lines []Line // sorted by LineKey
	// Runs holds the runs that the lines' points of interest refer to: Last,
	// Deciding, FailingSince, LastFailed and LastPassed.
	Runs map[RunID]Run
	// Failures holds the deciding result, with the failure's text, of every line that
	// fails.
	Failures map[LineKey]Result
	// Reports are, for each failing line, the failing results to which something can be
	// written in their tools: what decides the line, or, of a case that several were made
	// one of, what decides each member's own line.
	Reports map[LineKey][]Report
	// Ran counts the cases that ran in each run in which a line that fails now began to.
	Ran map[RunID]int
	// Excluded counts, by case, the lines of which no result counts because all of their
	// runs are excluded: they are not among Lines.
	Excluded map[CaseID]int
	// Joined gives, for each case that several were made one of, their ids; Cases and
	// Lines know only the one.
	Joined map[CaseID][]CaseID
	// Retired are the cases that are gone: missing from the runs of their suite for long, or
	// retired by their tool.
	Retired map[CaseID]Retirement
	// Renamed says of cases that are new which case they probably were before.
	Renamed map[CaseID]CaseID
	// Loose are aliases whose present name fits no case, or several.
	Loose []Alias
}
