package model

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// SameSuite reports whether two cases are executed together: those of one class, of
// one file or, where a case names neither, of one suite of a source.
func SameSuite(a, b Case) bool {
	return a.Source == b.Source && (suiteOf(a) != "" && suiteOf(a) == suiteOf(b) || a.File != "" && tidyPath(a.File) == tidyPath(b.File))
}

// suiteOf names what a case is executed with, "" where it does not say.
func suiteOf(c Case) string {
	if class := tidy(c.Class); class != "" && class != tidy(c.Name) {
		return class
	}
	if c.File == "" {
		return tidy(strings.Join(c.Suite, between))
	}
	return ""
}

// Missing returns the cases whose latest counting result is older than RetireAfter,
// each with the line that has it: whether they are gone is for their suite to say.
func (w World) Missing(v View) map[CaseID]Line {
	out := map[CaseID]Line{}
	if v.RetireAfter <= 0 || v.Now.IsZero() {
		return out
	}
	for _, l := range w.Lines {
		if v.Counts != nil && !v.Counts(l.LineKey) {
			continue
		}
		if best, ok := out[l.Case]; !ok || later(l.Last, best.Last) {
			out[l.Case] = l
		}
	}
	limit := v.Now.Add(-v.RetireAfter)
	maps.DeleteFunc(out, func(_ CaseID, l Line) bool { return !l.Last.Finished.Before(limit) })
	return out
}

// Suites indexes the lines of a world by what their cases are executed with.
type Suites map[suiteKey][]Line

// suiteKey names a suite on a branch.
type suiteKey struct{ source, kind, name, branch string }

// Suites returns the world's lines by suite.
func (w World) Suites() Suites {
	out := Suites{}
	for _, l := range w.Lines {
		for _, key := range keysOf(w.Cases[l.Case], l.Branch) {
			out[key] = append(out[key], l)
		}
	}
	return out
}

// keysOf returns the suites of a case on a branch: its class or suite, and its file.
func keysOf(c Case, branch string) []suiteKey {
	var out []suiteKey
	if s := suiteOf(c); s != "" {
		out = append(out, suiteKey{c.Source, "suite", s, branch})
	}
	if c.File != "" {
		out = append(out, suiteKey{c.Source, "file", tidyPath(c.File), branch})
	}
	return out
}

// Beside returns the lines of other cases that are executed with a case on a branch
// and have a result after a time, those with most results first.
func (s Suites) Beside(c Case, branch string, after time.Time) []Line {
	seen, out := map[LineKey]bool{}, []Line{}
	for _, key := range keysOf(c, branch) {
		for _, l := range s[key] {
			if l.Case != c.ID && l.Last.Finished.After(after) && !seen[l.LineKey] {
				seen[l.LineKey] = true
				out = append(out, l)
			}
		}
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Or(cmp.Compare(b.Results, a.Results), a.Compare(b.LineKey)) })
	return out
}

// Birth is the first result of a case that is new, and the run of its suite before
// that one, "" where that is not known.
type Birth struct {
	Case   CaseID
	Branch string
	First  Point
	Before RunID
}

// Renames says of new cases which case they probably were before: the only one that
// is executed with it, named the same issues, was in the run before and is in none
// since. Where two could be meant none is.
func (w World) Renames(births []Birth) map[CaseID]CaseID {
	born := map[CaseID]bool{}
	for _, b := range births {
		born[b.Case] = true
	}
	suites := w.Suites()
	out, claims := map[CaseID]CaseID{}, map[CaseID]int{}
	for _, b := range births {
		olds := map[CaseID]bool{}
		for _, l := range suites.Beside(w.Cases[b.Case], b.Branch, time.Time{}) {
			if !born[l.Case] && l.Last.Finished.Before(b.First.Finished) && (b.Before == "" || l.Last.Run == b.Before) &&
				sameKeys(w.Cases[l.Case], w.Cases[b.Case]) {
				olds[l.Case] = true
			}
		}
		if len(olds) == 1 {
			for old := range olds {
				out[b.Case] = old
				claims[old]++
			}
		}
	}
	maps.DeleteFunc(out, func(_, old CaseID) bool { return claims[old] > 1 })
	return out
}

// sameKeys reports whether two cases name the same issues, and at least one.
func sameKeys(a, b Case) bool {
	keys := func(c Case) []string {
		var out []string
		for _, k := range c.Keys {
			out = append(out, k.Key)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return len(a.Keys) > 0 && slices.Equal(keys(a), keys(b))
}
