package rule

import (
	"regexp"
	"strings"
	"unicode"
)

// colours are the escape sequences with which test runners colour their output.
var colours = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]")

// Clean makes a text from outside fit to be shown and stored: colours, control
// characters and what turns the direction of writing go, bytes that are no UTF-8 are
// replaced. Jira drops or replaces them too, and what it shows must compare equal to
// what was sent. Line breaks and tabs stay.
func Clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	if strings.ContainsRune(s, '\x1b') {
		s = colours.ReplaceAllString(s, "")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfffe || r == 0xffff, r == 0xfeff:
			return -1
		}
		return r
	}, s)
}

// OneLine collapses white space and drops what Clean drops.
func OneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.Join(strings.Fields(Clean(s)), " ")
}

// Cut shortens a text to at most max runes, the last of which is then an ellipsis.
func Cut(max int, s string) string {
	if max <= 0 {
		return ""
	}
	n := 0
	for i := range s {
		if n++; n > max {
			runes := []rune(s[:i])
			return strings.TrimRightFunc(string(runes[:max-1]), unicode.IsSpace) + "…"
		}
	}
	return s
}
