// Package ctrf reads CTRF, the Common Test Report Format: one JSON file per run that
// reporters exist for in most runners (specification 1.0 and the drafts before it).
//
// read.go walks the file by tokens into a document, by the tables in member.go, and
// judges nothing; the rest is pure and turns the document into a format.Report. It
// opens no file, follows no attachment, and never takes issue keys from names,
// messages or output. The report goes to a source, which gives its run and cases
// their ids; files that declare one `runId` become one run there.
package ctrf

import (
	"io"
	"path"
	"regexp"
	"strings"

	"syncd/internal/format"
)

// Parser reads CTRF. It has no state: one value serves all goroutines.
type Parser struct{}

// New returns the parser.
func New() Parser { return Parser{} }

// Name implements format.Parser.
func (Parser) Name() string { return "ctrf" }

// Reports of before the format had a name are told by what all of them must hold.
var (
	named   = regexp.MustCompile(`"reportFormat"\s*:\s*"CTRF"`)
	results = regexp.MustCompile(`(?s)^\{\s*"results"\s*:\s*\{.*"tool"\s*:\s*\{.*"summary"\s*:\s*\{`)
)

// Sniff implements format.Parser.
func (Parser) Sniff(name string, head []byte) bool {
	text := format.JSONHead(head)
	return named.MatchString(text) || strings.EqualFold(path.Ext(name), ".json") && results.MatchString(text)
}

// Parse implements format.Parser.
func (p Parser) Parse(r io.Reader, opt format.Options) (format.Report, error) {
	in, err := format.NewJSON(r, opt.Limits)
	if err != nil {
		return format.Report{}, err
	}
	doc, err := read(in)
	if err != nil {
		return format.Report{}, err
	}
	report := translate(doc, opt)
	report.Format = p.Name()
	report.Faults = append(in.Faults(), report.Faults...)
	return report, nil
}
