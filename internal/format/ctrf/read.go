package ctrf

import (
	"fmt"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// reader walks the file. Each method consumes one value.
type reader struct {
	*format.JSON
	doc *document
	// What a report must have, and what this one has been found to have.
	results, tests bool
	elements       int // of results.tests, whatever they are
	nameless       int
	firstNameless  int // its line
}

// read returns the document of a file.
func read(in *format.JSON) (*document, error) {
	r := &reader{JSON: in, doc: &document{}}
	kind, err := r.Kind()
	if err != nil {
		return nil, err
	}
	if kind != '{' {
		return nil, r.Malformed("starts with %q and not with an object: this is no CTRF report", kind)
	}
	if err := r.Object(r.root); err != nil {
		return nil, err
	}
	if err := r.End(); err != nil {
		return nil, err
	}
	if !r.results || !r.tests {
		return nil, fmt.Errorf("%w: holds no results.tests: this is no CTRF report", format.ErrMalformed)
	}
	if r.nameless > 0 {
		r.doc.faults = append(r.doc.faults, model.Fault{Line: r.firstNameless, Lost: true,
			Text: fmt.Sprintf("%d tests without a name were left out, the first here", r.nameless)})
	}
	return r.doc, nil
}

// root reads a member of the report itself.
func (r *reader) root(name string) error {
	switch name {
	case "reportFormat":
		s, err := r.Text(r.Limits().Name)
		if err == nil && s != "CTRF" {
			err = r.Malformed("reportFormat is %.40q and not CTRF", s)
		}
		return err
	case "runId":
		var err error
		r.doc.runID, err = r.Name()
		return err
	case "environment":
		return r.Object(r.environment)
	case "results":
		r.results = true
		return r.Object(r.result)
	}
	return r.Skip()
}

// result reads a member of results.
func (r *reader) result(name string) error {
	switch name {
	case "tool":
		return r.Object(func(name string) error {
			if name != "name" {
				return r.Skip()
			}
			s, err := r.Name()
			r.doc.tool = strings.ToLower(s)
			return err
		})
	case "summary":
		r.doc.counts = map[string]int{}
		return r.Object(r.summary)
	case "environment":
		return r.Object(r.environment)
	case "tests":
		kind, err := r.Kind()
		if err == nil && kind != '[' {
			err = r.Malformed("results.tests is no array: this is no CTRF report")
		}
		if err != nil {
			return err
		}
		r.tests = true
		return r.Array(r.test)
	}
	return r.Skip()
}

// summary reads a member of results.summary.
func (r *reader) summary(name string) error {
	var err error
	switch name {
	case "start":
		r.doc.started, err = r.Moment()
	case "stop":
		r.doc.ended, err = r.Moment()
	case "tests", passed, failed, skipped, pending, "other":
		var n float64
		var ok bool
		if n, ok, err = r.Number(); ok {
			r.doc.counts[name] = int(min(max(n, -1), 1e9))
		}
	default:
		err = r.Skip()
	}
	return err
}

// test reads an element of results.tests.
func (r *reader) test() error {
	if r.elements++; r.elements > r.Limits().Cases {
		return r.Malformed("more than %d tests in one file", r.Limits().Cases)
	}
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	t := &test{line: r.Line()}
	err = r.Object(func(name string) error {
		if member := members[name]; member != nil {
			return member(r, t)
		}
		return r.attempted(&t.attempt, name)
	})
	if err != nil {
		return err
	}
	if kind != '{' || t.name == "" {
		// Nameless tests would be taken for one another.
		if r.nameless++; r.nameless == 1 {
			r.firstNameless = t.line
		}
		return nil
	}
	t.lighten()
	r.doc.tests = append(r.doc.tests, t)
	return nil
}

// lighten lets go of what passing tests printed: it is most of the file.
func (t *test) lighten() {
	if status(t.status) == model.Passed {
		t.output, t.message, t.trace = nil, "", ""
	}
}
