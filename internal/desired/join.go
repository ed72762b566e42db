package desired

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// testsMax is how many tests a shared defect lists, causesMax how many causes.
const (
	testsMax  = 100
	causesMax = 10
)

// Join makes one wish of several. It fails while one of them fails, and has recovered
// when all of them have. flood says that they share nothing but the run that broke
// them; otherwise they fail alike. The first member by title gives the summary, whoever
// of them fails today, so that it seldom changes.
func (r Rules) Join(key string, flood bool, members []Defect) Defect {
	slices.SortFunc(members, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.Case.Title, b.Case.Title), cmp.Compare(a.Case.ID, b.Case.ID), cmp.Compare(a.Key, b.Key))
	})
	head := members[0]
	d := Defect{Key: key, Project: r.Project, Case: head.Case, Evidence: joined(members), Members: members, Muted: true, Old: true}
	var told []Defect // of whom a failure is known
	for _, m := range members {
		if m.Remembered() && (m.Evidence == Failing || d.Evidence != Failing) {
			told = append(told, m)
		}
		if m.Evidence == Failing {
			d.add(m)
		}
		d.Stories, d.Known = append(d.Stories, m.Stories...), append(d.Known, m.Known...)
	}
	d.Stories = distinct(d.Stories)
	if d.Evidence != Failing {
		d.Muted, d.Old = false, false
	}
	if len(told) == 0 {
		d.Note, d.NoteID, d.Why = passes(0)
		return d
	}
	r.joint(&d, flood, told)
	return d
}

// joined is the evidence of several wishes together.
func joined(members []Defect) Evidence {
	out := Recovered
	for _, m := range members {
		switch m.Evidence {
		case Failing:
			return Failing
		case Silent:
			out = Silent
		}
	}
	return out
}

// add takes in one failing member.
func (d *Defect) add(m Defect) {
	d.Due = d.Due || m.Due && !m.Muted
	d.Muted, d.Old, d.Worst = d.Muted && m.Muted, d.Old && (m.Old || !m.Due), max(d.Worst, m.Worst)
	if d.Waiting == "" {
		d.Waiting, d.Need = m.Waiting, m.Need
	}
}

// joint writes the texts of a shared defect.
func (r Rules) joint(d *Defect, flood bool, told []Defect) {
	v := told[0].vars
	worst := slices.MaxFunc(told, func(a, b Defect) int {
		return cmp.Or(cmp.Compare(a.vars.Failures, b.vars.Failures), -cmp.Compare(a.Case.ID, b.Case.ID))
	})
	v.failure, v.Message, v.Failures, v.Rows, v.Stories = worst.vars.failure, worst.vars.Message, worst.vars.Failures, nil, d.Stories
	v.Trace, v.where, v.failed = worst.vars.Trace, worst.vars.where, worst.vars.failed
	v.passes, v.environments, v.signatures = told[0].vars.passes, nil, nil
	for _, m := range told {
		v.Since, v.LastFailed, v.LastPassed = earlier(v.Since, m.vars.Since), later(v.LastFailed, m.vars.LastFailed), later(v.LastPassed, m.vars.LastPassed)
		v.environments, v.signatures = append(v.environments, m.vars.environments...), append(v.signatures, m.vars.signatures...)
		v.passes = min(v.passes, m.vars.passes)
	}
	v.environments, v.signatures, v.Run = distinct(v.environments), distinct(v.signatures), v.LastFailed.Run
	v.Environment = short(v.environments, listMax)
	d.vars, d.Since, d.Last, d.Passed, d.Signatures = v, v.Since, v.LastFailed, v.LastPassed, v.signatures
	ids := []string{v.digest(d.Stories), "cases"}
	for _, m := range told {
		ids = append(ids, string(m.Case.ID))
	}
	d.Facts = model.Key16(ids...)
	d.Fills, d.Log = r.fill(v, d.Facts, told), r.logName(v)
	d.Why = fmt.Sprintf("%s: %s", tests(len(told)), v.sentence())
	r.draft(d, r.sharedSummary(v, flood, told, d.Case), r.sharedSummary(v.steady(), flood, told, d.Case), r.worded(v, r.describeShared(*d, v, flood, told)))
	if len(d.Stories) > listMax {
		d.Draft.Links = nil // the board tells which stories fail; an issue with a hundred links tells nothing
	}
	d.Note, d.NoteID = note(*d, v)
}

// sharedSummary is the summary of a shared defect.
func (r Rules) sharedSummary(v Vars, flood bool, told []Defect, head model.Case) string {
	if flood {
		where := ""
		if v.Environment != "" {
			where = " on " + v.Environment
		}
		return rule.Cut(jira.SummaryMax, fmt.Sprintf("%s of %s fail%s, broken by one run", tests(len(told)), head.Source, where))
	}
	v.Case = head
	more := len(told) - 1
	if more == 0 {
		return r.summary(v, jira.SummaryMax)
	}
	tail := fmt.Sprintf(" (and %d more that fail alike)", more)
	return r.summary(v, jira.SummaryMax-len(tail)) + tail
}

