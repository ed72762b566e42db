package adf

import (
	"html"
	"regexp"
	"strings"
)

// shield is added to a character that must not act as markup: nobody uses the end of the last private plane.
const shield = 0x10FF00

// escapable are the marks whose meaning a backslash takes away; before anything else it is a backslash.
const escapable = `-#*_+?^~|%{}[]()!@`

// entity is a character reference: what it stands for is shown, and means nothing.
var entity = regexp.MustCompile(`&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|bsol|nbsp);`)

// shielded hides what was escaped from the search for markup. As in Jira's own renderer a backslash that follows another
// one escapes nothing.
func shielded(line string) string {
	line = entity.ReplaceAllStringFunc(line, func(e string) string { return strings.Map(hide, html.UnescapeString(e)) })
	runes := []rune(line)
	var b strings.Builder
	for n := 0; n < len(runes); n++ {
		if runes[n] == '\\' && n+1 < len(runes) && strings.ContainsRune(escapable, runes[n+1]) && (n == 0 || runes[n-1] != '\\') {
			n++
			b.WriteRune(hide(runes[n]))
			continue
		}
		b.WriteRune(runes[n])
	}
	return b.String()
}

// hide moves a character of ASCII behind the shield.
func hide(r rune) rune {
	if r < 0x80 {
		return r + shield
	}
	return r
}

// bare brings what was hidden back.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= shield && r < shield+0x80 {
			return r - shield
		}
		return r
	}, s)
}
