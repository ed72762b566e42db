package record

import (
	"fmt"
	"io"
	"strings"

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
	switch r := in.Retired; {
	case r == nil:
	case r.ByTool():
		p.row("retired", "its tool has retired or deleted it: out of the verdict")
	default:
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
		if k.From == model.FromResult {
			from = "the defect field of its failure"
		}
		if k.Rule != "" {
			from = "the link rule " + k.Rule
		}
		p.row(word, "%s %s, by %s", k.Name(), map[bool]string{true: "which it checks", false: "(" + k.String() + ")"}[k.Role == verdict.RoleStory], from)
	}
}
