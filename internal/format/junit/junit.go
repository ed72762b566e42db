// Package junit reads JUnit XML, the result file that nearly every runner can
// write and no standard describes: Surefire, pytest, jest-junit, Vitest,
// Playwright, gotestsum and all who imitate them.
//
// read.go walks the file by tokens into a document and judges nothing; the rest is
// pure: dialect.go is the one table of what each writer does differently, and
// translate.go turns a document into a format.Report. It opens no file, expands no
// entity, and never takes issue keys from names, messages or output. The report
// goes to a source, which gives its run and cases their ids.
package junit

import (
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"

	"syncd/internal/format"
)

// Parser reads JUnit XML. It has no state: one value serves all goroutines.
type Parser struct{}

// New returns the parser.
func New() Parser { return Parser{} }

// Name implements format.Parser.
func (Parser) Name() string { return "junit" }

// The first element decides, after everything that may stand before it. A
// document type is passed over too: Parse says why it refuses it.
var (
	prologue = `(?is)^\s*(?:(?:<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*(?:\[.*?\]\s*)?>)\s*)*`
	root     = regexp.MustCompile(prologue + `<(?:[\w.-]+:)?testsuites?[\s/>]`)
	rootless = regexp.MustCompile(prologue + `$`)
)

// Sniff implements format.Parser. Names decide only where a file breaks off before
// its first element.
func (Parser) Sniff(name string, head []byte) bool {
	text := strings.TrimPrefix(string(head), "\xef\xbb\xbf")
	if strings.HasPrefix(text, "\xff\xfe") || strings.HasPrefix(text, "\xfe\xff") || strings.HasPrefix(text, "<\x00") {
		text = strings.ReplaceAll(strings.TrimLeft(text, "\xff\xfe"), "\x00", "") // UTF-16
	}
	if root.MatchString(text) {
		return true
	}
	name = strings.ToLower(path.Base(name))
	usual := strings.HasPrefix(name, "test-") || strings.Contains(name, "junit")
	return usual && path.Ext(name) == ".xml" && rootless.MatchString(text)
}

// Parse implements format.Parser.
func (p Parser) Parse(r io.Reader, opt format.Options) (format.Report, error) {
	opt.Limits = opt.Limits.Or()
	text, err := format.CleanXML(format.Capped(r, opt.Limits.Bytes))
	if err != nil {
		return format.Report{}, known(err)
	}
	doc, err := read(text, opt.Limits)
	if err != nil {
		return format.Report{}, known(err)
	}
	report := translate(doc, opt)
	report.Format = p.Name()
	report.Faults = append(text.Faults(), report.Faults...)
	return report, nil
}

// known gives an error of the stream itself its place among the two kinds that
// callers tell apart.
func known(err error) error {
	switch {
	case errors.Is(err, format.ErrTruncated), errors.Is(err, format.ErrMalformed):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: %w", format.ErrTruncated, err)
	}
	return fmt.Errorf("reading: %w", err)
}
