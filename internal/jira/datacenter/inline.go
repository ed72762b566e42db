package datacenter

import (
	"regexp"
	"strings"
	"unicode"

	"syncd/internal/jira"
)

// inline renders spans; br stands for a line break.
func inline(spans []jira.Span, br string) string {
	var b strings.Builder
	for n, s := range spans {
		next := ""
		if n+1 < len(spans) {
			next = spans[n+1].Text
		}
		lines := strings.Split(jira.Clean(s.Text), "\n")
		for i, line := range lines {
			if i > 0 {
				b.WriteString(br)
			}
			after := "\n"
			if i == len(lines)-1 {
				after = next
			}
			b.WriteString(dressed(s, line, b.String(), after))
		}
	}
	return b.String()
}

// dressed is one line of a span with its emphasis or link, between what stands before
// and after it. Jira sees emphasis only around whole words, and then only where it hugs
// them: anywhere else the words go plain.
func dressed(s jira.Span, line, before, after string) string {
	core := strings.TrimFunc(line, unicode.IsSpace)
	if core == "" {
		return line
	}
	at := strings.Index(line, core)
	lead, trail := line[:at], line[at+len(core):]
	out := escape(core)
	fits := wearable(core) && !touches(lastRune(before+lead)) && !touches(firstRune(trail+after))
	switch {
	case jira.Web(s.Link):
		out = "[" + label.Replace(out) + "|" + address.Replace(s.Link) + "]"
	case !fits:
	case s.Mono:
		out = "{{" + out + "}}"
	default:
		if s.Bold {
			out = "*" + out + "*"
		}
		if s.Em {
			out = "_" + strings.ReplaceAll(strings.ReplaceAll(out, `\_`, "_"), "_", `\_`) + "_"
		}
	}
	return lead + out + trail
}

// label rewrites what ends the text of a link, address what ends its address.
var (
	label   = strings.NewReplacer(`\[`, "&#91;", `\]`, "&#93;", `\|`, "&#124;")
	address = strings.NewReplacer(" ", "%20", "|", "%7C", "[", "%5B", "]", "%5D", "{", "%7B", "}", "%7D", `\`, "%5C",
		"^", "%5E", `"`, "%22", "<", "%3C", ">", "%3E", "\n", "%0A", "\t", "%09")
)

// wearable reports whether a text can stand between the marks of emphasis: its ends
// must not be taken for one.
func wearable(core string) bool {
	ok := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(`.,:/"'()[]<>=%$`, r)
	}
	return ok(firstRune(core)) && ok(lastRune(core))
}

// touches reports whether a character beside a mark makes it part of a word.
func touches(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// firstRune and lastRune are the ends of a text, a space where it is empty.
func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return ' '
}

func lastRune(s string) rune {
	if s == "" {
		return ' '
	}
	runes := []rune(s[max(0, len(s)-8):])
	return runes[len(runes)-1]
}

// always are the characters that may always begin markup somewhere.
const always = "*+^~|{}[]!"

// escape takes the meaning away from every character that has one. A backslash does
// so before the marks that Jira's renderer lists, and is shown before any other
// character, so one of the text itself is given as a reference, as is the ampersand
// that begins those.
func escape(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for n, r := range runes {
		switch {
		case r == '\\':
			b.WriteString("&#92;")
			continue
		case r == '&':
			b.WriteString("&amp;")
			continue
		case r == ':' && n+1 < len(runes) && strings.ContainsRune("PDpd", runes[n+1]):
			b.WriteString("&#58;")
			continue
		case strings.ContainsRune(always, r), (r == '-' || r == '_') && !within(runes, n),
			(r == '(' || r == ')') && smiles(runes, n), r == '?' && (peek(runes, n-1) == '?' || peek(runes, n+1) == '?'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// peek is a character of a text, a space outside of it.
func peek(runes []rune, n int) rune {
	if n < 0 || n >= len(runes) {
		return ' '
	}
	return runes[n]
}

// within reports whether a character stands inside a word, where - and _ mean nothing.
func within(runes []rune, n int) bool { return word(peek(runes, n-1)) && word(peek(runes, n+1)) }

// word reports whether a character is part of a word.
func word(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// icon is an emoticon between brackets.
var icon = regexp.MustCompile(`^\([a-z/!+?*-]{1,7}\)`)

// smiles reports whether a bracket is part of an emoticon.
func smiles(runes []rune, n int) bool {
	eyes := peek(runes, n-1)
	if eyes == '-' {
		eyes = peek(runes, n-2)
	}
	return n == 0 && runes[n] == ')' || eyes == ':' || eyes == ';' || runes[n] == '(' && icon.MatchString(string(runes[n:min(n+9, len(runes))]))
}
