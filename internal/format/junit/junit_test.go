package junit_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/format"
	"syncd/internal/format/formattest"
	"syncd/internal/format/junit"
	"syncd/internal/model"
)

type totals = map[model.Outcome]int

func TestParser(t *testing.T) {
	formattest.Run(t, junit.New(), formattest.Suite{
		Fixtures: fixtures, Hostile: hostile, Cases: cases, Failing: failing, Deep: deep,
	})
}

// The totals are what the runners printed, see testdata/README.md.
var fixtures = []formattest.Fixture{
	{File: "pytest/xunit2.xml", Dialect: "pytest", Totals: totals{model.Passed: 4, model.Failed: 8, model.Skipped: 2}},
	{File: "pytest/xunit1.xml", Dialect: "pytest", Totals: totals{model.Passed: 4, model.Failed: 8, model.Skipped: 2}},
	{File: "pytest/collection-error.xml", Dialect: "pytest", Totals: totals{model.Failed: 1}},
	{File: "pytest/reruns.xml", Dialect: "pytest", Totals: totals{model.Passed: 1, model.Failed: 1}},
	{File: "surefire/TEST-example.shop.CartTest.xml", Dialect: "surefire", Totals: totals{model.Passed: 2, model.Failed: 3, model.Skipped: 1}},
	{File: "surefire/TEST-example.shop.CheckoutTest.xml", Dialect: "surefire", Totals: totals{model.Passed: 3}},
	{File: "surefire/TEST-example.shop.SetUpTest.xml", Dialect: "surefire", Totals: totals{model.Failed: 1}},
	{File: "surefire/TEST-example.shop.VoucherTest.xml", Dialect: "surefire", Totals: totals{model.Passed: 1, model.Failed: 1}},
	{File: "surefire/TEST-example.shop.VoucherTest$OfAFriend.xml", Dialect: "surefire", Totals: totals{model.Passed: 1, model.Failed: 2}},
	{File: "gotestsum/all.xml", Dialect: "gotestsum", Totals: totals{model.Passed: 8, model.Failed: 5, model.Skipped: 1}},
	{File: "gotestsum/rerun-fails.xml", Dialect: "gotestsum", Totals: totals{model.Passed: 4, model.Failed: 3, model.Skipped: 1}},
	{File: "jest/junit.xml", Dialect: "jest", Totals: totals{model.Passed: 4, model.Failed: 4, model.Skipped: 1, model.Pending: 1}},
	{File: "vitest/junit.xml", Dialect: "vitest", Totals: totals{model.Passed: 5, model.Failed: 3, model.Skipped: 2}},
	{File: "playwright/junit.xml", Dialect: "playwright", Totals: totals{model.Passed: 7, model.Failed: 3, model.Skipped: 4}},
	{File: "playwright/include-retries.xml", Dialect: "playwright", Totals: totals{model.Passed: 7, model.Failed: 3, model.Skipped: 4}},
}

var one = totals{model.Passed: 1}

