package secret

import (
	"slices"
	"strings"
)

// layouts are the ways in which card numbers are set in groups.
var layouts = [][]int{{4, 4, 4, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 4, 4, 3}}

// scrubCards takes out payment card numbers: 13 to 19 digits, alone or in the groups
// that are printed on cards, that begin as cards do and pass the Luhn check. Of
// numbers that are none, one in about 25 passes all that.
func scrubCards(text string) string {
	var b strings.Builder
	last := 0
	for at := 0; at < len(text); {
		if !digit(text[at]) {
			at++
			continue
		}
		end := cardAt(text, at)
		if end > 0 && !adjoins(text, at, end) {
			b.WriteString(text[last:at])
			b.WriteString(Mask)
			at, last = end, end
			continue
		}
		at += run(text[at:]) // one number is looked at from its beginning only
	}
	if last == 0 {
		return text
	}
	b.WriteString(text[last:])
	return b.String()
}

// cardAt returns where the card number that begins at a digit ends, or 0.
func cardAt(text string, at int) int {
	if n := run(text[at:]); n >= 13 && n <= 19 && card(text[at:at+n]) {
		return at + n
	}
	for _, layout := range layouts {
		if end := laidOut(text, at, layout); end > 0 && card(text[at:end]) {
			return end
		}
	}
	return 0
}

// laidOut returns where groups of digits with one separator between them end, or 0.
func laidOut(text string, at int, layout []int) int {
	var sep byte
	for i, want := range layout {
		if i > 0 {
			if at >= len(text) || text[at] != ' ' && text[at] != '-' || i > 1 && text[at] != sep {
				return 0
			}
			sep = text[at]
			at++
		}
		if run(text[at:]) != want {
			return 0
		}
		at += want
	}
	return at
}

// adjoins reports whether a number is part of something longer: a word, a decimal, an
// id with hyphens.
func adjoins(text string, start, end int) bool {
	before, after := text[:start], text[end:]
	return wordEnds(before) || wordBegins(after) ||
		strings.HasSuffix(before, "-") && len(before) > 1 && wordByte(before[len(before)-2]) ||
		len(after) > 1 && after[0] == '-' && wordByte(after[1])
}

// card reports whether digits, whatever stands between them, are a card number.
func card(text string) bool {
	var digits []byte
	for i := range len(text) {
		if digit(text[i]) {
			digits = append(digits, text[i]-'0')
		}
	}
	return issued(digits) && luhn(digits)
}

// issued reports whether a number begins as the large card schemes' do.
func issued(d []byte) bool {
	two := int(d[0])*10 + int(d[1])
	four := two*100 + int(d[2])*10 + int(d[3])
	return d[0] == 4 || two >= 50 && two <= 69 || two == 34 || two == 37 || two == 35 || two == 30 || two == 36 || two == 38 ||
		four >= 2200 && four <= 2720
}

// luhn is the check that a card's last digit makes true (ISO/IEC 7812-1). A row of one
// digit passes some of the time and is no card.
func luhn(d []byte) bool {
	sum := 0
	for i, v := range slices.Backward(d) {
		n := int(v)
		if (len(d)-i)%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0 && slices.ContainsFunc(d, func(b byte) bool { return b != d[0] })
}

// run counts the digits at the beginning of a text.
func run(text string) int {
	n := 0
	for n < len(text) && digit(text[n]) {
		n++
	}
	return n
}

// digit reports whether a byte is one.
func digit(b byte) bool { return b >= '0' && b <= '9' }
