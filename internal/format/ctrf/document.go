package ctrf

import (
	"time"

	"syncd/internal/format"
	"syncd/internal/model"
)

// document is the file as it stands there, texts cut to size and nothing judged.
type document struct {
	tool    string
	runID   string
	context model.Context
	build   [3]string // number, name and id: the first that is there names the build
	// counts is the summary, by its own words; nil where there is none.
	counts         map[string]int
	started, ended time.Time
	tests          []*test
	faults         []model.Fault
}

// test is one element of results.tests: a test with all of its attempts.
type test struct {
	attempt // the last
	line    int
	name    string
	suite   []string
	file    string
	raw     string // the runner's own word for the status
	kase    model.Case
	params  []format.Param
	before  []attempt // the attempts before the last, as far as the file tells them
	retries int
	flaky   *bool
}

// attempt is one execution.
type attempt struct {
	status         string
	message, trace string
	output         *format.Ends
	duration       *time.Duration
	start, stop    time.Time
}

// The words for a status.
const (
	passed  = "passed"
	failed  = "failed"
	skipped = "skipped"
	pending = "pending"
)
