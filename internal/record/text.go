package record

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"syncd/internal/plan"
	"syncd/internal/rule"
)

// signs are how a verb looks in a list.
var signs = map[plan.Verb]string{
	plan.Create: "+", plan.Update: "~", plan.Transition: "!", plan.Comment: "\"", plan.Link: "@", plan.Writeback: "&",
}

// WritePlan prints a dry cycle for people: one line per change with its reason, then
// what is held and why, then how the failing cases stand.
func WritePlan(w io.Writer, c Cycle) error {
	return writePlan(w, c, func(plan.Change) string { return "" })
}

// WritePlanIDs is WritePlan with the id of each change before it.
func WritePlanIDs(w io.Writer, c Cycle) error {
	return writePlan(w, c, func(ch plan.Change) string { return ch.ID + " " })
}

// writePlan prints a dry cycle, with something before each change.
func writePlan(w io.Writer, c Cycle, before func(plan.Change) string) error {
	var b strings.Builder
	switch {
	case c.Failed():
		fmt.Fprintf(&b, "sync %s: no plan could be made\n", c.Sync)
		writeFaults(&b, c)
		_, err := io.WriteString(w, b.String())
		return err
	case c.Plan.Empty():
		fmt.Fprintf(&b, "sync %s: nothing to do%s%s (%s)\n", c.Sync, asRead(c), heldCount(c.Plan), requests(c))
	default:
		fmt.Fprintf(&b, "sync %s: %s%s (%s)\n", c.Sync, count(len(c.Plan.Changes), "change"), heldCount(c.Plan), requests(c))
	}
	writeFaults(&b, c)
	writeAdopted(&b, c.Plan)
	for _, ch := range c.Plan.Changes {
		fmt.Fprintf(&b, "  %s%s\n", before(ch), ChangeLine(ch))
	}
	writeHolds(&b, c.Plan.Holds)
	writeFailing(&b, c.Plan.Failing)
	writeLoose(&b, c.Linking)
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteApplied prints a cycle that wrote: one line per change and how it ended.
func WriteApplied(w io.Writer, c Cycle) error {
	var b strings.Builder
	switch {
	case c.Failed() && len(c.Outcomes) == 0:
		fmt.Fprintf(&b, "sync %s: nothing was written\n", c.Sync)
	case len(c.Outcomes) == 0:
		fmt.Fprintf(&b, "sync %s: nothing to do%s%s (%s)\n", c.Sync, asRead(c), heldCount(c.Plan), requests(c))
	default:
		fmt.Fprintf(&b, "sync %s: %d of %s made%s (%s)\n", c.Sync, c.Count(plan.Done), count(len(c.Outcomes), "change"), heldCount(c.Plan), requests(c))
	}
	writeFaults(&b, c)
	writeAdopted(&b, c.Plan)
	for _, o := range c.Outcomes {
		fmt.Fprintf(&b, "  %s\n", OutcomeLine(o))
	}
	writeUnmade(&b, c.Unmade)
	writeHolds(&b, c.Holds())
	writeFailing(&b, c.Plan.Failing)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeUnmade lists the changes that were chosen and not made.
func writeUnmade(b *strings.Builder, unmade []plan.Unmade) {
	for _, u := range unmade {
		word := "stale"
		if u.Hold != "" {
			word = "held, " + string(u.Hold)
		}
		fmt.Fprintf(b, "  - not made   %s · %s: %s\n", oneLine(u.ID), word, oneLine(u.Why))
	}
}

// ChangeLine is a change in one line: what, where, why.
func ChangeLine(c plan.Change) string {
	return line(c, place(c), string(c.Reason), c.Why)
}

// OutcomeLine is how a change ended, in one line.
func OutcomeLine(o plan.Outcome) string {
	at := o.Issue
	if at == "" {
		at = place(o.Change)
	}
	text := line(o.Change, at, string(o.Change.Reason), o.Change.Why)
	if o.Result != plan.Done {
		text += fmt.Sprintf(" · %s: %s", o.Result, oneLine(o.Error))
	}
	if note := o.Note(); note != "" {
		text += " · " + note
	}
	return text
}

// line is what a change does, where and why, in columns.
func line(c plan.Change, at, reason, why string) string {
	what := strings.TrimSpace(fmt.Sprintf("%-8s %s", at, content(c)))
	return fmt.Sprintf("%s %-10s %s · %s: %s", signs[c.Verb], c.Verb, what, reason, oneLine(why))
}

// place is the issue that a change is about. Where there is none yet, it is the
// project of a create, and the new defect for what follows from it.
func place(c plan.Change) string {
	switch {
	case c.Target.Issue != "":
		return c.Target.Issue
	case c.Verb == plan.Create:
		return c.Target.Project
	}
	return "(new)"
}

// content says what a change sets.
func content(c plan.Change) string {
	if c.Verb == plan.Writeback {
		return written(c)
	}
	var parts, links, with []string
	for _, f := range c.Fields {
		switch f.Name {
		case "type":
			parts = append(parts, f.To)
		case "summary":
			parts = append(parts, map[bool]string{true: "summary "}[c.Verb == plan.Update]+fmt.Sprintf("%q", short(f.To)))
		case "remote link", "comment":
			if f.To == "" {
				parts = append(parts, fmt.Sprintf("without %q", short(f.From)))
				continue
			}
			parts = append(parts, fmt.Sprintf("%q", short(f.To)))
		case "link":
			links = append(links, f.To)
		case "status":
			parts = append(parts, f.From+" → "+f.To)
		case "priority":
			parts = append(parts, "priority "+f.To)
		case "description":
			parts = append(parts, "new description")
		default:
			with = append(with, further(c.Verb, f))
		}
	}
	if c.Verb != plan.Create {
		parts = append(parts, with...)
	} else if len(with) > 0 {
		parts = append(parts, "with "+strings.Join(with, ", "))
	}
	if len(links) > 0 {
		parts = append(parts, "→ "+strings.Join(links, ", "))
	}
	between := " "
	if c.Verb == plan.Update {
		between = ", "
	}
	return oneLine(strings.Join(parts, between))
}

// written says which result of a test tool names the issue, or is to be tested again.
func written(c plan.Change) string {
	verb := "to"
	if c.Reason == plan.AskedAgain {
		verb = "retest in"
	}
	return fmt.Sprintf("%s %s: test %q, result %s", verb, oneLine(c.Value("source")), short(c.Value("test")), short(c.Value("result")))
}

// further is what is set in a field that has no form of its own.
func further(verb plan.Verb, f plan.Field) string {
	switch {
	case f.To == "" || f.Name == "labels":
		return f.Name
	case verb == plan.Update && f.From != "":
		return fmt.Sprintf("%s %q → %q", f.Name, short(f.From), short(f.To))
	}
	return fmt.Sprintf("%s %q", f.Name, short(f.To))
}

// short keeps a quoted text within a readable line.
func short(s string) string {
	const most = 80
	r := []rune(oneLine(s))
	if len(r) <= most {
		return string(r)
	}
	return string(r[:most-1]) + "…"
}

// oneLine keeps a text on its line: what Jira or a test says may have several, and
// characters that a terminal would obey.
func oneLine(s string) string { return rule.OneLine(s) }

// writeAdopted tells what the ledger learned from marks on issues.
func writeAdopted(b *strings.Builder, p plan.Plan) {
	for _, a := range p.Adopted {
		fmt.Fprintf(b, "  = adopted    %-8s %q carries our mark %s\n", a.Entry.IssueKey, short(a.Entry.Title), a.Entry.Name())
	}
	for _, text := range p.Warnings {
		fmt.Fprintf(b, "  warning: %s\n", oneLine(text))
	}
}

// perKind is how many holds of one reason and verb are listed before the rest is only
// counted.
const perKind = 6

// writeHolds lists holds by reason; many of one kind are shortened.
func writeHolds(b *strings.Builder, holds []plan.Hold) {
	if len(holds) == 0 {
		return
	}
	b.WriteString("held:\n")
	for i := 0; i < len(holds); {
		h, n := holds[i], 1
		for i+n < len(holds) && holds[i+n].Hold == h.Hold && holds[i+n].Verb == h.Verb {
			n++
		}
		shown := n
		if n > perKind {
			shown = perKind / 2
		}
		for _, one := range holds[i : i+shown] {
			fmt.Fprintf(b, "  %s\n", line(one.Change, place(one.Change), string(one.Hold), one.Because))
		}
		if n > shown {
			fmt.Fprintf(b, "  %s %-10s … and %d more held as %s (-o json lists all)\n", signs[h.Verb], h.Verb, n-shown, h.Hold)
		}
		i += n
	}
}

// writeFailing sums the failing cases up by state; together they are all of them.
func writeFailing(b *strings.Builder, failing []plan.CaseState) {
	if len(failing) == 0 {
		return
	}
	n := map[string]int{}
	for _, f := range failing {
		word := string(f.State)
		if f.State == plan.StateHeld {
			word = fmt.Sprintf("%s (%s)", f.State, f.Hold)
		}
		n[word]++
	}
	var words, parts []string
	for w := range n {
		words = append(words, w)
	}
	slices.Sort(words)
	for _, w := range words {
		parts = append(parts, fmt.Sprintf("%d %s", n[w], w))
	}
	fmt.Fprintf(b, "failing cases: %d (%s)\n", len(failing), strings.Join(parts, ", "))
}

// writeFaults lists what went wrong. Remarks, by which nothing is lost, are for the
// page of the cycle.
func writeFaults(b *strings.Builder, c Cycle) {
	for _, f := range c.Faults {
		if !f.Remark {
			fmt.Fprintf(b, "  fault in %s: %s\n", f.Step, oneLine(origin(f)+f.Text))
		}
	}
}

// origin is where a fault lies.
func origin(f Fault) string {
	switch {
	case f.Origin == "":
		return ""
	case f.Line > 0:
		return fmt.Sprintf("%s:%d: ", f.Origin, f.Line)
	}
	return f.Origin + ": "
}

// asRead says that there may be more to do than is known of, where a source, or part of one,
// could not be read.
func asRead(c Cycle) string {
	if slices.ContainsFunc(c.Faults, func(f Fault) bool { return f.Step == "collect" && !f.Remark }) {
		return " with what could be read"
	}
	return ""
}

// heldCount is ", 3 held", or nothing.
func heldCount(p plan.Plan) string {
	if len(p.Holds) == 0 {
		return ""
	}
	return fmt.Sprintf(", %d held", len(p.Holds))
}

// requests says how many requests the cycle took: of Jira, and of each test tool.
func requests(c Cycle) string {
	tools, n, text := map[string]bool{}, 0, ""
	for _, g := range c.Collected {
		tools[g.Source] = true
	}
	for _, target := range slices.Sorted(maps.Keys(c.Requests)) {
		if tools[target] {
			text += fmt.Sprintf(", %d to %s", c.Requests[target], target)
		} else {
			n += c.Requests[target]
		}
	}
	return count(n, "request") + " to jira" + text
}

// count puts a number before a noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
