package readiness

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// judgeTests counts the tests of the scope by outcome, those that fail by who has them,
// and finds the failures that no story is told of.
func (a *assessment) judgeTests() {
	for _, p := range verdict.Progresses() {
		a.Tests[p] = 0
	}
	for _, w := range plan.StateWords() {
		a.Failing[w] = 0
	}
	for id, t := range a.tests {
		a.Tests[t.Outcome()]++
		if s, fails := a.states[id]; fails {
			a.Failing[s.State]++
		}
	}
	for id, t := range a.results.Cases {
		if t.Word == verdict.Failing && !t.Muted && !t.Retired && len(t.Stories) == 0 {
			a.risks[LooseFailure].add(Item{Key: string(id), Title: t.Title, Why: t.Reason})
		}
	}
}

// judgeSources says how well the sources are known that feed the scope: those of its
// tests, or all of the sync where it has none.
func (a *assessment) judgeSources() {
	a.Evidence = verdict.Complete
	for _, source := range a.feeding() {
		reading := a.Readings[source]
		e := reading.Evidence(a.Rules.DarkAfter, a.Now)
		if e == verdict.Complete {
			continue
		}
		a.Doubts = append(a.Doubts, Doubt{Source: source, Evidence: e, Whole: reading.Whole})
		if e == verdict.Dark || a.Evidence == verdict.Complete {
			a.Evidence = e
		}
		if e == verdict.Dark {
			a.risks[SourceDark].add(Item{Key: source, Why: since(reading.Whole)})
		}
	}
}

// since says for how long nobody has read a source whole.
func since(whole time.Time) string {
	if whole.IsZero() {
		return "it was never read whole"
	}
	return fmt.Sprintf("it was last read whole on %s", whole.UTC().Format("2006-01-02 15:04 UTC"))
}

// feeding lists the sources that feed the scope.
func (a *assessment) feeding() []string {
	var out []string
	for _, t := range a.tests {
		out = append(out, t.Source)
	}
	if len(out) == 0 {
		for source := range a.Readings {
			out = append(out, source)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
