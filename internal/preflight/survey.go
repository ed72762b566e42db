package preflight

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/source"
)

// placesMost is how many places of a tool are listed: some have thousands of projects.
const placesMost = 20

// seen are the lines about what the account sees.
func (t Tool) seen() []string {
	out := places(t.Survey.Places)
	if s := statuses(t.Survey.Statuses); s != "" {
		out = append(out, "statuses: "+s)
	}
	if refs := t.Survey.References; len(refs) > 0 {
		out = append(out, "cases name issues in: "+line(strings.Join(refs, ", ")))
	}
	if s := t.first(); s != "" {
		out = append(out, "first pull: "+s)
	}
	return out
}

// places lists what the config may choose from, marked where it does. Where there are too
// many, those that are chosen come first.
func places(all []source.Place) []string {
	if len(all) > placesMost {
		all = slices.Clone(all)
		slices.SortStableFunc(all, func(a, b source.Place) int { return rank(a.Chosen) - rank(b.Chosen) })
	}
	var out []string
	for _, p := range all[:min(placesMost, len(all))] {
		mark := "    "
		if p.Chosen {
			mark = "  * "
		}
		text := mark + line(p.Kind) + " " + line(p.ID)
		if p.Name != p.ID {
			text += " · " + line(p.Name)
		}
		out = append(out, text)
	}
	if len(out) == 0 {
		return nil
	}
	if n := len(all) - placesMost; n > 0 {
		out = append(out, fmt.Sprintf("    and %d more", n))
	}
	return append([]string{"it sees (what is read is marked *):"}, out...)
}

// rank puts what is chosen first.
func rank(chosen bool) int {
	if chosen {
		return 0
	}
	return 1
}

// statuses says what each counts as, by outcome.
func statuses(all []source.ToolStatus) string {
	var parts, loose []string
	for _, o := range model.Outcomes() {
		var names []string
		for _, s := range all {
			if s.Mapped && s.Outcome == o {
				names = append(names, line(s.Name))
			}
		}
		if len(names) > 0 {
			parts = append(parts, fmt.Sprintf("%s ← %s", o, strings.Join(names, ", ")))
		}
	}
	for _, s := range all {
		if !s.Mapped {
			loose = append(loose, line(s.Name))
		}
	}
	if len(loose) > 0 {
		parts = append(parts, "not mapped: "+strings.Join(loose, ", "))
	}
	return strings.Join(parts, " · ")
}

// first says what the first pull would read.
func (t Tool) first() string {
	f := t.Survey.First
	if f.Requests == 0 {
		return ""
	}
	var things []string
	for _, c := range []struct {
		n    int
		word string
	}{{f.Results, "result"}, {f.Runs, "run"}, {f.Cases, "case"}} {
		if c.n > 0 {
			things = append(things, grouped(c.n, c.word))
		}
	}
	text := "about " + strings.Join(things, ", ")
	switch {
	case len(things) == 0 && f.AtLeast:
		text = "nothing to read was found; it begins"
	case len(things) == 0:
		text = "nothing yet,"
	case f.AtLeast:
		text = "at least " + strings.Join(things, ", ")
	}
	text += fmt.Sprintf(" in %s", grouped(f.Requests, "request"))
	if t.Budget > 0 {
		text += fmt.Sprintf(": %s at %d a minute", lasts(f.Requests, t.Budget), t.Budget)
	}
	return text
}

// lasts is how long so many requests take, rounded up.
func lasts(requests, minute int) string {
	d := time.Duration((requests+minute-1)/minute) * time.Minute
	switch {
	case requests < minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// grouped is a number of things in words, in groups of three digits.
func grouped(n int, thing string) string {
	word, digits := count(n, thing), fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + " " + digits[i:]
	}
	return digits + strings.TrimPrefix(word, fmt.Sprint(n))
}

// unmapped tells of statuses that mean nothing to us yet.
func (t Tool) unmapped(out *findings) {
	var names, lines []string
	for _, s := range t.Survey.Statuses {
		if !s.Mapped {
			names = append(names, fmt.Sprintf("%q", line(s.Name)))
			lines = append(lines, fmt.Sprintf("%q: %s", line(s.Name), guess(s.Name)))
		}
	}
	if len(names) == 0 {
		return
	}
	verb := "count"
	if len(names) == 1 {
		verb = "counts"
	}
	out.add(Warning, t.Where+".statuses", fmt.Sprintf("put this into the source, beside what its statuses say already, and correct what is guessed wrong (passed, failed, blocked, skipped, pending or unknown): statuses: { %s }",
		strings.Join(lines, ", ")), "%s %s as unknown, which neither passes nor fails a test: nothing says what it means", strings.Join(names, ", "), verb)
}

// hints are parts of words by which people call statuses. The first that fits counts:
// "not executed" is no execution.
var hints = []struct {
	part string
	is   model.Outcome
}{
	{"not ", model.Pending}, {"unexecuted", model.Pending}, {"untested", model.Pending}, {"to do", model.Pending}, {"todo", model.Pending}, {"progress", model.Pending}, {"executing", model.Pending},
	{"retest", model.Pending}, {"re-test", model.Pending}, {"pass", model.Passed}, {"success", model.Passed}, {"fail", model.Failed}, {"error", model.Failed},
	{"broken", model.Failed}, {"block", model.Blocked}, {"skip", model.Skipped}, {"n/a", model.Skipped}, {"abort", model.Skipped}, {"descoped", model.Skipped},
}

// guess is what a status probably means, for people to correct.
func guess(name string) model.Outcome {
	name = strings.ToLower(name)
	if strings.Contains(name, "not applicable") {
		return model.Skipped
	}
	for _, h := range hints {
		if strings.Contains(name, h.part) {
			return h.is
		}
	}
	return model.Unknown
}
