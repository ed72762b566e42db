package record

import (
	"time"

	"syncd/internal/verdict"
)

// SourceView is what the page of a source tells.
type SourceView struct {
	SourceState
	Runs []RunRow `json:"runs"` // the newest
}

// SourceRuns is how many runs the page of a source lists.
const SourceRuns = 10

// Feed is a sync that a source feeds.
type Feed struct {
	Sync     string           `json:"sync"`
	Evidence verdict.Evidence `json:"evidence"` // how much of the source that sync takes for known
}

// Evidence is how much of the source is known, by the sync that is the least patient.
func (s SourceState) Evidence() verdict.Evidence {
	worst := verdict.Complete
	for _, f := range s.Feeds {
		if f.Evidence == verdict.Dark || f.Evidence == verdict.Partial && worst == verdict.Complete {
			worst = f.Evidence
		}
	}
	return worst
}

// Setting is one value of the configuration that is in force, and where it was set. A
// secret is the place where it lies.
type Setting struct {
	Path   string `json:"path"` // dotted, with indices: syncs[0].defects.when
	Value  string `json:"value"`
	Origin string `json:"origin,omitempty"` // file, line and column, or a variable; "" for a default
}

// ConfigView is the configuration in force.
type ConfigView struct {
	AsOf     time.Time `json:"as_of"` // when it was loaded
	Files    []string  `json:"files"`
	Settings []Setting `json:"settings"`
}
