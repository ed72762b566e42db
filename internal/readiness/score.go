package readiness

import (
	"math"

	"syncd/internal/verdict"
)

// Score sums the risks up in one number for trends: 0 is no risk known, 1 the worst. It
// decides nothing. Each part is a share of the scope's stories, times its weight.
type Score struct {
	Total float64            `json:"total"`
	Parts map[string]float64 `json:"parts"` // weighted: they sum to the total
}

// Weights of the parts of a score; they sum to 1.
var weights = map[string]float64{"failing": 0.4, "untested": 0.25, "open_defects": 0.2, "stale": 0.1, "flaky": 0.05}

// ScoreParts lists the parts of a score.
func ScoreParts() []string { return []string{"failing", "untested", "open_defects", "stale", "flaky"} }

// score weighs what remains. Accepted risks weigh, too: they are known, not gone.
func (a *assessment) score() Score {
	s := Score{Parts: map[string]float64{}}
	open := 0
	for _, m := range a.Members {
		if m.Open > 0 {
			open++
		}
	}
	by := a.Readiness.Stories
	counts := map[string]int{"failing": by[verdict.Failing] + by[verdict.Blocked],
		"untested":     by[verdict.Uncovered] + by[verdict.NotRun] + by[verdict.PartlyTested] + by[verdict.Unknown],
		"open_defects": open, "stale": by[verdict.Stale], "flaky": a.risks[Flaky].Count + a.risks[Flaky].Accepted}
	for _, part := range ScoreParts() {
		if a.Total > 0 {
			s.Parts[part] = round(weights[part] * float64(counts[part]) / float64(a.Total))
		} else {
			s.Parts[part] = 0
		}
		s.Total += s.Parts[part]
	}
	s.Total = round(s.Total)
	return s
}

// round keeps four digits, so that the same facts always make the same text.
func round(f float64) float64 { return math.Round(f*1e4) / 1e4 }
