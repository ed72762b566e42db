package desired

import (
	"fmt"
	"slices"
	"time"

	"syncd/internal/model"
)

// evidence sums up the lines. A case of which no failure is remembered, because the
// store was lost, has recovered once every line of it has passed enough.
func (r Rules) evidence(lines []model.Line) Evidence {
	failing, failed := split(lines)
	if len(failed) == 0 {
		failed = lines
	}
	switch {
	case len(failing) > 0:
		return Failing
	case len(failed) > 0 && fewest(failed) >= r.Passes:
		return Recovered
	}
	return Silent
}

// due decides whether `when:` holds on one of the failing lines, and whether one of
// those failed lately. Where the condition cannot be evaluated it does not hold.
func (r Rules) due(d *Defect, failing []model.Line, now time.Time) {
	d.Old = true
	why := fmt.Sprintf("`when: %s` does not hold", r.When)
	for _, l := range failing {
		d.Worst = max(d.Worst, l.Failures)
		ok, err := r.When.Holds(factsOf(d.Case, l))
		if err != nil {
			why = err.Error()
		}
		d.Due = d.Due || ok
		if ok && (r.MaxAge <= 0 || now.Sub(l.LastFailed.Finished) <= r.MaxAge) {
			d.Old = false
		}
	}
	if !d.Due {
		d.Waiting, d.Need = streak("failed", d.Worst)+"; "+why, r.need(*d, failing)
	}
}

// needMax is how far need looks: who waits for more failures waits for something else.
const needMax = 20

// need finds how many failures in a row would make `when:` hold if nothing else
// changed, so that lists can say `waiting (1 of 2)`; 0 if none would.
func (r Rules) need(d Defect, failing []model.Line) int {
	for n := d.Worst + 1; n <= needMax; n++ {
		for _, l := range failing {
			l.Failures = n
			if ok, err := r.When.Holds(factsOf(d.Case, l)); err == nil && ok {
				return n
			}
		}
	}
	return 0
}

// split returns the lines that fail now and those that ever failed, in the order
// of their keys.
func split(lines []model.Line) (failing, failed []model.Line) {
	for _, l := range lines {
		if l.Failing() {
			failing = append(failing, l)
		}
		if !l.LastFailed.Finished.IsZero() {
			failed = append(failed, l)
		}
	}
	return failing, failed
}

// began is when the first of some failing lines began to fail, and their environments.
func began(failing []model.Line) (since time.Time, environments []string) {
	for _, l := range failing {
		if at := l.FailingSince.Finished; since.IsZero() || at.Before(since) {
			since = at
		}
		if l.Environment != "" {
			environments = append(environments, l.Environment)
		}
	}
	slices.Sort(environments)
	return since, slices.Compact(environments)
}

// fewest returns the fewest passes in a row on any of the lines.
func fewest(lines []model.Line) int {
	n := 0
	for i, l := range lines {
		if i == 0 || l.Passes < n {
			n = l.Passes
		}
	}
	return n
}

// streak says how often something happened in a row.
func streak(what string, n int) string {
	if n == 1 {
		return what + " once"
	}
	return fmt.Sprintf("%s %d times in a row", what, n)
}
