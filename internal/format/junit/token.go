package junit

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// walk reads up to the end of the present element: its text goes to text, which
// may be nil, its children to child.
func (r *reader) walk(text io.Writer, child func(xml.StartElement) error) error {
	for {
		tok, err := r.token()
		switch t := tok.(type) {
		case xml.StartElement:
			err = child(t)
		case xml.CharData:
			if text != nil {
				_, err = text.Write(t)
			}
		case xml.EndElement:
			return nil
		}
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: line %d: the last element is not closed", format.ErrTruncated, r.line())
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) skip() error {
	return r.walk(nil, func(xml.StartElement) error { return r.skip() })
}

// token returns the next token and keeps the depth.
func (r *reader) token() (xml.Token, error) {
	tok, err := r.dec.Token()
	if err != nil {
		return nil, r.broken(err)
	}
	switch tok.(type) {
	case xml.StartElement:
		if r.depth++; r.depth > r.lim.Depth {
			return nil, r.malformed("elements are nested more than %d deep", r.lim.Depth)
		}
	case xml.EndElement:
		r.depth--
	}
	return tok, nil
}

// broken says in plain words what the decoder cannot read.
func (r *reader) broken(err error) error {
	var syntax *xml.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	if syntax.Msg == "unexpected EOF" {
		return fmt.Errorf("%w: line %d: the file ends inside an element", format.ErrTruncated, syntax.Line)
	}
	if strings.HasPrefix(syntax.Msg, "invalid character entity") {
		return r.malformed("%s: only &amp; &lt; &gt; &quot; &apos; and numbers are read; the writer must escape a bare & as &amp;", syntax.Msg)
	}
	return r.malformed("this is no well-formed XML: %s", syntax.Msg)
}

// element takes over the attributes, names cut to size.
func (r *reader) element(start xml.StartElement) element {
	e := element{line: r.line(), attr: make(map[string]string, len(start.Attr))}
	for _, a := range start.Attr {
		e.attr[a.Name.Local] = format.CutName(a.Value, r.lim.Name)
	}
	return e
}

func (r *reader) line() int {
	line, _ := r.dec.InputPos()
	return line
}

func (r *reader) malformed(reason string, args ...any) error {
	return fmt.Errorf("%w: line %d: %s", format.ErrMalformed, r.line(), fmt.Sprintf(reason, args...))
}

func (r *reader) fault(line int, lost bool, text string) {
	r.doc.faults = append(r.doc.faults, model.Fault{Line: line, Text: text, Lost: lost})
}
