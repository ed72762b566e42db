package format

import (
	"io"
	"regexp"
	"strings"
	"unicode/utf8"
)

// nested walks through an object or an array. A value of another kind is skipped.
func (j *JSON) nested(begin, end rune, each func() error) error {
	kind, err := j.Kind()
	if err != nil {
		return err
	}
	if kind != begin {
		return j.Skip()
	}
	_, _ = j.solid()
	if j.depth++; j.depth > j.lim.Depth {
		return j.Malformed("values are nested more than %d deep", j.lim.Depth)
	}
	defer func() { j.depth-- }()
	for first := true; ; first = false {
		r, err := j.solid()
		if err == nil && !first && r == ',' {
			r, err = j.solid()
		} else if err == nil && !first && r != end {
			return j.Malformed("%q where a comma or %q must stand", r, end)
		}
		if err != nil {
			return err
		}
		if r == end {
			return nil // a comma before the end costs nothing
		}
		j.back = true
		if err := each(); err != nil {
			return err
		}
	}
}

// quoted carries a string's text over to w, in pieces and without colours.
func (j *JSON) quoted(w io.Writer) error {
	_, _ = j.solid()
	piece, colour := make([]byte, 0, 64), noColour
	for {
		r, err := j.next()
		if err == nil && r == '"' {
			_, err = w.Write(piece)
			return err
		}
		if err == nil && r == '\\' {
			r, err = j.escape()
		}
		if err != nil {
			return err
		}
		if colour = colour.next(r); colour != noColour {
			continue
		}
		if !legalXML(r) { // the same in all formats, whatever each could carry
			j.replaced++
			r = utf8.RuneError
		}
		if piece = utf8.AppendRune(piece, r); len(piece) > 4<<10 {
			if _, err := w.Write(piece); err != nil {
				return err
			}
			piece = piece[:0]
		}
	}
}

// A number or a word. Leading zeros and the like cost nothing.
var scalar = regexp.MustCompile(`^(?:true|false|null|NaN|[-+]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?))$`)

// longestWord is more than any number needs.
const longestWord = 400

// literal reads a number, true, false or null, of which null has no text.
func (j *JSON) literal(w io.Writer) error {
	var word []byte
	for {
		r, err := j.next()
		if err != nil {
			return err
		}
		if !strings.ContainsRune("+-.", r) && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z') {
			if len(word) == 0 {
				return j.Malformed("%q where a value must stand", r)
			}
			j.back = true
			break
		}
		if word = append(word, byte(r)); len(word) > longestWord {
			return j.Malformed("a number or word of more than %d characters", longestWord)
		}
	}
	if !scalar.Match(word) {
		return j.Malformed("%.40q is no JSON value", word)
	}
	if string(word) == "null" {
		return nil
	}
	_, err := w.Write(word)
	return err
}
