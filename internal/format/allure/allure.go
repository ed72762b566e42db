// Package allure reads the results that Allure's adaptors write (Allure 2 and 3): a
// folder with one `<uuid>-result.json` for every execution of a test.
//
// read.go walks one such file by tokens and judges nothing, label.go says what labels
// and links mean, translate.go turns it into a format.Report of one entry. Containers,
// attachments, executor.json, environment.properties and categories.json are not
// recognised, so they are passed over. The parser opens no file, and never takes issue
// keys from names, messages or parameters; values of hidden and masked parameters go
// nowhere. The report goes to a source, which makes one run of the folder and folds
// the executions of one test in it.
package allure

import (
	"io"
	"path"
	"regexp"

	"syncd/internal/format"
)

// Parser reads Allure results. It has no state: one value serves all goroutines.
type Parser struct{}

// New returns the parser.
func New() Parser { return Parser{} }

// Name implements format.Parser.
func (Parser) Name() string { return "allure" }

// The name decides: members come in any order, and long messages push the telling ones
// out of the head.
var result = regexp.MustCompile(`(?i)^[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}-result\.json$`)

// Sniff implements format.Parser.
func (Parser) Sniff(name string, head []byte) bool {
	return result.MatchString(path.Base(name)) && format.JSONHead(head) != ""
}

// Parse implements format.Parser.
func (p Parser) Parse(r io.Reader, opt format.Options) (format.Report, error) {
	in, err := format.NewJSON(r, opt.Limits)
	if err != nil {
		return format.Report{}, err
	}
	t, err := read(in)
	if err != nil {
		return format.Report{}, err
	}
	report := translate(t, opt)
	report.Format = p.Name()
	report.Faults = in.Faults()
	return report, nil
}
