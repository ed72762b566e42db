package format

import (
	"fmt"
	"unicode/utf8"

	"syncd/internal/model"
)

// Head collects a text and keeps its beginning: what a message or a stack trace
// has to say stands first. It is a Writer, so that a text of gigabytes costs no
// more than the limit. The mark of a cut comes on top of the limit.
type Head struct {
	limit, dropped int
	kept           []byte
}

// NewHead returns a Head that keeps at most limit bytes.
func NewHead(limit int) *Head { return &Head{limit: limit} }

// Write takes more of the text; it never fails.
func (h *Head) Write(p []byte) (int, error) {
	room := min(len(p), h.limit-len(h.kept))
	h.kept = append(h.kept, p[:room]...)
	h.dropped += len(p) - room
	return len(p), nil
}

// String returns the text, with a last line that tells of a cut.
func (h *Head) String() string {
	if h.dropped == 0 {
		return string(h.kept)
	}
	whole := wholeRunes(h.kept)
	return string(whole) + mark(h.dropped+len(h.kept)-len(whole))
}

// CutHead is Head for a text that is already there.
func CutHead(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	h := NewHead(limit)
	_, _ = h.Write([]byte(s))
	return h.String()
}

// Ends collects a text and keeps its beginning and its end, half of the limit
// each: in captured output the cause stands first and the crash last.
type Ends struct {
	limit, dropped int
	head, tail     []byte
}

// NewEnds returns Ends that keep at most limit bytes together.
func NewEnds(limit int) *Ends { return &Ends{limit: limit} }

// Write takes more of the text; it never fails.
func (e *Ends) Write(p []byte) (int, error) {
	room := min(len(p), e.limit-e.limit/2-len(e.head))
	e.head = append(e.head, p[:room]...)
	e.tail = append(e.tail, p[room:]...)
	// Only now and then, so that each byte is moved once on average.
	if len(e.tail) > 2*e.limit {
		e.trim()
	}
	return len(p), nil
}

// Len is how many bytes were written.
func (e *Ends) Len() int { return len(e.head) + e.dropped + len(e.tail) }

// String returns the text, with a line at the cut that tells of it.
func (e *Ends) String() string {
	e.trim()
	if e.dropped == 0 {
		return string(e.head) + string(e.tail)
	}
	head, tail := wholeRunes(e.head), e.tail
	for len(tail) > 0 && !utf8.RuneStart(tail[0]) {
		tail = tail[1:]
	}
	dropped := e.Len() - len(head) - len(tail)
	return string(head) + mark(dropped) + "\n" + string(tail)
}

// trim lets go of what lies before the last half of the limit.
func (e *Ends) trim() {
	if over := len(e.tail) - e.limit/2; over > 0 {
		e.dropped += over
		e.tail = append(e.tail[:0], e.tail[over:]...)
	}
}

// CutName cuts a name, class or other part of an identity. A hash of the whole
// takes the place of what is cut off, because two rows of a table may differ only
// in their last character and must stay two.
func CutName(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	end := "~" + model.Key16(s)
	return string(wholeRunes([]byte(s[:max(0, limit-len(end))]))) + end
}

func mark(dropped int) string { return fmt.Sprintf("\n[%d bytes left out]", dropped) }

// wholeRunes drops a rune that was cut in two from the end.
func wholeRunes(b []byte) []byte {
	for i := len(b) - 1; i >= max(0, len(b)-utf8.UTFMax); i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:]) {
				return b[:i]
			}
			break
		}
	}
	return b
}
