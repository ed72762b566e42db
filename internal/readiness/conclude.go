package readiness

import (
	"fmt"
	"strings"

	"syncd/internal/verdict"
)

// concluded is the answer: not ready where a risk that blocks remains, at risk where any
// other does.
func (a *assessment) concluded() Readiness {
	r := a.Readiness
	r.State = Ready
	var blocking, other []string
	accepted := 0
	for _, kind := range RiskKinds() {
		risk := a.risks[kind].ended()
		if accepted += risk.Accepted; risk.Count+risk.Accepted == 0 {
			continue
		}
		r.Risks = append(r.Risks, risk)
		switch {
		case risk.Count == 0:
		case risk.Blocks:
			r.State, blocking = NotReady, append(blocking, risk.String())
		default:
			other = append(other, risk.String())
		}
	}
	if r.State == Ready && (len(other) > 0 || a.Total == 0) {
		r.State = AtRisk
	}
	r.Why = why(r, blocking, other, accepted)
	r.Score = a.score()
	return r
}

// why is the first line of a board: the answer and its reason.
func why(r Readiness, blocking, other []string, accepted int) string {
	text := ""
	switch {
	case len(blocking) > 0:
		text = "Not ready: " + strings.Join(blocking, ", ")
		if len(other) > 0 {
			text += fmt.Sprintf("; %s besides", many(len(other), "risk", "risks"))
		}
	case len(other) > 0:
		text = "At risk: " + strings.Join(other, ", ")
	case r.Total == 0:
		return "At risk: nothing is planned for it yet, so nothing says whether it is ready"
	default:
		text = fmt.Sprintf("Ready: %s fully tested, and no risk remains", all(r.Stories[verdict.FullyTested], r.Total))
	}
	if accepted > 0 {
		text += fmt.Sprintf("; %s accepted", many(accepted, "risk", "risks"))
	}
	return text
}

// all says how many of all stories are something.
func all(n, total int) string {
	switch {
	case n == total && n == 1:
		return "its one story is"
	case n == total:
		return fmt.Sprintf("all %d stories are", total)
	}
	return fmt.Sprintf("%d of %d stories are", n, total)
}

// many counts in words.
func many(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
