package config

import (
	"fmt"
	"strings"
)

// widthMax is how much of a line an excerpt shows, in characters.
const widthMax = 150

// excerpt draws the line of a place, the one before it, and a caret.
func (r *reporter) excerpt(at Origin) string {
	t := r.text(at.File)
	if t == nil || at.Line < 1 || at.Line > len(t.lines) {
		return ""
	}
	var b strings.Builder
	number := len(fmt.Sprint(at.Line))
	for n := max(1, at.Line-1); n < at.Line; n++ {
		line, _ := t.show(n, 1)
		fmt.Fprintf(&b, "   %*d | %s\n", number, n, shorten(line))
	}
	line, column := t.show(at.Line, at.Column)
	line = shorten(line)
	fmt.Fprintf(&b, "   %*d | %s\n", number, at.Line, line)
	room := len([]rune(line)) - column + 1
	if room < 1 {
		column, room = min(column, len([]rune(line))+1), 1
	}
	fmt.Fprintf(&b, "   %*s | %s%s", number, "", strings.Repeat(" ", column-1), strings.Repeat("^", max(1, min(at.width, room))))
	return b.String()
}

// shorten cuts a long line and says so.
func shorten(line string) string {
	line = strings.TrimRight(line, " ")
	if runes := []rune(line); len(runes) > widthMax {
		return string(runes[:widthMax-1]) + "…"
	}
	return line
}
