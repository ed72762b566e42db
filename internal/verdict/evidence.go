package verdict

import (
	"slices"
	"time"

	"syncd/internal/model"
)

// Evidence says how much of what a source has to say is known.
type Evidence string

// The kinds of evidence, the best first.
const (
	Complete Evidence = "complete" // all of it was read
	Partial  Evidence = "partial"  // some of it could not be read just now
	Dark     Evidence = "dark"     // nobody has read all of it for long: what is not known may fail
)

// Reading is how a source was last read.
type Reading struct {
	Complete bool      // the last time, all of it
	Whole    time.Time // when all of it was read last, zero if never
	// Behind is true while a long pull is on its way that takes several batches: how far it
	// is, and when the last of them came.
	Behind   bool
	Progress model.Progress
	Last     time.Time
}

// Evidence judges a reading. A source of which nothing whole was read for longer than
// darkAfter is dark; 0 never is. One that is still being read is not, while it gets on.
func (r Reading) Evidence(darkAfter time.Duration, now time.Time) Evidence {
	switch {
	case r.Complete:
		return Complete
	case r.Behind && now.Sub(r.Last) <= darkAfter:
		return Partial
	case darkAfter > 0 && now.Sub(r.Whole) > darkAfter:
		return Dark
	}
	return Partial
}

// Witness says of each story what its evidence is, by the sources that speak for it.
func Witness(stories map[string]Story, readings map[string]Reading, rules Rules, now time.Time) {
	for key, st := range stories {
		for source, t := range st.BySource {
			t.Evidence = readings[source].Evidence(rules.DarkAfter, now)
			if t.Evidence != Complete {
				t.Whole = readings[source].Whole
			}
			st.BySource[source] = t
		}
		stories[key] = st
	}
}

// Evidence is that of the source that is known worst; Complete where none speaks.
func (st Story) Evidence() Evidence {
	worst := Complete
	order := []Evidence{Complete, Partial, Dark}
	for _, t := range st.BySource {
		if slices.Index(order, t.Evidence) > slices.Index(order, worst) {
			worst = t.Evidence
		}
	}
	return worst
}

// Doubts lists the sources of a story that are not known completely, by name.
func (st Story) Doubts() []string {
	var out []string
	for source, t := range st.BySource {
		if t.Evidence != Complete && t.Evidence != "" {
			out = append(out, source)
		}
	}
	slices.Sort(out)
	return out
}
