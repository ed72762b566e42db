package model

import (
	"cmp"
	"slices"
	"strings"
)

// Find returns the cases that somebody may mean by a text: the one with that id, else
// those with that title or full name, else those whose title or full name holds it,
// whatever its letter case. They come sorted by full name.
func Find(cases []Case, text string) []Case {
	text = strings.ToLower(tidy(text))
	if text == "" {
		return nil
	}
	var exact, part []Case
	for _, c := range cases {
		title, full := strings.ToLower(tidy(c.Title)), strings.ToLower(tidy(c.FullName()))
		switch {
		case string(c.ID) == text:
			return []Case{c}
		case title == text || full == text:
			exact = append(exact, c)
		case strings.Contains(title, text) || strings.Contains(full, text):
			part = append(part, c)
		}
	}
	if len(exact) > 0 {
		part = exact
	}
	slices.SortFunc(part, func(a, b Case) int { return cmp.Or(cmp.Compare(a.FullName(), b.FullName()), cmp.Compare(a.ID, b.ID)) })
	return part
}

// FullName is how a developer would search for the test: its class and its name.
func (c Case) FullName() string {
	if c.Class == "" || c.Class == c.Name {
		return c.Name
	}
	return c.Class + " › " + c.Name
}
