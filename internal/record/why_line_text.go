package record

import (
	"fmt"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/model"
)

// when prints how `when:` reads on the line that decides.
func (p *page) when(a desired.Account) {
	p.row("when", "%s, on %s:", map[bool]string{true: "holds", false: "does not hold"}[a.Holds], Where(a.Line))
	for _, part := range a.Parts {
		text := part.Text
		for i, v := range part.Values {
			text += map[bool]string{true: "   (", false: ", "}[i == 0] + v.Name + " is " + v.Text
		}
		if len(part.Values) > 0 {
			text += ")"
		}
		if part.Wrong != "" {
			text += "   " + part.Wrong
		}
		fmt.Fprintf(p, "             %-3s %s\n", map[bool]string{true: "yes", false: "no"}[part.Holds], spaced(text))
	}
	if a.Waiting != "" && a.Holds {
		p.row("waits", "%s", a.Waiting)
	}
	if a.Old {
		p.row("old", "every line on which it holds last failed longer ago than defects.max_age")
	}
	for _, k := range a.Known {
		p.row("known", "a rule of defects.known fits: %q names %s", k.Match, k.Issue)
	}
}

// spaced keeps a text on its line and its spaces as they are.
func spaced(text string) string {
	lines := strings.Split(text, "   ")
	for i := range lines {
		lines[i] = oneLine(lines[i])
	}
	return strings.Join(lines, "   ")
}

// lines prints the lines and whether they count.
func (p *page) lines(in WhyIn) {
	if len(in.Lines) == 0 && in.Excluded == 0 {
		p.row("lines", "none: no result of it is kept")
	}
	for _, l := range in.Lines {
		word := "counts"
		if l.Against != "" {
			word = "not"
		}
		text := fmt.Sprintf("%s: %s", Where(l.LineKey), StreakOf(l.Line))
		if l.Against != "" {
			text += "; " + l.Against
		}
		p.row(word, "%s", text)
	}
	if in.Excluded > 0 {
		p.row("not", "%s: all of the runs are excluded (runs.exclude)", count(in.Excluded, "line"))
	}
}

// Where names a line for people.
func Where(l model.LineKey) string {
	parts := []string{}
	for _, s := range []string{l.Environment, l.Branch, l.Row} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if len(parts) == 0 {
		return "no environment named"
	}
	return strings.Join(parts, " · ")
}

// StreakOf says what a line says now and since when.
func StreakOf(l model.Line) string {
	var text string
	switch {
	case l.Failing():
		text = fmt.Sprintf("%s in a row since %s", count(l.Failures, "failure"), stamp(l.FailingSince.Finished))
	case l.Passing():
		text = count(l.Passes, "pass")
		if l.Passes != 1 {
			text = fmt.Sprintf("%d passes", l.Passes)
		}
		text += " in a row"
		if !l.LastFailed.Finished.IsZero() {
			text += ", last failed " + stamp(l.LastFailed.Finished)
		}
	default:
		text = string(l.Last.Outcome) + " last, neither passed nor failed"
	}
	if l.Flaky {
		text += ", flaky"
	}
	return text
}

// stamp is a moment as people read it; asOf tells up to when something is true.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }
func asOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", as of " + stamp(t)
}
