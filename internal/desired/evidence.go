package desired

import (
	"fmt"
	"strings"
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
func (r Rules) due(d *Defect, w model.World, failing []model.Line, now time.Time) {
	d.Old = true
	why := fmt.Sprintf("`when: %s` does not hold", r.When)
	for _, l := range failing {
		d.Worst = max(d.Worst, l.Failures)
		ok, err := r.When.Holds(factsOf(d.Case, l, w, now))
		if err != nil {
			why = err.Error()
		}
		d.Due = d.Due || ok
		if ok && (r.MaxAge <= 0 || now.Sub(l.LastFailed.Finished) <= r.MaxAge) {
			d.Old = false
		}
	}
	if !d.Due {
		d.Waiting, d.Need = streak("failed", d.Worst)+"; "+why, r.need(*d, w, failing, now)
		return
	}
	since := first(failing, func(l model.Line) model.Point { return l.FailingSince }).Finished
	if left := r.After - now.Sub(since); !d.Case.Automated && left > 0 {
		d.Early = true
		d.Waiting = fmt.Sprintf("a manual failure waits %s for its tester to name a defect (defects.after); %s are left", brief(r.After), brief(left))
	}
}

// brief is a duration without empty parts.
func brief(d time.Duration) string {
	text := d.Round(time.Second).String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// needMax is how far need looks: who waits for more failures waits for something else.
const needMax = 20

// need finds how many failures in a row would make `when:` hold if nothing else
// changed, so that lists can say `waiting (1 of 2)`; 0 if none would.
func (r Rules) need(d Defect, w model.World, failing []model.Line, now time.Time) int {
	facts := make([]Facts, len(failing))
	for i, l := range failing {
		facts[i] = factsOf(d.Case, l, w, now)
	}
	for n := d.Worst + 1; n <= needMax; n++ {
		for _, f := range facts {
			f.Failures = n
			if ok, err := r.When.Holds(f); err == nil && ok {
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
