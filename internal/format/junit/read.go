package junit

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"syncd/internal/format"
)

// reader walks the file by tokens. Each method that takes a start element consumes
// all up to its end.
type reader struct {
	dec   *xml.Decoder
	lim   format.Limits
	depth int
	doc   *document
}

// read returns the document of a cleaned file.
func read(r io.Reader, lim format.Limits) (*document, error) {
	rd := &reader{dec: xml.NewDecoder(r), lim: lim, doc: &document{}}
	start, err := rd.first()
	if err != nil {
		return nil, err
	}
	switch start.Name.Local {
	case "testsuites":
		rd.doc.root = rd.element(start)
		err = rd.suite(nil, start)
	case "testsuite":
		err = rd.suite(nil, start)
	default:
		err = rd.malformed("the root element is <%s> and not <testsuites> or <testsuite>: this is no JUnit report", start.Name.Local)
	}
	if err != nil {
		return nil, err
	}
	return rd.doc, rd.rest()
}

// first returns the root element.
func (r *reader) first() (xml.StartElement, error) {
	for {
		tok, err := r.token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, fmt.Errorf("%w: the file holds no element", format.ErrTruncated)
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := tok.(xml.StartElement); ok {
			return start, nil
		}
		if text, ok := tok.(xml.CharData); ok && strings.TrimSpace(string(text)) != "" {
			return xml.StartElement{}, r.malformed("starts with %.20q and not with an element: this is no XML", strings.TrimSpace(string(text)))
		}
	}
}

// rest reads on behind the root element. Stray text costs nothing; a second report
// would be lost, so it is refused.
func (r *reader) rest() error {
	told := false
	for {
		tok, err := r.token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, format.ErrTruncated) {
			return r.malformed("broken mark-up behind the end of the report")
		}
		if err != nil {
			return err
		}
		if start, ok := tok.(xml.StartElement); ok {
			return r.malformed("a second root element <%s>: two reports in one file; write each into a file of its own", start.Name.Local)
		}
		text, ok := tok.(xml.CharData)
		if ok && !told && strings.TrimSpace(string(text)) != "" {
			told = true
			r.fault(r.line(), false, "text behind the end of the report was passed over")
		}
	}
}

// suite reads a testsuite, or testsuites, and everything in it.
func (r *reader) suite(parent *suite, start xml.StartElement) error {
	s := &suite{element: r.element(start), parent: parent}
	if parent != nil {
		s.path = slices.Clip(parent.path)
	}
	if name := strings.TrimSpace(s.attr["name"]); name != "" && start.Name.Local == "testsuite" {
		s.path = append(s.path, name)
	}
	r.doc.suites = append(r.doc.suites, s)
	return r.walk(nil, func(child xml.StartElement) error {
		switch child.Name.Local {
		case "testsuite", "testsuites":
			return r.suite(s, child)
		case "testcase":
			return r.testcase(s, child)
		case "properties":
			return r.properties(&s.props)
		}
		return r.skip()
	})
}

// testcase reads a testcase into the document.
func (r *reader) testcase(s *suite, start xml.StartElement) error {
	if len(r.doc.cases) >= r.lim.Cases {
		return r.malformed("more than %d cases in one file", r.lim.Cases)
	}
	t := &testcase{element: r.element(start), suite: s}
	out := format.NewEnds(r.lim.Output)
	err := r.walk(nil, func(child xml.StartElement) error {
		switch name := child.Name.Local; {
		case name == "properties":
			return r.properties(&t.props)
		case name == "system-out" || name == "system-err":
			return r.output(out)
		case failed(name) || name == skipped || rerun(name) || flaky(name):
			return r.finding(t, child)
		}
		return r.skip()
	})
	// Output is kept only where it explains something: it is most of the file.
	if t.find(func(kind string) bool { return kind != skipped }) != nil {
		t.output = out.String()
	}
	r.count(t)
	if strings.TrimSpace(t.attr["name"]+t.attr["classname"]) == "" {
		// Nameless cases would be taken for attempts of one another.
		r.fault(t.line, true, "a testcase with neither name nor classname was left out")
		return err
	}
	r.doc.cases = append(r.doc.cases, t)
	return err
}

// count adds a case to what the suites around it hold.
func (r *reader) count(t *testcase) {
	t.suite.own++
	for s := t.suite; s != nil; s = s.parent {
		s.cases++
		s.failing += t.count(failed)
	}
}
