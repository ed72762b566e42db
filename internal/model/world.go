package model

import "time"

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
	// Retired holds the cases that are no longer run, Renamed the vanished case that a
	// new one may be, by the new one's id.
	Retired map[CaseID]Retirement
	Renamed map[CaseID]CaseID
}

// Retirement says since when a case has had no result, and in how many complete runs of
// its suite it was missing since; 0 where its tool has retired it.
type Retirement struct {
	Since time.Time
	Runs  int
}
