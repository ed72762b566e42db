package graphql

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// token is a piece of text: kind is a punctuator itself, or one of name, int, float, string and end.
type token struct {
	kind, text string
	at         Location
}

// lexer cuts a text into tokens.
type lexer struct {
	text         string
	pos          int
	line, before int // before is the position where the line began
}

func (l *lexer) at() Location {
	return Location{l.line, utf8.RuneCountInString(l.text[l.before:l.pos]) + 1}
}

// skip passes what means nothing: blanks, commas and comments.
func (l *lexer) skip() {
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case c == '\n':
			l.pos++
			l.line, l.before = l.line+1, l.pos
		case c == ' ' || c == '\t' || c == '\r' || c == ',':
			l.pos++
		case strings.HasPrefix(l.text[l.pos:], "\ufeff"):
			l.pos += len("\ufeff")
		case c == '#':
			for l.pos < len(l.text) && l.text[l.pos] != '\n' {
				l.pos++
			}
		default:
			return
		}
	}
}

func letter(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// next is the next token.
func (l *lexer) next() (token, *Error) {
	l.skip()
	at := l.at()
	if l.pos >= len(l.text) {
		return token{"end", "<EOF>", at}, nil
	}
	switch c := l.text[l.pos]; {
	case letter(c):
		return token{"name", l.while(func(c byte) bool { return letter(c) || digit(c) }), at}, nil
	case digit(c) || c == '-':
		return l.number(at)
	case strings.HasPrefix(l.text[l.pos:], `"""`):
		return l.block(at)
	case c == '"':
		return l.quoted(at)
	case strings.HasPrefix(l.text[l.pos:], "..."):
		l.pos += 3
		return token{"...", "...", at}, nil
	case strings.IndexByte("{}()[]:!$=@|&", c) >= 0:
		l.pos++
		return token{string(c), string(c), at}, nil
	}
	r, _ := utf8.DecodeRuneInString(l.text[l.pos:])
	return token{}, faulty(at, "Syntax Error: Cannot parse the unexpected character %q.", r)
}

func (l *lexer) while(in func(byte) bool) string {
	from := l.pos
	for l.pos < len(l.text) && in(l.text[l.pos]) {
		l.pos++
	}
	return l.text[from:l.pos]
}

func (l *lexer) number(at Location) (token, *Error) {
	text := l.while(func(c byte) bool { return digit(c) || c == '-' || c == '+' || c == '.' || letter(c) })
	if _, err := strconv.ParseInt(text, 10, 64); err == nil {
		return token{"int", text, at}, nil
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXpP_") {
		return token{"float", text, at}, nil
	}
	return token{}, faulty(at, "Syntax Error: Invalid number %q.", text)
}

// block is a text between three quotes, as it stands.
func (l *lexer) block(at Location) (token, *Error) {
	rest := l.text[l.pos+3:]
	end := strings.Index(rest, `"""`)
	if end < 0 {
		return token{}, faulty(at, "Syntax Error: Unterminated string.")
	}
	whole := rest[:end]
	if n := strings.LastIndexByte(whole, '\n'); n >= 0 {
		l.line, l.before = l.line+strings.Count(whole, "\n"), l.pos+3+n+1
	}
	l.pos += 3 + end + 3
	return token{"string", strings.TrimSpace(whole), at}, nil
}

func (l *lexer) quoted(at Location) (token, *Error) {
	var b strings.Builder
	for l.pos++; l.pos < len(l.text); l.pos++ {
		switch c := l.text[l.pos]; c {
		case '"':
			l.pos++
			return token{"string", b.String(), at}, nil
		case '\n':
			return token{}, faulty(at, "Syntax Error: Unterminated string.")
		case '\\':
			if err := l.escape(&b, at); err != nil {
				return token{}, err
			}
		default:
			b.WriteByte(c)
		}
	}
	return token{}, faulty(at, "Syntax Error: Unterminated string.")
}

// escape reads what follows a backslash; the position stays on its last character.
func (l *lexer) escape(b *strings.Builder, at Location) *Error {
	l.pos++
	if l.pos >= len(l.text) {
		return faulty(at, "Syntax Error: Unterminated string.")
	}
	c := l.text[l.pos]
	if plain, known := map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c]; known {
		b.WriteByte(plain)
		return nil
	}
	if c == 'u' && l.pos+4 < len(l.text) {
		if n, err := strconv.ParseUint(l.text[l.pos+1:l.pos+5], 16, 32); err == nil {
			b.WriteRune(rune(n))
			l.pos += 4
			return nil
		}
	}
	return faulty(at, "Syntax Error: Invalid character escape sequence: \"\\%c\".", c)
}
