package record

import (
	"fmt"
	"io"
	"strings"
	"time"

	"syncd/internal/desired"
	"syncd/internal/ledger"
	"syncd/internal/model"
	"syncd/internal/plan"
	"syncd/internal/verdict"
)

// WriteWhy prints for people why something stands as it does.
func WriteWhy(w io.Writer, why Why) error {
	p := &page{}
	switch {
	case why.Case != nil:
		p.whyCase(*why.Case)
	case why.Issue != nil:
		p.whyIssue(*why.Issue)
	}
	p.matches(why.Matches)
	_, err := io.WriteString(w, p.String())
	return err
}

// page is a text of rows: a word, and what it says.
type page struct{ strings.Builder }

// row adds a row below a heading.
func (p *page) row(word, format string, args ...any) {
	fmt.Fprintf(p, "  %-10s %s\n", word, oneLine(fmt.Sprintf(format, args...)))
}

// head adds a heading.
func (p *page) head(format string, args ...any) {
	fmt.Fprintf(p, "%s\n", oneLine(fmt.Sprintf(format, args...)))
}

// whyCase prints a case.
func (p *page) whyCase(c WhyCase) {
	p.head("%s (%s)", short(c.Title), c.ID)
	name := model.Case{Class: c.Class, Name: c.Name}.FullName()
	kind := map[bool]string{true: "automated", false: "manual"}[c.Automated]
	p.row("test", "%s · source %s · %s", name, c.Source, kind)
	if len(c.IDs) > 0 {
		p.row("ids", "%s", strings.Join(c.IDs, " "))
	}
	for i, m := range c.Joined {
		word := ""
		if i == 0 {
			word = "one case"
		}
		p.row(word, "%s", strings.TrimSpace(fmt.Sprintf("%s %s %s", m.ID, m.Name, map[bool]string{true: "(" + m.Source + ")", false: "(known no more)"}[m.Source != ""])))
	}
	if c.Asked != "" {
		p.row("asked for", "%s, which is another name of it", c.Asked)
	}
	if c.Page != "" {
		p.row("page", "%s", c.Page)
	}
	for _, in := range c.Syncs {
		p.whyIn(in)
	}
	p.defects(c.Defects)
	for i, o := range c.Orders {
		if i == 0 {
			p.head("what people said")
		}
		p.row(string(o.Verb), "%s", strings.TrimSpace(fmt.Sprintf("%s %s, %s", o.Issue, o.Who, stamp(o.At))))
	}
	p.writes(c.Writes)
}

// whyIn prints how a case stands in one sync.
func (p *page) whyIn(in WhyIn) {
	p.head("sync %s, project %s, policy %s%s", in.Sync, in.Project, in.Policy, asOf(in.AsOf))
	p.row("state", "%s", in.State)
	if in.Detail != "" {
		p.row("because", "%s", in.Detail)
	}
	if in.Release != "" {
		p.row("ends by", "%s", in.Release)
	}
	for _, s := range in.Stops {
		p.row("stopped", "%s", s)
	}
	if in.When != nil {
		p.when(*in.When)
	}
	p.lines(in)
	if r := in.Retired; r != nil {
		p.row("retired", "it is missing from %s of its suite since %s: out of the verdict", count(r.Runs, "run"), stamp(r.Since))
	}
	if r := in.Renamed; r != nil {
		p.row("renamed", "it is new, and probably was %s %s; if so: syncd adopt --rename %s THIS", r.ID, r.Name, r.ID)
	}
	p.keys(in)
	for _, s := range in.Signatures {
		p.row("signature", "%s", s)
	}
	if m := in.Contact; m != nil && m.Red {
		p.row("first met", "%s of its source failed when syncd first saw it, with results up to %s: too many to be news, none of them is filed before it passes once",
			count(m.Failing, "case"), stamp(m.At))
	}
	for _, h := range in.Held {
		if h.Because == in.Detail || h.Hold == plan.HoldAlreadyRed {
			continue // the state has said it
		}
		p.row("held", "%s", strings.TrimSpace(fmt.Sprintf("%s %s", h.Verb, h.Issue))+fmt.Sprintf(" (%s): %s", h.Hold, h.Because))
	}
}

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

// keys prints the stories, and each key with where it comes from.
func (p *page) keys(in WhyIn) {
	if len(in.Stories) == 0 {
		p.row("stories", "none: its defect would be linked to no story")
	}
	for _, k := range in.Keys {
		word := "key"
		if k.Role == verdict.RoleStory {
			word = "story"
		}
		from := "its " + string(k.From)
		if k.Rule != "" {
			from = "the link rule " + k.Rule
		}
		p.row(word, "%s %s, by %s", k.Key, map[bool]string{true: "which it checks", false: "(" + k.String() + ")"}[k.Role == verdict.RoleStory], from)
	}
}

