// Package format is the socket for result-file parsers: what a parser is, what a
// parsed file looks like, the limits every parser keeps, and sniffing.
//
// Parsers read a stream and return data; they open nothing, log nothing and know
// no source. What they return goes to a source, which gives runs and cases their
// ids. Each parser lives in a folder of its own below this one and passes the
// suite in formattest.
package format

import (
	"io"
	"time"

	"syncd/internal/model"
)

// Parser reads one kind of result file.
type Parser interface {
	// Name is the word used in `formats:`, docs and metrics.
	Name() string
	// Sniff reports whether a file with this base name and these first bytes (at
	// most SniffLen) is of this kind. It must be cheap and never read elsewhere.
	Sniff(name string, head []byte) bool
	// Parse reads a whole file. On an error the report is empty and the error is
	// one of ErrTruncated (the file ends too early: it may still be being written)
	// or ErrMalformed, wrapped with line and reason. Oddities that cost nothing or
	// little are Faults in the report instead.
	Parse(r io.Reader, opt Options) (Report, error)
}

// Options is what a parser cannot know from the file alone.
type Options struct {
	// Modified is the file's modification time: the time of results where the file
	// gives none.
	Modified time.Time
	// Location is the zone in which times without one are read; nil means UTC.
	Location *time.Location
	Limits   Limits
	// Inherit lists the suite-level properties that describe the run and may be
	// read for all of its cases. Runners dump every system property there, secrets
	// included, so nothing that is not listed is taken over.
	Inherit []string
}

// Report is what a file says.
type Report struct {
	Format  string // the parser's name
	Dialect string // which writer's habits were recognised: "surefire", "pytest", …; "" if none
	RunID   string // id that the file declares for its run, "" if none
	Context model.Context
	// Started and Finished bound the run; zero where the file does not say.
	Started, Finished time.Time
	Approximate       bool // times were taken from the file's modification time
	Entries           []Entry
	Faults            []model.Fault // Origin is left to the caller
}

// Entry is one case with its folded result. ID, Source, Run and Case are left to
// the source, which alone knows the namespace.
type Entry struct {
	Case   model.Case
	Result model.Result
}

// Totals counts the entries by outcome; every outcome has an entry, if only 0.
func (r Report) Totals() map[model.Outcome]int {
	totals := map[model.Outcome]int{}
	for _, o := range model.Outcomes() {
		totals[o] = 0
	}
	for _, e := range r.Entries {
		totals[e.Result.Outcome]++
	}
	return totals
}
