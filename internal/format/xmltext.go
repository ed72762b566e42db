package format

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"syncd/internal/model"
)

const (
	// xmlRun is how much text reaches the decoder in one token. A decoder holds a
	// whole token in memory, and captured output can be hundreds of megabytes.
	xmlRun = 32 << 10
	// xmlTag is the longest start tag, attributes included.
	xmlTag = 4 << 20
)

// XMLText is XML made fit for encoding/xml: see CleanXML.
type XMLText struct {
	in       *bufio.Reader
	out      []byte // ready to be read
	at       xmlState
	quote    rune // the quote that ends the attribute value, 0 outside of one
	run      int  // bytes of the present text or tag so far
	line     int
	replaced int
	remark   string
	err      error
}

type xmlState int

const (
	inText xmlState = iota
	inTag
	inCDATA
)

// CleanXML returns the text of an XML 1.0 or 1.1 file as UTF-8 that a strict
// decoder takes: result files hold escape sequences, NULs and bytes of a second
// encoding, because tests print them. Illegal characters and references become
// U+FFFD; the declaration, comments and processing instructions vanish, their line
// breaks stay. A document type declaration is ErrMalformed: no DTD and no entity
// is ever expanded or fetched. Long texts arrive in several tokens.
func CleanXML(r io.Reader) (*XMLText, error) {
	in, remark, err := decodeXML(r)
	if err != nil {
		return nil, fmt.Errorf("reading the encoding: %w", err)
	}
	return &XMLText{in: in, line: 1, remark: remark}, nil
}

// Faults tells, after reading, what had to be changed.
func (x *XMLText) Faults() []model.Fault {
	var out []model.Fault
	if x.remark != "" {
		out = append(out, model.Fault{Line: 1, Text: x.remark})
	}
	if x.replaced > 0 {
		out = append(out, model.Fault{Text: fmt.Sprintf("replaced %d characters that XML does not allow", x.replaced)})
	}
	return out
}

// Read implements io.Reader.
func (x *XMLText) Read(p []byte) (int, error) {
	for len(x.out) < len(p) && x.err == nil {
		x.err = x.step()
	}
	n := copy(p, x.out)
	x.out = x.out[:copy(x.out, x.out[n:])]
	if n == 0 && len(p) > 0 {
		return 0, x.err
	}
	return n, nil
}

// step carries one character, reference or mark-up opening over from in to out.
func (x *XMLText) step() error {
	r, size, err := x.in.ReadRune()
	if err != nil {
		return err
	}
	bad := r == utf8.RuneError && size == 1
	switch {
	case bad || !legalXML(r):
		x.replaced++
		r = utf8.RuneError
	case r == '<' && x.at == inText:
		return x.open()
	case r == '&' && x.at != inCDATA:
		x.reference()
		return nil
	case x.at == inTag:
		return x.tag(r)
	case r == ']' && x.at == inCDATA && x.next("]>"):
		x.emit("]]>")
		x.at, x.run = inText, 0
		return nil
	}
	x.put(r)
	return nil
}

// put writes one character of text, and ends the decoder's token when it grows
// long: with an empty comment, or with a new CDATA section.
func (x *XMLText) put(r rune) {
	if r == '\n' {
		x.line++
	}
	before := len(x.out)
	x.out = utf8.AppendRune(x.out, r)
	x.run += len(x.out) - before
	// A section's end is carried over in one piece, so no cut falls into it.
	if x.run < xmlRun {
		return
	}
	switch x.at {
	case inText:
		x.emit("<!---->")
		x.run = 0
	case inCDATA:
		x.emit("]]><![CDATA[")
		x.run = 0
	}
}

// open decides what a `<` in text begins.
func (x *XMLText) open() error {
	switch {
	case x.next("!--"):
		return x.discard("-->")
	case x.next("?"):
		return x.discard("?>")
	case x.next("![CDATA["):
		x.emit("<![CDATA[")
		x.at, x.run = inCDATA, 0
		return nil
	case x.next("!DOCTYPE"), x.next("!doctype"):
		return x.doctype()
	}
	x.put('<')
	x.at, x.run = inTag, 0
	return nil
}

// doctype refuses the file, in words that tell which kind of file it is.
func (x *XMLText) doctype() error {
	rest, _ := x.in.Peek(5)
	if bytes.EqualFold(bytes.TrimSpace(rest), []byte("html")) {
		return fmt.Errorf("%w: line %d: this is an HTML page, perhaps the error page of a CI, and no test report", ErrMalformed, x.line)
	}
	return fmt.Errorf("%w: line %d: has a document type declaration (DTD): external and custom entities are never read; write the report without <!DOCTYPE>", ErrMalformed, x.line)
}

// tag carries over one character between `<` and `>`.
func (x *XMLText) tag(r rune) error {
	switch {
	case x.quote == 0 && (r == '"' || r == '\''):
		x.quote = r
	case x.quote == r:
		x.quote = 0
	case x.quote == 0 && r == '>':
		x.put(r)
		x.at, x.run = inText, 0
		return nil
	}
	x.put(r)
	if x.run > xmlTag {
		return fmt.Errorf("%w: line %d: a tag of more than %d bytes", ErrMalformed, x.line, xmlTag)
	}
	return nil
}

// discard leaves everything out up to the end mark, but for line breaks: line
// numbers in errors must be those of the file.
func (x *XMLText) discard(end string) error {
	for !x.next(end) {
		r, _, err := x.in.ReadRune()
		if err != nil {
			return err
		}
		if r == '\n' {
			x.put(r)
		}
	}
	return nil
}

// next consumes s if it comes next.
func (x *XMLText) next(s string) bool {
	peek, _ := x.in.Peek(len(s))
	if string(peek) != s {
		return false
	}
	_, _ = x.in.Discard(len(s))
	return true
}

func (x *XMLText) emit(s string) { x.out = append(x.out, s...) }
