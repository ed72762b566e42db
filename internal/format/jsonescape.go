package format

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
)

// colour is how far a terminal's control sequence has come: ESC [ 3 1 m. Runners
// colour their messages, and nothing that shows them later is a terminal.
type colour int

const (
	noColour colour = iota
	begun
	open
	closed
)

// next returns the state behind one more character; all but noColour drop it.
func (c colour) next(r rune) colour {
	switch {
	case r == '\x1b':
		return begun
	case c == begun && r == '[':
		return open
	case c == open && r >= ' ' && r <= '?':
		return open
	case c == open && r >= '@' && r <= '~':
		return closed
	}
	return noColour
}

// escapes are the short ones.
var escapes = map[rune]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape reads what follows a backslash. Half of a pair is given out as it is, and is
// no legal character.
func (j *JSON) escape() (rune, error) {
	r, err := j.next()
	if err != nil {
		return 0, err
	}
	if short, ok := escapes[r]; ok {
		return short, nil
	}
	if r != 'u' {
		return 0, j.Malformed(`\%c is no escape sequence`, r)
	}
	high, err := j.hex()
	if err != nil || !utf16.IsSurrogate(high) {
		return high, err
	}
	if pair, _ := j.in.Peek(2); string(pair) != `\u` || high >= 0xDC00 {
		return high, nil
	}
	// The second is read only if it is the other half: else it stands for itself.
	digits, _ := j.in.Peek(6)
	low := rune(-1)
	if len(digits) == 6 {
		_, _ = fmt.Sscanf(string(digits[2:]), "%04x", &low)
	}
	if low < 0xDC00 || low > 0xDFFF || !hexDigits.Match(digits[2:]) {
		return high, nil
	}
	_, _ = j.in.Discard(6)
	return utf16.DecodeRune(high, low), nil
}

var hexDigits = regexp.MustCompile(`^[0-9A-Fa-f]{4}$`)

// hex reads four digits.
func (j *JSON) hex() (rune, error) {
	n := rune(0)
	for range 4 {
		r, err := j.next()
		if err != nil {
			return 0, err
		}
		digit := strings.IndexRune("0123456789abcdef", r|0x20)
		if r < '0' || digit < 0 {
			return 0, j.Malformed(`\u must be followed by four hexadecimal digits`)
		}
		n = n<<4 | rune(digit)
	}
	return n, nil
}
