package config

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"
)

// syntax reports YAML that cannot be read, in words for people.
func (g *grower) syntax(err error) {
	at, text := Origin{File: g.text.name}, err.Error()
	var le *yaml.LoadError
	if errors.As(err, &le) {
		text = le.Message
		at.Line, at.Column, at.width = le.Mark.Line, le.Mark.Column, 1
	}
	line := g.text.line(at.Line)
	switch indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]; {
	case strings.Contains(indent, "\t"):
		text = "a tab indents this line: YAML wants spaces"
		at.Column = strings.IndexByte(indent, '\t') + 1
	case strings.HasPrefix(text, "found character that cannot start any token"):
		text = "this character cannot begin a value: put the value into quotes"
	case strings.HasPrefix(text, "mapping values are not allowed"):
		text = "a key is not expected here: check the indentation, or put a value that contains a colon into quotes"
	}
	g.report.fault(at, "the YAML cannot be read: %s", text)
}

// silent reports whether a file holds comments at most.
func silent(raw []byte) bool {
	for line := range bytes.Lines(raw) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && !bytes.Equal(line, []byte("---")) {
			return false
		}
	}
	return true
}
