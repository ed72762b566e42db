package jira

import (
	"slices"
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

// cutLine is Line with another limit.
func cutLine(text string, most int) string {
	return Cut(strings.Join(strings.FieldsFunc(text, func(r rune) bool {
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

// Cut returns the document with at most most units of text. Preformatted text
// gives way first, the longest block before others: it is a log, and the rest is
// written by us. Then blocks go from the end.
func (d Doc) Cut(most int) Doc {
	over := d.size() - most
	if over <= 0 {
		return d
	}
	d.Blocks = slices.Clone(d.Blocks)
	for ; over > 0; over = d.size() - most {
		n := d.longest()
		if n < 0 {
			break
		}
		d.Blocks[n].Text = Cut(d.Blocks[n].Text, Units(d.Blocks[n].Text)-over)
	}
	for len(d.Blocks) > 1 && d.size() > most {
		d.Blocks = d.Blocks[:len(d.Blocks)-1]
	}
	if d.size() > most {
		d.Blocks = []Block{P(T(Cut(d.Text(), most)))}
	}
	return d
}

// size is the length of the document's text.
func (d Doc) size() int {
	n := 0
	for _, b := range d.Blocks {
		n += Units(b.Text)
		for _, s := range slices.Concat(slices.Concat(b.Items...), b.Spans) {
			n += Units(s.Text)
		}
	}
	return n
}

// longest is the index of the longest preformatted block that has text, -1 for none.
func (d Doc) longest() int {
	at := -1
	for n, b := range d.Blocks {
		if b.Kind == Code && b.Text != "" && (at < 0 || len(b.Text) > len(d.Blocks[at].Text)) {
			at = n
		}
	}
	return at
}