var hostile = []formattest.Hostile{
	{Name: "entity bomb", File: "hostile/entity-bomb.xml", Err: format.ErrMalformed, Says: "line 2: has a document type declaration"},
	{Name: "external entity", File: "hostile/external-entity.xml", Err: format.ErrMalformed, Says: "entities are never read"},
	{Name: "custom entity", File: "hostile/custom-entity.xml", Err: format.ErrMalformed, Says: "line 2: invalid character entity &nbsp;"},
	{Name: "bare ampersand", File: "hostile/bare-ampersand.xml", Err: format.ErrMalformed, Says: "must escape a bare &"},
	{Name: "page", File: "hostile/page.xml", Err: format.ErrMalformed, Says: "HTML page"},
	{Name: "page without doctype", File: "hostile/page-without-doctype.xml", Err: format.ErrMalformed, Says: "root element is <html>"},
	{Name: "another format", File: "hostile/another-root.xml", Err: format.ErrMalformed, Says: "root element is <test-run>"},
	{Name: "no byte", File: "hostile/empty.xml", Err: format.ErrTruncated, Says: "holds no element"},
	{Name: "blank", File: "hostile/blank.xml", Err: format.ErrTruncated, Says: "holds no element"},
	{Name: "declaration only", File: "hostile/declaration-only.xml", Err: format.ErrTruncated, Says: "holds no element"},
	{Name: "truncated", File: "hostile/truncated.xml", Err: format.ErrTruncated, Says: "line 1: the file ends inside"},
	{Name: "two roots", File: "hostile/two-roots.xml", Err: format.ErrMalformed, Says: "line 3: a second root element"},
	{Name: "trailing text", File: "hostile/trailing-text.xml", Says: "behind the end", Totals: one},
	{Name: "broken trailing mark-up", Data: []byte("<testsuite/>\n<oops"), Err: format.ErrMalformed, Says: "behind the end"},
	{Name: "unknown encoding", File: "hostile/unknown-encoding.xml", Err: format.ErrMalformed, Says: `"ebcdic-37" is not known`},
	{Name: "UTF-32", Data: []byte("\xff\xfe\x00\x00<\x00\x00\x00"), Err: format.ErrMalformed, Says: `"utf-32" is not known`},
	{Name: "control bytes", File: "hostile/control-bytes.xml", Says: "replaced 8 characters", Totals: totals{model.Failed: 1, model.Passed: 1}},
	{Name: "latin 1", File: "hostile/latin1.xml", Totals: one},
	{Name: "windows 1252", File: "hostile/windows-1252.xml", Totals: one},
	{Name: "UTF-16 little endian", File: "hostile/utf16le.xml", Totals: one},
	{Name: "UTF-16 big endian", File: "hostile/utf16be.xml", Totals: one},
	{Name: "declares UTF-16", File: "hostile/declares-utf16-is-utf8.xml", Says: "read as UTF-8", Totals: one},
	{Name: "declares UTF-8", File: "hostile/declares-utf8-is-latin1.xml", Says: "replaced 2 characters", Totals: one},
	{Name: "byte order mark", File: "hostile/bom.xml", Totals: one},
	{Name: "XML 1.1", File: "hostile/xml11.xml", Says: "replaced 1 characters", Totals: one},
	{Name: "nameless", File: "hostile/nameless.xml", Says: "neither name nor classname", Totals: one},
	{Name: "huge attribute", Data: []byte(`<testsuite name="` + strings.Repeat("x", 5<<20) + `"/>`), Err: format.ErrMalformed, Says: "a tag of more than"},
	{Name: "large attribute", Data: []byte(`<testsuite name="` + strings.Repeat("x", 1<<20) + `"><testcase name="total"/></testsuite>`), Totals: one},
	{Name: "no cases", Data: []byte(`<testsuites name="all"/>`), Totals: totals{}},
	{Name: "header lies", Data: []byte(`<testsuite name="a" tests="3" failures="1"><testcase name="total"/></testsuite>`), Says: "counts 3 tests, 1 failures and no errors; there are 1 tests", Totals: one},
	{Name: "bad time", Data: []byte(`<testsuite name="a" timestamp="yesterday"><testcase name="total"/></testsuite>`), Says: `time "yesterday" is not understood`, Totals: one},
	{Name: "statuses", File: "hostile/statuses.xml", Totals: totals{model.Passed: 1, model.Failed: 2, model.Skipped: 2, model.Unknown: 1}},
}

func cases(n int) []byte {
	var b strings.Builder
	b.WriteString(`<testsuite name="cart">`)
	for i := range n {
		fmt.Fprintf(&b, `<testcase classname="cart" name="total %d"/>`, i)
	}
	return []byte(b.String() + "</testsuite>")
}

func failing(name, message, detail, output string) []byte {
	return fmt.Appendf(nil, `<testsuite name="s"><testcase classname="%[1]s" name="%[1]s"><failure message="%[2]s"><![CDATA[%[3]s]]></failure><system-out>%[4]s</system-out></testcase></testsuite>`,
		name, message, detail, output)
}

func deep(n int) []byte {
	return []byte(strings.Repeat("<testsuite>", n) + strings.Repeat("</testsuite>", n))
}

// FuzzParse looks for panics, and for reports that break the rules of a report.
func FuzzParse(f *testing.F) {
	for _, pattern := range []string{"testdata/hostile/*.xml", "testdata/*/*.xml"} {
		files, _ := filepath.Glob(pattern)
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { formattest.Any(t, junit.New(), data) })
}
