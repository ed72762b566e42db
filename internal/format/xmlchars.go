package format

import (
	"bytes"
	"strconv"
	"unicode/utf8"
)

// reference carries over `&#…;`, or just the `&` of anything else: which names are
// entities is for the decoder to judge.
func (x *XMLText) reference() {
	peek, _ := x.in.Peek(32)
	end := bytes.IndexByte(peek, ';')
	if end < 2 || peek[0] != '#' {
		x.put('&')
		return
	}
	digits, base := string(peek[1:end]), 10
	if digits[0] == 'x' || digits[0] == 'X' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil && n == 0 { // no number at all
		x.put('&')
		return
	}
	_, _ = x.in.Discard(end + 1)
	if n > utf8.MaxRune || !legalXML(rune(n)) {
		x.replaced++
		n = utf8.RuneError
	}
	ref := "&#" + strconv.FormatUint(n, 10) + ";"
	x.emit(ref)
	x.run += len(ref)
}

// legalXML is the Char production of XML 1.0.
func legalXML(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r <= 0xD7FF ||
		r >= 0xE000 && r <= 0xFFFD || r >= 0x10000 && r <= utf8.MaxRune
}
