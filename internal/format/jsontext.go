package format

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/transform"
)

// decodeJSON returns the text of a JSON file in UTF-8. PowerShell writes UTF-16.
func decodeJSON(r io.Reader) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(r, 8<<10)
	head, err := br.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, reading(err)
	}
	label, bom := jsonEncoding(head)
	_, _ = br.Discard(bom)
	if label == "utf-8" {
		return br, nil
	}
	enc, _ := charset.Lookup(label)
	if enc == nil || enc == encoding.Replacement {
		return nil, fmt.Errorf("%w: line 1: encoding %s is not read: write the report in UTF-8", ErrMalformed, label)
	}
	return bufio.NewReader(transform.NewReader(br, enc.NewDecoder())), nil
}

// jsonEncoding names the encoding of a file and the length of its byte order mark.
func jsonEncoding(head []byte) (label string, bom int) {
	for _, m := range byteOrderMarks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.label, len(m.mark)
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("{\x00")):
		return "utf-16le", 0
	case bytes.HasPrefix(head, []byte("\x00{")):
		return "utf-16be", 0
	}
	return "utf-8", 0
}

// JSONHead returns the first bytes of a file as text to sniff at, "" if they begin no
// JSON object. Of UTF-16 only ASCII is right, which is what names of members are.
func JSONHead(head []byte) string {
	label, bom := jsonEncoding(head)
	text := string(head[bom:])
	if strings.HasPrefix(label, "utf-16") {
		text = strings.ReplaceAll(text, "\x00", "")
	}
	if text = strings.TrimLeft(text, " \t\r\n"); !strings.HasPrefix(text, "{") {
		return ""
	}
	return text
}

// solid returns the next character that is no white space.
func (j *JSON) solid() (rune, error) {
	for {
		r, err := j.next()
		if err != nil || !strings.ContainsRune(" \t\r\n", r) {
			return r, err
		}
	}
}

// next returns the next character. A file is never to end here: whoever may meet its
// end expects ErrTruncated.
func (j *JSON) next() (rune, error) {
	if j.back {
		j.back = false
		return j.last, nil
	}
	r, size, err := j.in.ReadRune()
	switch {
	case errors.Is(err, io.EOF):
		return 0, fmt.Errorf("%w: line %d: the file ends inside a value", ErrTruncated, j.line)
	case err != nil:
		return 0, reading(err)
	case r == '\n':
		j.line++
	case r == utf8.RuneError && size == 1:
		j.last = -1 // no character: whoever keeps it counts it
		return j.last, nil
	}
	j.last = r
	return r, nil
}

// reading tells an error of the stream, for which the file is not to blame, from one
// of the file.
func reading(err error) error {
	if errors.Is(err, ErrMalformed) || errors.Is(err, ErrTruncated) {
		return err
	}
	return fmt.Errorf("reading: %w", err)
}
