package config

import (
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// at is the place of a YAML node; its width is what the source line shows of it.
func (g *grower) at(y *yaml.Node) Origin {
	o := Origin{File: g.text.name, Line: y.Line, Column: y.Column, width: 1}
	rest := g.text.from(y.Line, y.Column)
	switch {
	case y.Kind != yaml.ScalarNode:
	case begins(rest, y.Value):
		o.width = utf8.RuneCountInString(y.Value)
	case len(rest) > 1 && (rest[0] == '"' || rest[0] == '\''):
		o.width = quoted(rest)
	}
	return o
}

// begins reports whether a line begins with a text that is not empty.
func begins(rest []rune, text string) bool {
	i := 0
	for _, r := range text {
		if i >= len(rest) || rest[i] != r {
			return false
		}
		i++
	}
	return i > 0
}

// quoted returns the width of the quoted text at the beginning of a line, or 1
// where the line does not end it.
func quoted(rest []rune) int {
	quote, escaped := rest[0], false
	n := 1
	for _, r := range rest[1:] {
		n++
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quote == '"':
			escaped = true
		case r == quote:
			return n
		}
	}
	return 1
}

// mark tells the text where its nodes begin, so that a secret of several lines can
// be masked up to the next of them.
func (g *grower) mark(y *yaml.Node) {
	if y.Line > 0 {
		g.text.starts = append(g.text.starts, [2]int{y.Line, y.Column})
	}
	for _, c := range y.Content {
		g.mark(c)
	}
}
