package desired

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// From names what a field of a defect is taken from. The list is closed.
type From string

// Fill says what one further field of a defect holds. Which field of Jira it is, and what
// that takes, plan finds out.
type Fill struct {
	Field   string            // name or id, as the admin writes it
	From    From              // "" where Value says it
	Map     map[string]string // by lower-case value; a value that is not listed gives Default
	Default string
	Value   []rule.Text[Vars]
	Enforce bool // edits by people are overwritten
	Once    bool // written with the new defect and left alone from then on
}

// Filled is the wish for one field, in the order of Rules.Fills.
type Filled struct {
	Value jira.Value // as the rule gives it: each value once, the most telling first
	// Digest is of what is worth an edit: what changes with every run rides along when a
	// fact changes.
	Digest string
}

// froms gives the values that each source of a field means for one case.
var froms = map[From]func(Vars) []string{
	"case.id":        func(v Vars) []string { return []string{string(v.Case.ID)} },
	"case.title":     func(v Vars) []string { return []string{v.Case.Title} },
	"case.class":     func(v Vars) []string { return []string{v.Case.Class} },
	"case.file":      func(v Vars) []string { return []string{v.Case.File} },
	"case.suite":     func(v Vars) []string { return []string{strings.Join(v.Case.Suite, " / ")} },
	"case.owner":     func(v Vars) []string { return []string{v.Case.Owner} },
	"case.component": func(v Vars) []string { return []string{v.Case.Component} },
	"case.priority":  func(v Vars) []string { return []string{v.Case.Priority} },
	"case.tags":      func(v Vars) []string { return v.Case.Tags },
	"case.url":       func(v Vars) []string { return []string{address(v.Case.URL)} },
	"source":         func(v Vars) []string { return []string{v.Case.Source} },
	"environment":    func(v Vars) []string { return v.environments },
	"rows":           func(v Vars) []string { return v.Rows },
	"stories":        func(v Vars) []string { return v.Stories },
	"since.run":      func(v Vars) []string { return []string{v.Since.Run.Name} },
	"since.version":  func(v Vars) []string { return []string{v.Since.Run.Context.Version} },
	"since.build":    func(v Vars) []string { return []string{v.Since.Run.Context.Build} },
	"since.branch":   func(v Vars) []string { return []string{v.Since.Run.Context.Branch} },
	"since.commit":   func(v Vars) []string { return []string{v.Since.Run.Context.Commit} },
	"run.name":       func(v Vars) []string { return []string{v.Run.Name} },
	"run.version":    func(v Vars) []string { return []string{v.Run.Context.Version} },
	"run.build":      func(v Vars) []string { return []string{v.Run.Context.Build} },
	"run.branch":     func(v Vars) []string { return []string{v.Run.Context.Branch} },
	"run.commit":     func(v Vars) []string { return []string{v.Run.Context.Commit} },
	"run.url":        func(v Vars) []string { return []string{address(v.Run.Context.URL)} },
	"page":           func(v Vars) []string { return []string{v.Page} },
}

// Froms lists what a field may be taken from.
func Froms() []From {
	out := make([]From, 0, len(froms))
	for f := range froms {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

// fill fills the fields of a defect from its variables, and from those of the cases that
// share it. facts is the digest of what is worth an edit of the whole.
func (r Rules) fill(v Vars, facts string, members []Defect) []Filled {
	var out []Filled
	for _, f := range r.Fills {
		all, still := []Vars{v}, []Vars{v.still()}
		if f.From != "" && len(members) > 0 && !together(f.From) {
			all, still = nil, nil
			for _, m := range members {
				all, still = append(all, m.vars), append(still, m.vars.still())
			}
		}
		value, steady := f.values(all), f.values(still)
		parts := append([]string{"field:v1"}, steady...)
		if !slices.Equal(value, steady) {
			parts = append(parts, "with", facts)
		}
		out = append(out, Filled{Value: value, Digest: model.Key16(parts...)})
	}
	return out
}

// together reports whether a source speaks of the whole defect: the earliest failure of
// all that share it, or the latest.
func together(f From) bool {
	return strings.HasPrefix(string(f), "since.") || strings.HasPrefix(string(f), "run.")
}

// values are those of one field, each once, in order.
func (f Fill) values(all []Vars) jira.Value {
	var out jira.Value
	add := func(s string) {
		if s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, v := range all {
		for _, t := range f.Value {
			add(printed(t, v))
		}
		if f.From == "" {
			continue
		}
		for _, s := range froms[f.From](v) {
			add(f.mapped(rule.OneLine(s)))
		}
	}
	if len(out) == 0 {
		add(f.Default)
	}
	return out
}

// mapped is what becomes of one value of a source.
func (f Fill) mapped(s string) string {
	if s == "" || len(f.Map) == 0 {
		return s
	}
	return cmp.Or(f.Map[strings.ToLower(s)], f.Default)
}

// printed is what a template says. One that fails on what a test has said, says nothing.
func printed(t rule.Text[Vars], v Vars) string {
	text, err := t.Print(v)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(rule.Clean(text))
}

// still is v without what changes with every run while the test fails in one way.
func (v Vars) still() Vars {
	since := v.Since
	v = v.steady()
	v.Since = since
	return v
}
