package jql

import (
	"strings"
	"unicode"
)

type kind int

const (
	end kind = iota
	word
	quoted
	symbol // operators, brackets, comma
)

type token struct {
	kind   kind
	text   string
	line   int
	column int
}

// is reports whether the token is the keyword (any case) or symbol; a quoted word never is.
func (t token) is(words ...string) bool {
	if t.kind != word && t.kind != symbol {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(t.text, w) {
			return true
		}
	}
	return false
}

// told is how an error names a token.
func (t token) told() string {
	if t.kind == end {
		return "end of query"
	}
	return "'" + t.text + "'"
}

// The characters that Jira reserves and that a bare word therefore cannot hold.
const reservedChars = "{}*/%+^$#@?;`\\"

type lexer struct {
	runes  []rune
	at     int
	line   int
	column int
}

func lex(query string) ([]token, error) {
	l := &lexer{runes: []rune(query), line: 1, column: 1}
	var out []token
	for {
		t, err := l.next()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		if t.kind == end {
			return out, nil
		}
	}
}

func (l *lexer) peek() rune {
	if l.at < len(l.runes) {
		return l.runes[l.at]
	}
	return 0
}

func (l *lexer) take() rune {
	r := l.runes[l.at]
	l.at++
	l.column++
	if r == '\n' {
		l.line, l.column = l.line+1, 1
	}
	return r
}

func (l *lexer) next() (token, error) {
	for l.at < len(l.runes) && unicode.IsSpace(l.peek()) {
		l.take()
	}
	t := token{line: l.line, column: l.column}
	if l.at >= len(l.runes) {
		return t, nil
	}
	switch r := l.peek(); {
	case r == '"' || r == '\'':
		return l.quoted(t)
	case strings.ContainsRune("()[],=~<>!&|", r):
		return l.symbol(t), nil
	case strings.ContainsRune(reservedChars, r) && r != '\\':
		return t, errorAt(t.line, t.column, "The character '%c' is a reserved JQL character. You must enclose it in a string or use the escape '\\u%04x' instead.", r, r)
	}
	return l.word(t)
}

func (l *lexer) symbol(t token) token {
	t.kind = symbol
	r := l.take()
	t.text = string(r)
	pair := t.text + string(l.peek())
	switch pair {
	case "!=", "!~", ">=", "<=", "&&", "||":
		l.take()
		t.text = pair
	}
	return t
}

func (l *lexer) quoted(t token) (token, error) {
	t.kind = quoted
	quote := l.take()
	var b strings.Builder
	for l.at < len(l.runes) {
		r := l.take()
		switch {
		case r == quote:
			t.text = b.String()
			return t, nil
		case r == '\\':
			if err := l.escape(&b, t); err != nil {
				return t, err
			}
		default:
			b.WriteRune(r)
		}
	}
	return t, errorAt(t.line, t.column, "The quoted string '%s' has not been completed.", b.String())
}
