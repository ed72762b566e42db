package allure_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"syncd/internal/format"
	"syncd/internal/format/allure"
	"syncd/internal/format/formattest"
	"syncd/internal/model"
)

type totals = map[model.Outcome]int

var passed, failed, skipped, unknown = totals{model.Passed: 1}, totals{model.Failed: 1}, totals{model.Skipped: 1}, totals{model.Unknown: 1}

func TestParser(t *testing.T) {
	formattest.Run(t, allure.New(), formattest.Suite{
		Fixtures: fixtures, Hostile: hostile, Cases: cases, Single: true, Failing: failing, Deep: deep,
	})
}

// What the runners printed for all files together says testdata/README.md.
var fixtures = []formattest.Fixture{
	{File: "pytest/8875d67c-3055-496a-bf65-09efc8a46cc0-result.json", Dialect: "pytest", Totals: passed},  // The cart adds up
	{File: "pytest/736ed5c8-f0ec-438a-add3-11d74c3ad866-result.json", Dialect: "pytest", Totals: failed},  // test_discount
	{File: "pytest/ec21c86a-014f-4663-b09b-e453c113203e-result.json", Dialect: "pytest", Totals: failed},  // test_discount
	{File: "pytest/82571a7d-306f-4a93-9352-3105309f8472-result.json", Dialect: "pytest", Totals: passed},  // test_dynamic_parameters
	{File: "pytest/4a0eba8f-74ef-4ec6-a6f8-e22aec44e723-result.json", Dialect: "pytest", Totals: failed},  // test_order_is_stored
	{File: "pytest/5287bca2-e4f6-4c3a-8797-13c35d5d10be-result.json", Dialect: "pytest", Totals: failed},  // test_order_is_stored
	{File: "pytest/1d0f02d5-7b0c-42ce-a839-413cc2d3b553-result.json", Dialect: "pytest", Totals: failed},  // test_passes_at_the_second_attempt
	{File: "pytest/320f14e8-2031-4209-b2ce-702b07e51f6c-result.json", Dialect: "pytest", Totals: passed},  // test_passes_at_the_second_attempt
	{File: "pytest/e6391fb7-b9cd-484e-ac7c-506d4bccfe3d-result.json", Dialect: "pytest", Totals: passed},  // test_price_is_shown[EUR-3]
	{File: "pytest/2adbe51c-132d-48b8-97a0-51c4d2d598d3-result.json", Dialect: "pytest", Totals: failed},  // test_price_is_shown[GBP-7]
	{File: "pytest/4b4f1f97-6844-4cbf-92b0-a8542d982f45-result.json", Dialect: "pytest", Totals: failed},  // test_price_is_shown[GBP-7]
	{File: "pytest/74d63c12-956b-4cd7-b72e-018712243027-result.json", Dialect: "pytest", Totals: failed},  // test_receipt
	{File: "pytest/880bd128-5e83-448a-87cb-64acdee3f81c-result.json", Dialect: "pytest", Totals: failed},  // test_receipt
	{File: "pytest/ff5d074c-5f1a-4274-b960-48d9692ad651-result.json", Dialect: "pytest", Totals: skipped}, // test_refund
	{File: "pytest/0eb009f5-259e-4a0f-afdb-0eb22687d6cd-result.json", Dialect: "pytest", Totals: skipped}, // test_rounding
	{File: "vitest/025ab5a5-91e0-49f1-869b-fe560100c5fe-result.json", Dialect: "vitest", Totals: passed},  // passes at the second attempt
	{File: "vitest/f7561445-8768-4fac-be9b-a88cdd897bef-result.json", Dialect: "vitest", Totals: passed},  // rounds wrongly, which is known
	{File: "vitest/785f6c3e-5970-4976-b4c7-d848d4c981d4-result.json", Dialect: "vitest", Totals: failed},  // throws on an expired one
}

// odd is the name of the file that holds one of everything.
const odd = "hostile/00000000-0000-4000-8000-000000000001-result.json"

var hostile = []formattest.Hostile{
	{Name: "odd", File: odd, Says: "replaced 1 characters", Totals: failed},
	{Name: "byte order mark", Data: []byte("\xef\xbb\xbf{\"name\":\"a\",\"status\":\"passed\"}\n"), Totals: passed},
	{Name: "container", Data: []byte(`{"uuid":"1","children":["2"]}`), Err: format.ErrMalformed, Says: "neither name nor fullName"},
	{Name: "no object", Data: []byte(`["a"]`), Err: format.ErrMalformed, Says: "not with an object"},
	{Name: "truncated", Data: []byte("{\"name\":\"a\",\n\"status\":\"pass"), Err: format.ErrTruncated, Says: "line 2: the file ends inside"},
	{Name: "two results", Data: []byte(`{"name":"a"}{"name":"b"}`), Err: format.ErrMalformed, Says: "behind the end"},
	{Name: "no status", Data: []byte(`{"name":"a","stage":"running"}`), Totals: unknown},
	{Name: "unknown status", Data: []byte(`{"fullName":"a","status":"PASS"}`), Totals: unknown},
	{Name: "wrong types", Data: []byte(`{"name":7,"status":"passed","labels":{"a":1},"links":["x"],"parameters":[null],"titlePath":"a","statusDetails":[]}`), Totals: passed},
	{Name: "far times", Data: []byte(`{"name":"a","status":"passed","start":1e99,"stop":-5}`), Totals: passed},
	{Name: "stops before it starts", Data: []byte(`{"name":"a","status":"passed","start":1795337842000,"stop":1795337841000}`), Totals: passed},
}

func cases(int) []byte { return []byte(`{"name":"total","status":"passed"}`) }

func failing(name, message, detail, _ string) []byte {
	b, _ := json.Marshal(map[string]any{"name": name, "fullName": name + "#" + name, "status": "failed",
		"statusDetails": map[string]string{"message": message, "trace": detail}})
	return b
}

func deep(n int) []byte {
	return fmt.Appendf(nil, `{"name":"a","steps":%s%s}`, strings.Repeat("[", n), strings.Repeat("]", n))
}

// FuzzParse looks for panics, and for reports that break the rules of a report.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*-result.json")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) { formattest.Any(t, allure.New(), data) })
}
