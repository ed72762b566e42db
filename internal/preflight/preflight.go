// Package preflight judges whether a Jira will let the syncs of a configuration do what
// they are for, and what test tools show us: from facts about the site and surveys of the
// tools, which app gathers and which are read-only, to findings with their cures. It asks
// nothing itself and knows no configuration, only what of it concerns a site or a tool; the
// findings go to `syncd check --online`.
package preflight

import (
	"fmt"
	"slices"

	"syncd/internal/plan"
)

// Level is how much a finding matters.
type Level string

// The levels, from the worst.
const (
	Error   Level = "error"   // what is configured cannot work
	Warning Level = "warning" // some of it will not work, or will not once the policy allows it
	Note    Level = "note"    // good to know
)

// Levels lists every level, from the worst.
func Levels() []Level { return []Level{Error, Warning, Note} }

// Finding is one thing that was found, and what to do about it.
type Finding struct {
	Level Level
	Where string // dotted path of the setting that it is about: syncs[0].defects.link
	Place string // where that stands, such as syncd.yaml:17:13; filled in by who knows the files
	Text  string // what is so, in one sentence
	Cure  string // what to do, "" where there is nothing to do
}

// Group is what was found of one site, of one sync, or of one test tool.
type Group struct {
	Title    string
	Tool     bool
	Seen     []string // lines about what there is to see, good or bad
	Findings []Finding
}

// Report is all that was found.
type Report struct {
	Groups   []Group
	Requests int     // to Jira, repeated ones included
	Asked    []Asked // test tools, likewise
}

// Asked says how often a test tool was asked.
type Asked struct {
	Name     string // of the source
	Requests int
}

// Count is the number of findings of a level.
func (r Report) Count(l Level) int {
	n := 0
	for _, g := range r.Groups {
		n += g.count(l)
	}
	return n
}

// count is the number of findings of a level.
func (g Group) count(l Level) int {
	n := 0
	for _, f := range g.Findings {
		if f.Level == l {
			n++
		}
	}
	return n
}

// Judge says what follows from the facts, sites with their syncs first. Of a site that
// could not be looked at to the end, that is the last finding.
func Judge(sites []Site, tools ...Tool) Report {
	var out Report
	for _, s := range sites {
		out.Requests += s.Requests
		out.Groups = append(out.Groups, Group{Title: s.title(), Findings: worst(s.findings())})
		for _, y := range s.Syncs {
			out.Groups = append(out.Groups, Group{Title: y.title(), Findings: worst(y.findings(s))})
		}
	}
	for _, t := range tools {
		out.Asked = append(out.Asked, Asked{t.Name, t.Requests})
		out.Groups = append(out.Groups, Group{Title: t.title(), Tool: true, Seen: t.seen(), Findings: worst(t.findings())})
	}
	return out
}

// worst puts the worst first; findings of one level stay in the order of the look.
func worst(fs []Finding) []Finding {
	slices.SortStableFunc(fs, func(a, b Finding) int { return slices.Index(Levels(), a.Level) - slices.Index(Levels(), b.Level) })
	return fs
}

// findings gathers findings.
type findings []Finding

// add appends one.
func (fs *findings) add(l Level, where, cure, text string, args ...any) {
	*fs = append(*fs, Finding{Level: l, Where: where, Text: fmt.Sprintf(text, args...), Cure: cure})
}

// allows reports whether a policy allows what another one is the first to allow.
func allows(have, need plan.Policy) bool {
	return slices.Index(plan.Policies(), have) >= slices.Index(plan.Policies(), need)
}

// level is that of a fault in what a policy is the first to allow: it does no harm yet
// where the sync's own is more careful.
func (y Sync) level(need plan.Policy) Level {
	if allows(y.Policy, need) {
		return Error
	}
	return Warning
}
