package converge

import (
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
)

// quietFor is the window of flapping: the default.
const quietFor = 7 * 24 * time.Hour

// judgePace wants that no issue is written to more often than it may be. What was
// written without an answer, or before a memory was lost, is not counted by the house:
// each death and each fault allows for one more.
func (w *world) judgePace() {
	edits, turns := map[string][]time.Time{}, map[string][]time.Time{}
	for _, m := range w.server.Audit() {
		if m.User != ours {
			continue
		}
		switch m.Verb {
		case "update", "comment", "comment-edit":
			edits[m.IssueID] = append(edits[m.IssueID], m.Time)
		}
		if turn(m) {
			turns[m.IssueID] = append(turns[m.IssueID], m.Time)
		}
	}
	spare := w.count.crashes + w.count.stops + w.count.faults
	for id, times := range edits {
		if n := most(times, 24*time.Hour); w.config.edits > 0 && n > w.config.edits*(1+w.count.lost)+spare {
			w.fault("issue %s was written to %d times within a day, and %d times it may be", id, n, w.config.edits)
		}
	}
	for id, times := range turns {
		if n := most(times, quietFor); w.config.turns > 0 && n > w.config.turns*(1+w.count.lost)+spare {
			w.fault("on issue %s we followed a test %d times within a week, and %d times we may", id, n, w.config.turns)
		}
	}
}

// turn reports whether a deed follows a test from one side to the other.
func turn(m simjira.Mutation) bool {
	for _, c := range m.Changes {
		if c.FieldID == "status" && c.ToText == "Done" || strings.HasPrefix(m.Verb, "comment") && strings.Contains(c.ToText, " again.") {
			return true
		}
	}
	return false
}

// most is the highest number of moments within one span.
func most(times []time.Time, span time.Duration) int {
	best := 0
	for n, first := range times {
		within := 0
		for _, t := range times[n:] {
			if t.Sub(first) < span {
				within++
			}
		}
		best = max(best, within)
	}
	return best
}
