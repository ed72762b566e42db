package jira

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Canonical drops all white space and all control characters: Jira and its editors
// move the former about freely, how neighbouring spans are joined differs between
// markup languages, and the latter do not survive the way there (see Clean).
func Canonical(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, text)
}

// Clean makes a text fit to be sent: control characters, which Jira refuses or its
// database cannot hold, become spaces, except line breaks and tabs.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, strings.ReplaceAll(text, "\r\n", "\n"))
}

// Line makes a text fit for a summary: every run of white space and control
// characters becomes one space, and at most SummaryMax units stay.
func Line(text string) string { return cutLine(text, SummaryMax) }

// cutLine is Line with another limit. Bytes that are no UTF-8 become what JSON makes of
// them, so that the text compares with what comes back.
func cutLine(text string, most int) string {
	return Cut(strings.Join(strings.FieldsFunc(Clean(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " "), most)
}

// Units is the length of a text as Jira counts it: in UTF-16 code units, of which an
// emoji takes two.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Cut returns at most most units of a text, the last of them an ellipsis where
// something is missing.
func Cut(text string, most int) string {
	if len(text) <= most || Units(text) <= most {
		return text
	}
	n := 0
	for at, r := range text {
		if n += utf16.RuneLen(r); n >= most && most > 0 {
			return text[:at] + "…"
		}
	}
	return ""
}
