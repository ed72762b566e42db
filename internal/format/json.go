package format

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"syncd/internal/model"
)

// JSON walks through a JSON file of any size without ever holding more of it than
// the limits allow: see NewJSON.
//
// Its methods each consume one value. What has another type than asked for is
// consumed too and says nothing: writers disagree on types, and one odd member must
// not cost a whole report.
type JSON struct {
	in       *bufio.Reader
	lim      Limits
	line     int
	last     rune
	back     bool // last is to be read again
	depth    int
	replaced int
}

// NewJSON returns a reader of the JSON text in r, which may be UTF-8 or UTF-16, with
// or without a byte order mark. encoding/json would hold a whole string in memory,
// and captured output can be hundreds of megabytes; it also knows no lines. Beyond
// the standard, NaN and Infinity are read, because Python writes them.
func NewJSON(r io.Reader, lim Limits) (*JSON, error) {
	lim = lim.Or()
	in, err := decodeJSON(Capped(r, lim.Bytes))
	if err != nil {
		return nil, err
	}
	return &JSON{in: in, lim: lim, line: 1}, nil
}

// Line is the 1-based line that is being read.
func (j *JSON) Line() int { return j.line }

// Limits are those that the reader keeps, defaults filled in.
func (j *JSON) Limits() Limits { return j.lim }

// Faults tells, after reading, what had to be changed.
func (j *JSON) Faults() []model.Fault {
	if j.replaced == 0 {
		return nil
	}
	return []model.Fault{{Text: fmt.Sprintf("replaced %d characters that cannot be shown or are not UTF-8", j.replaced)}}
}

// Kind is the first character of the next value: one of { [ " or that of a number or
// a literal.
func (j *JSON) Kind() (rune, error) {
	r, err := j.solid()
	j.back = err == nil
	return r, err
}

// Object calls member for each member of an object; member must consume its value.
func (j *JSON) Object(member func(name string) error) error {
	return j.nested('{', '}', func() error {
		name, err := j.member()
		if err != nil {
			return err
		}
		return member(name)
	})
}

// member reads a member's name and the colon behind it.
func (j *JSON) member() (string, error) {
	kind, err := j.Kind()
	if err != nil {
		return "", err
	}
	if kind != '"' {
		return "", j.Malformed("%q where a member's name must stand in double quotes", kind)
	}
	name, err := j.Text(j.lim.Name)
	if err != nil {
		return "", err
	}
	r, err := j.solid()
	if err == nil && r != ':' {
		err = j.Malformed("no colon behind the name %.40q", name)
	}
	return name, err
}

// Array calls element for each element of an array; element must consume it.
func (j *JSON) Array(element func() error) error { return j.nested('[', ']', element) }

// List calls element for each element of an array, or once for a value that is none.
func (j *JSON) List(element func() error) error {
	kind, err := j.Kind()
	if err != nil {
		return err
	}
	if kind == '[' {
		return j.Array(element)
	}
	return element()
}

// Text returns a string without its quotes, or a number or literal as it is written;
// "" for null, objects and arrays. Beyond limit bytes the head is kept and marked.
func (j *JSON) Text(limit int) (string, error) {
	head := NewHead(limit)
	err := j.Into(head)
	return head.String(), err
}

// longestName is how much of a name is looked at before it is cut: CutName needs the
// whole to tell two apart.
const longestName = 1 << 20

// Name is Text for what is part of an identity: see CutName. White space around it
// is dropped.
func (j *JSON) Name() (string, error) {
	s, err := j.Text(longestName)
	return CutName(strings.TrimSpace(s), j.lim.Name), err
}

// Into is Text for a writer that keeps what it likes.
func (j *JSON) Into(w io.Writer) error {
	switch kind, err := j.Kind(); {
	case err != nil:
		return err
	case kind == '"':
		return j.quoted(w)
	case kind == '{' || kind == '[':
		return j.Skip()
	}
	return j.literal(w)
}

// Skip consumes any value.
func (j *JSON) Skip() error {
	switch kind, err := j.Kind(); {
	case err != nil:
		return err
	case kind == '{':
		return j.Object(func(string) error { return j.Skip() })
	case kind == '[':
		return j.Array(j.Skip)
	}
	return j.Into(io.Discard)
}

// End checks that nothing but white space is left: a second document would be lost.
func (j *JSON) End() error {
	switch r, err := j.solid(); {
	case errors.Is(err, ErrTruncated):
		return nil
	case err != nil:
		return err
	default:
		return j.Malformed("%q behind the end of the report: write each report into a file of its own", r)
	}
}

// Malformed returns an error that names the present line.
func (j *JSON) Malformed(reason string, args ...any) error {
	return fmt.Errorf("%w: line %d: %s", ErrMalformed, j.line, fmt.Sprintf(reason, args...))
}
