package record

import (
	"fmt"
	"strings"
)

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
		for _, source := range s.Doubts() {
			p.row("evidence", "%s", Doubt(source, s.BySource[source]))
		}
	}
	p.shown(i)
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

// shown prints what a story shows of its verdict, and what is held.
func (p *page) shown(i WhyIssue) {
	for n, s := range i.Shown {
		when := "which was there already"
		if !s.At.IsZero() {
			when = "written " + stamp(s.At)
		}
		p.row(map[bool]string{true: "shows"}[n == 0], "%s %q, %s", s.Name, s.Value, when)
	}
	for n, h := range i.Held {
		p.row(map[bool]string{true: "held"}[n == 0], "%s (%s): %s", strings.Join(append([]string{string(h.Verb)}, h.What...), " "), h.Hold, h.Because)
	}
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
