package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/secret"
)

// Fault is one thing that is wrong, or worth a warning.
type Fault struct {
	At      Origin
	Text    string // one line: what is wrong, and what to do
	Excerpt string // source lines with a caret below the place; "" where there are none
}

// String returns the fault as it is printed: place, text, excerpt.
func (f Fault) String() string {
	s := f.At.String() + ": " + f.Text
	if f.Excerpt != "" {
		s += "\n" + f.Excerpt
	}
	return s
}

// Report is everything that was found, in the order of files and lines. No part of
// it contains a secret.
type Report struct {
	Faults   []Fault
	Warnings []Fault
}

// Err returns the report as an error if it has faults.
func (r Report) Err() error {
	if len(r.Faults) == 0 {
		return nil
	}
	return r
}

// Error prints all faults under one heading.
func (r Report) Error() string { return heading("fault", r.Faults) }

// Warning prints all warnings under one heading, "" if there are none.
func (r Report) Warning() string { return heading("warning", r.Warnings) }

// heading counts, names the places and prints.
func heading(word string, list []Fault) string {
	if len(list) == 0 {
		return ""
	}
	if len(list) > 1 {
		word += "s"
	}
	var where []string
	for _, f := range list {
		name := cmp.Or(f.At.File, "the environment or the flags")
		if !slices.Contains(where, name) {
			where = append(where, name)
		}
	}
	in := strings.Join(where, " and ")
	if len(where) > 2 {
		in = fmt.Sprintf("%d places", len(where))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s in %s\n", len(list), word, in)
	for _, f := range list {
		fmt.Fprintf(&b, "\n%s\n", f)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// reporter collects while texts are still being read; excerpts are drawn at the
// end, when all secrets in them are known.
type reporter struct {
	texts    []*text // in the order of reading, which is the order of the report
	faults   []Fault
	warnings []Fault
}

// reportMax is the most faults, and the most warnings, that one report holds: a
// file of that many is the wrong file.
const reportMax = 200

// fault adds a fault; the same one twice is one.
func (r *reporter) fault(at Origin, format string, args ...any) {
	r.faults = once(r.faults, at, fmt.Sprintf(format, args...))
}

// warn adds a warning.
func (r *reporter) warn(at Origin, format string, args ...any) {
	r.warnings = once(r.warnings, at, fmt.Sprintf(format, args...))
}

// once appends what is not in the list yet, fit to print.
func once(list []Fault, at Origin, text string) []Fault {
	f := Fault{At: at, Text: clean(secret.Redact(text))}
	if len(list) >= reportMax || slices.Contains(list, f) {
		return list
	}
	return append(list, f)
}

// text returns the source of a file, or nil.
func (r *reporter) text(name string) *text {
	for _, t := range r.texts {
		if t.name == name {
			return t
		}
	}
	return nil
}

// finish sorts and draws.
func (r *reporter) finish() Report {
	for _, list := range [][]Fault{r.faults, r.warnings} {
		slices.SortStableFunc(list, func(a, b Fault) int {
			return cmp.Or(cmp.Compare(r.order(a.At), r.order(b.At)), cmp.Compare(a.At.File, b.At.File),
				cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Column, b.At.Column), cmp.Compare(a.At.Other, b.At.Other))
		})
		for i := range list {
			list[i].Excerpt = r.excerpt(list[i].At)
		}
	}
	return Report{Faults: r.faults, Warnings: r.warnings}
}

// order puts files first, in the order of reading.
func (r *reporter) order(at Origin) int {
	i := slices.IndexFunc(r.texts, func(t *text) bool { return t.name == at.File })
	if i < 0 {
		return len(r.texts)
	}
	return i
}
