package model

import (
	"slices"
	"strings"
)

// Own returns the top frames of the team's own code in the failure's trace, at most so
// many, as they stand there; none where what comes first in the trace is one of them
// already.
func (f Failure) Own(most int) []string {
	var out []string
	first := true
	for line := range strings.Lines(f.Detail) {
		if len(out) == most || !frame.MatchString(line) {
			continue
		}
		own := !foreign.MatchString(line)
		if own && first {
			return nil
		}
		if text := strings.TrimSpace(line); own && !slices.Contains(out, text) {
			out = append(out, text)
		}
		first = false
	}
	return out
}
