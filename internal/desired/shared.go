package desired

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"syncd/internal/jira"
	"syncd/internal/rule"
)

// testsMax is how many tests a shared defect lists, and textMax the runes, with addresses,
// after which it lists no more: names may be long, and Jira refuses what is longer than
// its limit as a whole. causesMax is how many causes it lists.
const (
	testsMax  = 100
	textMax   = 9_000
	causesMax = 10
)

// sharedSummary is the summary of a shared defect.
func (r Rules) sharedSummary(v Vars, flood bool, told []Defect) string {
	if flood {
		where := ""
		if v.Environment != "" {
			where = " on " + v.Environment
		}
		return rule.Cut(jira.SummaryMax, fmt.Sprintf("%s of %s fail%s, broken by one run", tests(among(told)), v.Case.Source, where))
	}
	more := among(told) - 1
	if more == 0 {
		return r.summary(v, jira.SummaryMax)
	}
	tail := fmt.Sprintf(" (and %d more that fail alike)", more)
	if more == 1 {
		tail = " (and 1 more that fails alike)"
	}
	return r.summary(v, jira.SummaryMax-len(tail)) + tail
}

// describeShared writes the description of a shared defect: what happened, why, as far
// as the failures say, and to which tests.
func (r Rules) describeShared(d Defect, v Vars, flood bool, told []Defect) jira.Doc {
	var doc jira.Doc
	add := func(b ...jira.Block) { doc.Blocks = append(doc.Blocks, b...) }
	d.Case.URL = "" // the pages of one test say nothing of the others; each has its own below
	items := Rules{}.headline(d, v)
	items[0] = []jira.Span{jira.B("Tests: "), jira.T(fmt.Sprintf("%d, listed below", among(told)))}
	add(jira.List(items...))
	if flood {
		add(jira.P(jira.T("So many tests at once seldom have a cause each: look at the environment first. No defects are filed for the single tests while this lasts.")),
			jira.H("What they say"), jira.List(causes(told)...))
	} else {
		blocks := failureBlocks(v)
		if len(told) > 1 && len(blocks) > 0 {
			add(jira.P(jira.T("They fail alike. This is what one of them says, "), jira.B(v.where), jira.T(":")))
		}
		add(blocks...)
	}
	add(jira.H("Tests that fail"), jira.List(r.listed(told)...))
	return doc
}

// causes counts what the tests say, the most frequent first.
func causes(told []Defect) [][]jira.Span {
	count, say := map[string][]Defect{}, map[string]string{}
	for _, m := range told {
		sig := strings.Join(m.Signatures, " ")
		line, _, _ := strings.Cut(strings.TrimSpace(rule.Clean(m.vars.failure.Message)), "\n")
		count[sig] = append(count[sig], m)
		if text := cmp.Or(line, m.vars.failure.Type); say[sig] == "" || text != "" && text < say[sig] {
			say[sig] = text
		}
	}
	sigs := make([]string, 0, len(count))
	for sig := range count {
		sigs = append(sigs, sig)
	}
	slices.SortFunc(sigs, func(a, b string) int {
		return cmp.Or(-cmp.Compare(among(count[a]), among(count[b])), strings.Compare(a, b))
	})
	var out [][]jira.Span
	for i, sig := range sigs {
		if i == causesMax {
			return append(out, []jira.Span{jira.T(fmt.Sprintf("and %d more", len(sigs)-causesMax))})
		}
		out = append(out, []jira.Span{jira.T(tests(among(count[sig])) + ": "), jira.M(cmp.Or(rule.Cut(nameMax, rule.OneLine(say[sig])), "no message"))})
	}
	return out
}

// listed lists the tests of a shared defect, each with a link to its page.
func (r Rules) listed(told []Defect) [][]jira.Span {
	var out [][]jira.Span
	size := 0
	for i, m := range told {
		text := jira.T(name(m.Case))
		if page := cmp.Or(r.CasePage(m.Case.ID), address(m.Case.URL)); page != "" {
			text = jira.Link(name(m.Case), page)
		}
		spans := []jira.Span{text}
		if where := m.vars.Environment; where != "" {
			spans = append(spans, jira.T(" on "+rule.Cut(nameMax, where)))
		}
		for _, s := range spans {
			size += utf8.RuneCountInString(s.Text) + len(s.Link)
		}
		if i == testsMax || size > textMax {
			return append(out, []jira.Span{jira.T(fmt.Sprintf("and %d more", len(told)-i))})
		}
		out = append(out, spans)
	}
	return out
}
