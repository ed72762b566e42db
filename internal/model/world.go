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
	// Ran counts the cases that ran in each run in which a line that fails now began to.
	Ran map[RunID]int
}
