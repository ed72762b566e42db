package jql

import (
	"fmt"
	"strings"
	"unicode"
)

func (l *lexer) escape(b *strings.Builder, t token) error {
	if l.at >= len(l.runes) {
		return errorAt(t.line, t.column, "The quoted string '%s' has not been completed.", b.String())
	}
	switch r := l.take(); r {
	case 't':
		b.WriteByte('\t')
	case 'n':
		b.WriteByte('\n')
	case 'r':
		b.WriteByte('\r')
	case '\\', '"', '\'', ' ':
		b.WriteRune(r)
	case 'u':
		return l.unicode(b)
	default:
		return errorAt(l.line, l.column-2, "'\\%c' is an illegal JQL escape sequence. The valid escape sequences are \\', \\\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX.", r)
	}
	return nil
}

func (l *lexer) unicode(b *strings.Builder) error {
	line, column := l.line, l.column-2
	var code rune
	for range 4 {
		if l.at >= len(l.runes) {
			return errorAt(line, column, "'\\u' is an illegal JQL escape sequence.")
		}
		var digit rune
		if _, err := fmt.Sscanf(string(l.take()), "%1x", &digit); err != nil {
			return errorAt(line, column, "'\\u' is an illegal JQL escape sequence.")
		}
		code = code<<4 | digit
	}
	b.WriteRune(code)
	return nil
}

func (l *lexer) word(t token) (token, error) {
	t.kind = word
	var b strings.Builder
	for l.at < len(l.runes) {
		r := l.peek()
		if unicode.IsSpace(r) || strings.ContainsRune("()[],=~<>!&|\"'", r) {
			break
		}
		if r == '\\' {
			l.take()
			if err := l.escape(&b, t); err != nil {
				return t, err
			}
			continue
		}
		if strings.ContainsRune(reservedChars, r) {
			return t, errorAt(l.line, l.column, "The character '%c' is a reserved JQL character. You must enclose it in a string or use the escape '\\u%04x' instead.", r, r)
		}
		b.WriteRune(l.take())
	}
	t.text = b.String()
	return t, nil
}