// defects prints rows of the ledger.
func (p *page) defects(rows []WhyDefect) {
	for i, d := range rows {
		if i == 0 {
			p.head("defects")
		}
		word := "none yet"
		if d.Issue != nil {
			word = d.Issue.Key
		}
		p.row(word, "%s", strings.Join(d.Parts(), " · "))
	}
}

// whyIssue prints an issue.
func (p *page) whyIssue(i WhyIssue) {
	p.head("%s %s", i.Key, short(i.Summary))
	if i.Asked != "" {
		p.row("asked for", "%s, its key before it was moved", i.Asked)
	}
	if i.Seen {
		p.row("in jira", "%s, %s%s%s", i.Type, i.Status, resolution(i.WhyKnown), asOf(i.AsOf))
	}
	p.row("page", "%s", i.URL)
	for n, text := range i.Is {
		p.row(map[bool]string{true: "it is"}[n == 0], "%s", text)
	}
	if s := i.Story; s != nil {
		p.row("verdict", "%s: %d of %d passed; %s", strings.ReplaceAll(string(s.Verdict), "_", " "), s.Passed, s.Total, s.Reason)
	}
	if len(i.Cases) == 0 {
		p.head("no case has to do with it")
	} else {
		p.head("%s", count(len(i.Cases), "case"))
	}
	for _, c := range i.Cases {
		state := c.State
		if state == "" {
			state = "does not fail"
		}
		p.row(string(c.ID), "%s · %s", short(c.Title), state)
		for _, how := range c.How {
			fmt.Fprintf(p, "    %s\n", oneLine(how))
		}
	}
	p.defects(i.Defects)
	p.writes(i.Writes)
}

// matches prints several cases that may be meant.
func (p *page) matches(list []Match) {
	for _, m := range list {
		parts := []string{oneLine(m.Name), oneLine(m.Source)}
		if m.State != "" {
			parts = append(parts, oneLine(m.State))
		}
		fmt.Fprintf(p, "%s  %s\n", m.ID, strings.Join(parts, " · "))
	}
}

// writes prints the last writes.
func (p *page) writes(list []Write) {
	if len(list) > 0 {
		p.head("last written")
	}
	for _, w := range list {
		fmt.Fprintf(p, "  %s %s\n", w.Outcome.At.UTC().Format("2006-01-02 15:04Z"), OutcomeLine(w.Outcome))
	}
}

// Parts tells a row of the ledger in a few parts: what it is, how it stands, since when.
func (d WhyDefect) Parts() []string {
	out := []string{ours(d)}
	if i := d.Issue; i != nil {
		if i.Status != "" {
			out = append(out, i.Status+resolution(*i))
		}
		if !i.Missed.IsZero() {
			out = append(out, "looked for in vain since "+stamp(i.Missed))
		}
		if i.Ignored {
			out = append(out, "carries "+ledger.IgnoreLabel)
		}
	}
	if d.State != ledger.Owned {
		out = append(out, string(d.State))
	}
	switch {
	case d.Words != "":
		out = append(out, "jira said: "+d.Words)
	case !d.Lost.IsZero():
		out = append(out, "lost "+stamp(d.Lost))
	}
	if d.Kind == ledger.Flood {
		out = append(out, "umbrella over "+count(d.Shared, "case"))
	} else if d.Shared > 0 {
		out = append(out, "shared by "+count(d.Shared, "case")+" that fail alike")
	}
	if d.Generation > 1 {
		out = append(out, fmt.Sprintf("generation %d", d.Generation))
	}
	if d.Was != "" {
		out = append(out, "in place of "+d.Was)
	}
	if d.Reopened > 0 {
		out = append(out, fmt.Sprintf("reopened %d times by syncd", d.Reopened))
	}
	out = append(out, "since "+stamp(d.Created))
	if len(d.Labels) > 0 {
		out = append(out, "labels "+strings.Join(d.Labels, " "))
	}
	return out
}

// ours says whose issue it is, and how it came to be the answer.
func ours(d WhyDefect) string {
	switch {
	case d.Role == ledger.Own && d.Adopted:
		return "ours, adopted by its mark"
	case d.Role == ledger.Own:
		return "ours"
	}
	return "somebody else's, " + map[ledger.Via]string{ledger.ViaKey: "named by the test", ledger.ViaRule: "by a rule of defects.known",
		ledger.ViaDuplicate: "ours was closed as a duplicate of it", ledger.ViaPerson: "by syncd link"}[d.Via]
}

// resolution is how an issue was closed, if it was.
func resolution(i WhyKnown) string {
	if i.Resolution == "" {
		return ""
	}
	return " (" + i.Resolution + ")"
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
