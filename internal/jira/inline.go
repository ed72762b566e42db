package jira

import (
	"strings"
	"unicode"
)

// glyph is one character of a text; a plain one was escaped and means only itself.
type glyph struct {
	r     rune
	plain bool
}

// glyphs takes the backslashes off what they escape.
func glyphs(text string) []glyph {
	runes := []rune(text)
	out := make([]glyph, 0, len(runes))
	for i := 0; i < len(runes); i++ {
		if runes[i] == '\\' && i+1 < len(runes) && punctuation(runes[i+1]) {
			i++
			out = append(out, glyph{runes[i], true})
			continue
		}
		out = append(out, glyph{runes[i], false})
	}
	return out
}

// punctuation reports whether a backslash may stand before a character.
func punctuation(r rune) bool {
	return r > ' ' && r <= unicode.MaxASCII && r != 0x7f && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// literal is a text without the backslashes that escape.
func literal(text string) string { return spell(glyphs(text)) }

// spell is the text that glyphs are.
func spell(gs []glyph) string {
	var b strings.Builder
	for _, g := range gs {
		b.WriteRune(g.r)
	}
	return b.String()
}

// inline reads the spans of a paragraph, heading or item.
func inline(text string) []Span {
	l := line{text: glyphs(text), none: map[reach]bool{}}
	l.spans(0, len(l.text), Span{})
	l.flush()
	return l.out
}

// line reads spans. none remembers which marks have no closing one further on, so
// that a text full of opening ones is not searched from each of them.
type line struct {
	text  []glyph
	none  map[reach]bool
	out   []Span
	now   strings.Builder // the text of the span that grows, in style
	style Span
}

// reach is a mark and how far its closing one was looked for.
type reach struct {
	mark string
	end  int
}

// spans reads from one glyph to another in a style.
func (l *line) spans(at, end int, style Span) {
	from := at // what was read as text so far begins here
	for at < end {
		inner, after, s := l.mark(at, end, style)
		if after == 0 {
			at++
			continue
		}
		l.emit(from, at, style)
		if s.Mono {
			l.emit(inner.from, inner.to, s)
		} else {
			l.spans(inner.from, inner.to, s)
		}
		at, from = after, after
	}
	l.emit(from, end, style)
}

// stretch is a part of the text.
type stretch struct{ from, to int }

// emit appends a stretch, as a span of its own where the style changes.
func (l *line) emit(from, to int, style Span) {
	if from >= to {
		return
	}
	if style != l.style {
		l.flush()
		l.style = style
	}
	for _, g := range l.text[from:to] {
		l.now.WriteRune(g.r)
	}
}

// flush ends the span that grows.
func (l *line) flush() {
	if l.now.Len() > 0 {
		s := l.style
		s.Text = l.now.String()
		l.out = append(l.out, s)
		l.now.Reset()
	}
}

// mark reads what begins at a glyph: what is inside, where the text goes on (0 where
// nothing begins) and in which style the inside is.
func (l *line) mark(at, end int, style Span) (inner stretch, after int, s Span) {
	s = style
	switch {
	case l.text[at].plain:
		return inner, 0, s
	case l.is(at, end, "`"):
		s.Mono, s.Bold, s.Em = true, false, false
		inner, after = l.closed(at, end, "`")
	case l.is(at, end, "**") && !style.Bold:
		s.Bold = true
		inner, after = l.closed(at, end, "**")
	case l.is(at, end, "*") && !style.Em && !l.is(at, end, "**"):
		s.Em = true
		inner, after = l.closed(at, end, "*")
	case l.is(at, end, "_") && !style.Em:
		s.Em = true
		inner, after = l.closed(at, end, "_")
	case l.is(at, end, "[") && style.Link == "":
		inner, after, s.Link = l.link(at, end)
	}
	return inner, after, s
}

// is reports whether a mark stands at a glyph.
func (l *line) is(at, end int, mark string) bool {
	for i, r := range mark {
		if at+i >= end || l.text[at+i].plain || l.text[at+i].r != r {
			return false
		}
	}
	return true
}

// closed finds the end of what a mark opens. Emphasis hugs its words, and an
// underscore within a word is part of the word.
func (l *line) closed(at, end int, mark string) (stretch, int) {
	n := len(mark)
	from := at + n
	if l.none[reach{mark, end}] || from >= end || mark != "`" && unicode.IsSpace(l.text[from].r) || mark == "_" && at > 0 && inWord(l.text[at-1]) {
		return stretch{}, 0
	}
	for to := from + 1; to < end; to++ {
		if !l.is(to, end, mark) {
			continue
		}
		switch {
		case mark == "`":
		case unicode.IsSpace(l.text[to-1].r) && !l.text[to-1].plain:
			continue
		case mark == "**" && l.is(to+1, end, "**"): // of three the last two close
			continue
		case mark == "*" && (l.is(to, end, "**") || l.is(to-1, end, "**")):
			continue
		case mark == "_" && to+1 < len(l.text) && inWord(l.text[to+1]):
			continue
		}
		return stretch{from, to}, to + n
	}
	l.none[reach{mark, end}] = true
	return stretch{}, 0
}

// inWord reports whether a glyph is part of a word.
func inWord(g glyph) bool { return unicode.IsLetter(g.r) || unicode.IsDigit(g.r) || g.r == '_' }

// addressMax bounds the address of a link, in characters.
const addressMax = 2_000

// link reads [text](address). What is no address of a page stays text.
func (l *line) link(at, end int) (inner stretch, after int, address string) {
	to := at + 1
	for ; to < end && !l.is(to, end, "]"); to++ {
		if l.is(to, end, "[") {
			return inner, 0, ""
		}
	}
	from := to + 2
	if to == at+1 || !l.is(to, end, "](") {
		return inner, 0, ""
	}
	for n := from; n < end && n-from <= addressMax; n++ {
		switch {
		case unicode.IsSpace(l.text[n].r) || l.is(n, end, "["):
			return inner, 0, ""
		case l.is(n, end, ")"):
			if address = spell(l.text[from:n]); !Web(address) {
				return inner, 0, ""
			}
			return stretch{at + 1, to}, n + 1, address
		}
	}
	return inner, 0, ""
}
