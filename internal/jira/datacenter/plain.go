package datacenter

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"

	"syncd/internal/jira"
)

// words returns the words of a text in wiki markup, line by line. What is no text, such
// as null, has none. It takes off what the encoder puts on, and what people commonly
// use; markup that it does not know counts as words, always in the same way.
func words(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return strings.TrimSpace(plain(s))
}

// readArea reads the words of a long text field, and takes nothing but a text for one.
func readArea(raw json.RawMessage) (string, error) {
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", fmt.Errorf("%.40s is no text", raw)
	}
	return jira.Canonical(plain(s)), nil
}

// The beginnings of lines that are no words.
var (
	frame  = regexp.MustCompile(`^\s*\{(noformat|code)(?::[^}]*)?\}(.*)$`)
	prefix = regexp.MustCompile(`^\s*(?:h[1-6]\.|bq\.|[*#-]+)\s`)
)

// plain reads lines.
func plain(s string) string {
	var out []string
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for n := 0; n < len(lines); n++ {
		m := frame.FindStringSubmatch(lines[n])
		if m == nil {
			out = append(out, spoken(strings.TrimPrefix(lines[n], prefix.FindString(lines[n]))))
			continue
		}
		end := "{" + m[1] + "}"
		for line := m[2]; ; line = lines[n] {
			before, _, closed := strings.Cut(line, end)
			out = append(out, before)
			if closed || n+1 >= len(lines) {
				break
			}
			n++
		}
	}
	return strings.Join(out, "\n")
}

// escapable are the marks whose meaning a backslash takes away.
const escapable = `-#*_+?^~|%{}[]()!@`

// reference is a character that is given by its number or name.
var reference = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|bsol|nbsp);`)

// spoken takes the markup off a line.
func spoken(line string) string {
	runes := []rune(line)
	var b strings.Builder
	for n := 0; n < len(runes); n++ {
		r, next := runes[n], peek(runes, n+1)
		switch {
		case r == '\\' && strings.ContainsRune(escapable, next) && peek(runes, n-1) != '\\':
			b.WriteRune(next)
			n++
		case r == '&':
			ref := reference.FindString(string(runes[n:min(n+12, len(runes))]))
			if ref == "" {
				b.WriteRune(r)
				continue
			}
			b.WriteString(html.UnescapeString(ref))
			n += len(ref) - 1
		case r == '{' && next == '{', r == '}' && next == '}':
			n++
		case r == '[':
			label, end := linked(runes, n)
			b.WriteString(label)
			n = end
		case (r == '*' || r == '_') && !literal(runes, n):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// linked reads a link: what is shown of it, and where it ends.
func linked(runes []rune, at int) (label string, end int) {
	for n := at + 1; n < len(runes); n++ {
		switch {
		case runes[n] == ']' && runes[n-1] != '\\':
			inside := string(runes[at+1 : n])
			if text, _, named := strings.Cut(inside, "|"); named {
				return spoken(text), n
			}
			return inside, n
		case runes[n] == '[' && runes[n-1] != '\\':
			return "[", at
		}
	}
	return "[", at
}

// literal reports whether a mark of emphasis is none, for where it stands.
func literal(runes []rune, n int) bool {
	before, after := peek(runes, n-1), peek(runes, n+1)
	return word(before) && word(after) || unicode.IsSpace(before) && unicode.IsSpace(after)
}
