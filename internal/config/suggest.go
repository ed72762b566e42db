package config

import (
	"fmt"
	"slices"
	"strings"
)

// meant returns `; did you mean "x"?` with the nearest of the known words, else the
// known words if they are few, else nothing.
func meant(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) > 0 && len(known) <= 12 {
		return "; known: " + strings.Join(known, ", ")
	}
	return ""
}

// Near returns the known words that may be meant, the nearest first, at most as many as
// are wanted: up to a third of their letters may differ.
func Near(word string, known []string, most int) []string {
	far := func(k string) int { return distance(strings.ToLower(word), strings.ToLower(k)) }
	near := slices.DeleteFunc(slices.Clone(known), func(k string) bool { return far(k) > max(1, len(k)/3) && !strings.HasPrefix(k, word) })
	slices.SortStableFunc(near, func(a, b string) int { return far(a) - far(b) })
	return near[:min(most, len(near))]
}

// nearest returns the word that is likely meant: at most a third of its letters,
// and at least one, may differ.
func nearest(word string, known []string) string {
	best, least := "", 1<<30
	for _, k := range known {
		limit := max(1, len(k)/3)
		if d := distance(strings.ToLower(word), strings.ToLower(k)); d <= limit && d < least {
			best, least = k, d
		}
	}
	return best
}

// distanceMax bounds the work on hostile input: no key of ours is longer.
const distanceMax = 80

// distance counts inserted, dropped, changed and swapped letters.
func distance(a, b string) int {
	if len(a) > distanceMax || len(b) > distanceMax {
		return distanceMax
	}
	var before []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next := make([]int, len(b)+1)
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(b)]
}
