package ctrf_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"syncd/internal/format"
	"syncd/internal/format/ctrf"
	"syncd/internal/format/formattest"
	"syncd/internal/model"
)

type totals = map[model.Outcome]int

func TestParser(t *testing.T) {
	formattest.Run(t, ctrf.New(), formattest.Suite{
		Fixtures: fixtures, Hostile: hostile, Cases: cases, Failing: failing, Deep: deep,
	})
}

// The totals are what the runners printed, see testdata/README.md.
var fixtures = []formattest.Fixture{
	{File: "jest/ctrf-report.json", Dialect: "jest", Totals: totals{model.Passed: 4, model.Failed: 4, model.Pending: 1, model.Unknown: 1}},
	{File: "vitest/ctrf-report.json", Dialect: "vitest", Totals: totals{model.Passed: 5, model.Failed: 3, model.Skipped: 2}},
	{File: "playwright/ctrf.json", Dialect: "playwright", Totals: totals{model.Passed: 7, model.Failed: 3, model.Skipped: 4}},
	{File: "pytest/ctrf.json", Dialect: "pytest", Totals: totals{model.Passed: 4, model.Failed: 8, model.Skipped: 2}},
	{File: "pytest/reruns.json", Dialect: "pytest", Totals: totals{model.Passed: 1, model.Failed: 1}},
}

// report wraps tests into the least that a report must have.
func report(tests string) []byte {
	return fmt.Appendf(nil, `{"reportFormat":"CTRF","results":{"tool":{"name":"a"},"summary":{},"tests":[%s]}}`, tests)
}

const total = `{"name":"total","status":"passed","duration":1}`

var one = totals{model.Passed: 1}

var hostile = []formattest.Hostile{
	{Name: "odd", File: "hostile/odd.json", Says: "replaced 2 characters", Totals: totals{model.Passed: 1, model.Failed: 3, model.Pending: 1, model.Unknown: 1}},
	{Name: "comma before the end", File: "hostile/comma.json", Totals: one},
	{Name: "byte order mark", Data: []byte("\xef\xbb\xbf" + string(report(total)) + "\r\n"), Totals: one},
	{Name: "UTF-16 little endian", Data: wide("\xff\xfe", 0, 8, report(total)), Totals: one},
	{Name: "UTF-16 big endian without a mark", Data: wide("", 8, 0, report(total)), Totals: one},
	{Name: "UTF-32", Data: []byte("\xff\xfe\x00\x00{\x00\x00\x00"), Err: format.ErrMalformed, Says: "utf-32 is not read"},
	{Name: "blank", Data: []byte(" \n"), Err: format.ErrTruncated},
	{Name: "another format", Data: []byte(`{"reportFormat":"XTRF"}`), Err: format.ErrMalformed, Says: `line 1: reportFormat is "XTRF"`},
	{Name: "another kind of JSON", Data: []byte(`{"numTotalTests":1}`), Err: format.ErrMalformed, Says: "holds no results.tests"},
	{Name: "no object", Data: []byte("[1]"), Err: format.ErrMalformed, Says: "not with an object"},
	{Name: "tests in an object", Data: []byte("{\n\"results\":{\"tests\":{}}}"), Err: format.ErrMalformed, Says: "line 2: results.tests is no array"},
	{Name: "no summary", Data: []byte(`{"results":{"tests":[]}}`), Says: "no results.summary", Totals: totals{}},
	{Name: "truncated", Data: []byte("{\"reportFormat\":\"CTRF\",\n\"results\":{\"tests\":[]"), Err: format.ErrTruncated, Says: "line 2: the file ends inside"},
	{Name: "two reports", Data: append(report(total), report(total)...), Err: format.ErrMalformed, Says: "behind the end of the report"},
	{Name: "nameless", Data: report(total + `,{"name":" ","status":"passed"},7`), Says: "2 tests without a name were left out", Totals: one},
	{Name: "summary lies", Data: []byte(`{"results":{"summary":{"tests":3,"failed":1},"tests":[` + total + `]}}`), Says: "counts 3 tests (there are 1), 1 failed (there are 0)", Totals: one},
	{Name: "namesakes", Data: report(`{"name":"a","status":"failed"},{"name":"a","status":"passed"}`), Says: "1 tests have the name", Totals: totals{model.Failed: 1}},
	{Name: "no status", Data: report(`{"name":"a"}`), Totals: totals{model.Unknown: 1}},
	{Name: "wrong types", Data: report(`{"name":["a"],"status":{}},{"name":7,"status":"passed","suite":{"a":1},"tags":3,"labels":[],"stdout":null,"retryAttempts":[1],"extra":{"annotations":[[]]}}`), Totals: one},
	{Name: "far times", Data: report(`{"name":"a","status":"passed","start":9e99,"stop":-1,"duration":1e300,"retries":1e300}`), Totals: one},
	{Name: "unquoted", Data: report(`{name:"a"}`), Err: format.ErrMalformed, Says: "double quotes"},
	{Name: "bad escape", Data: report(`{"name":"\x41"}`), Err: format.ErrMalformed, Says: "no escape sequence"},
	{Name: "bad word", Data: report(`{"flaky":maybe}`), Err: format.ErrMalformed, Says: `"maybe" is no JSON value`},
	{Name: "not UTF-8", Data: report("{\"name\":\"gr\xfc\xdfer\",\"status\":\"passed\"}"), Says: "replaced 2 characters", Totals: one},
}

func wide(bom string, high, low int, data []byte) []byte {
	out := []byte(bom)
	for _, u := range utf16.Encode([]rune(string(data))) {
		out = append(out, byte(u>>high), byte(u>>low))
	}
	return out
}

func cases(n int) []byte {
	tests := make([]string, n)
	for i := range tests {
		tests[i] = fmt.Sprintf(`{"name":"total %d","status":"passed","duration":1,"suite":["cart"]}`, i)
	}
	return report(strings.Join(tests, ","))
}

func failing(name, message, detail, output string) []byte {
	b, _ := json.Marshal(map[string]any{"name": name, "suite": []string{name}, "status": "failed", "duration": 1,
		"message": message, "trace": detail, "stdout": []string{output}})
	return report(string(b))
}

func deep(n int) []byte {
	return []byte(`{"results":{"tests":[]},"extra":` + strings.Repeat("[", n) + strings.Repeat("]", n) + "}")
}

// FuzzParse looks for panics, and for reports that break the rules of a report.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*.json")
	for _, name := range files {
		if strings.HasSuffix(name, ".golden.json") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { formattest.Any(t, ctrf.New(), data) })
}