// describeShared writes the description of a shared defect: what happened, why, as far
// as the failures say, and to which tests.
func (r Rules) describeShared(d Defect, v Vars, flood bool, told []Defect) jira.Doc {
	var doc jira.Doc
	add := func(b ...jira.Block) { doc.Blocks = append(doc.Blocks, b...) }
	items := r.headline(d, v)
	items[0] = []jira.Span{jira.B("Tests: "), jira.T(fmt.Sprintf("%d, listed below", len(told)))}
	add(jira.List(items...))
	if flood {
		add(jira.P(jira.T("So many tests at once seldom have a cause each: look at the environment first. No defects are filed for the single tests while this lasts.")),
			jira.H("What they say"), jira.List(causes(told)...))
	} else {
		if blocks := failureBlocks(v); len(told) > 1 && len(blocks) > 0 {
			add(jira.P(jira.T("They fail alike. This is what one of them says, "), jira.B(v.where), jira.T(":")))
		}
		for _, b := range failureBlocks(v) {
			add(b)
		}
	}
	add(jira.H("Tests that fail"), jira.List(r.listed(told)...))
	return doc
}

// causes counts what the tests say, the most frequent first.
func causes(told []Defect) [][]jira.Span {
	count, say := map[string]int{}, map[string]string{}
	for _, m := range told {
		sig := strings.Join(m.Signatures, " ")
		line, _, _ := strings.Cut(strings.TrimSpace(rule.Clean(m.vars.failure.Message)), "\n")
		count[sig]++
		if text := cmp.Or(line, m.vars.failure.Type); say[sig] == "" || text != "" && text < say[sig] {
			say[sig] = text
		}
	}
	sigs := make([]string, 0, len(count))
	for sig := range count {
		sigs = append(sigs, sig)
	}
	slices.SortFunc(sigs, func(a, b string) int { return cmp.Or(-cmp.Compare(count[a], count[b]), strings.Compare(a, b)) })
	var out [][]jira.Span
	for i, sig := range sigs {
		if i == causesMax {
			return append(out, []jira.Span{jira.T(fmt.Sprintf("and %d more", len(sigs)-causesMax))})
		}
		out = append(out, []jira.Span{jira.T(tests(count[sig]) + ": "), jira.M(cmp.Or(rule.Cut(nameMax, rule.OneLine(say[sig])), "no message"))})
	}
	return out
}

// listed lists the tests of a shared defect, each with a link to its page.
func (r Rules) listed(told []Defect) [][]jira.Span {
	var out [][]jira.Span
	for i, m := range told {
		if i == testsMax {
			return append(out, []jira.Span{jira.T(fmt.Sprintf("and %d more", len(told)-testsMax))})
		}
		text := jira.T(name(m.Case))
		if page := cmp.Or(r.CasePage(m.Case.ID), address(m.Case.URL)); page != "" {
			text = jira.Link(name(m.Case), page)
		}
		spans := []jira.Span{text}
		if m.vars.Environment != "" {
			spans = append(spans, jira.T(" on "+m.vars.Environment))
		}
		out = append(out, spans)
	}
	return out
}

// merge joins the wishes that have one key.
func (r Rules) merge(defects []Defect) []Defect {
	by := map[string][]Defect{}
	for _, d := range defects {
		by[d.Key] = append(by[d.Key], d)
	}
	out := make([]Defect, 0, len(by))
	for key, same := range by {
		if len(same) == 1 {
			out = append(out, same[0])
		} else {
			out = append(out, r.Join(key, false, same))
		}
	}
	return out
}

// Each returns the wishes that share one, or the wish itself.
func (d Defect) Each() []Defect {
	if len(d.Members) == 0 {
		return []Defect{d}
	}
	return d.Members
}

// tests counts tests in words.
func tests(n int) string {
	if n == 1 {
		return "1 test"
	}
	return fmt.Sprintf("%d tests", n)
}

// earlier and later return one of two occasions; one that never was does not matter.
func earlier(a, b Occasion) Occasion {
	if b.At.IsZero() || !a.At.IsZero() && (a.At.Before(b.At) || a.At.Equal(b.At) && a.Run.ID <= b.Run.ID) {
		return a
	}
	return b
}
func later(a, b Occasion) Occasion {
	if b.At.IsZero() || !a.At.IsZero() && (a.At.After(b.At) || a.At.Equal(b.At) && a.Run.ID >= b.Run.ID) {
		return a
	}
	return b
}
