package jira

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// near are those names, at most five, that a typing mistake or a part turns into one,
// the nearest first.
func near(name string, names []string) []string {
	type scored struct {
		name string
		far  int
	}
	want := strings.ToLower(strings.TrimSpace(name))
	var found []scored
	for _, n := range names {
		have := strings.ToLower(n)
		far := distance(want, have)
		if far > max(2, len(want)/4) && (len(want) < 3 || !strings.Contains(have, want)) {
			continue
		}
		found = append(found, scored{n, far})
	}
	slices.SortStableFunc(found, func(a, b scored) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for _, f := range found[:min(5, len(found))] {
		out = append(out, f.name)
	}
	return out
}

// Meant ends a sentence about a name that is not there: with those that a mistake turns
// into it, else with some of those that there are.
func Meant(name string, names []string) string {
	if found := near(name, names); len(found) > 0 {
		return "; did you mean " + strings.Join(quoted(found), " or ") + "?"
	}
	return "; there are " + first(names)
}

// distance counts the letters to add, drop or change on the way from a to b.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		last := row[0]
		row[0] = i + 1
		for j, c := range to {
			change := last
			if r != c {
				change++
			}
			last, row[j+1] = row[j+1], min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}

// listMax is how many names an error lists.
const listMax = 20

// first lists the first names in words.
func first(names []string) string {
	switch {
	case len(names) == 0:
		return "none"
	case len(names) <= listMax:
		return strings.Join(quoted(names), ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(quoted(names[:listMax]), ", "), len(names)-listMax)
}

// quoted puts each name in quotes.
func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = fmt.Sprintf("%q", n)
	}
	return out
}
