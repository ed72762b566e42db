package rule_test

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/rule"
)

// shown are the variables of these tests.
type shown struct {
	Verdict string    `expr:"verdict"`
	Passed  int       `expr:"passed"`
	AsOf    time.Time `expr:"as_of"`
	Tags    []string  `expr:"tags"`
}

// A value is whatever a field can hold, as texts.
func TestFormula(t *testing.T) {
	vars := shown{Verdict: "failing", Passed: 9, AsOf: time.Date(2026, 7, 1, 12, 0, 0, 5, time.FixedZone("", 3600)), Tags: []string{"a", "", "b"}}
	for text, want := range map[string]string{
		`verdict`:                                "failing",
		`"fixed"`:                                "fixed",
		`passed`:                                 "9",
		`passed / 2`:                             "4.5",
		`passed > 3`:                             "yes",
		`as_of`:                                  "2026-07-01T11:00:00Z",
		`tags`:                                   "a|b",
		`[verdict, passed]`:                      "failing|9",
		`verdict == "failing" ? "red" : "green"`: "red",
		`verdict == "failing" ? nil : "green"`:   "",
		`upper(verdict) + " " + string(passed)`:  "FAILING 9",
		`filter(tags, # != "a")`:                 "b",
		`verdict startsWith "f" ? "" : "anything"`: "",
	} {
		v, err := rule.CompileFormula[shown](text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := v.Of(vars)
		if err != nil || strings.Join(got, "|") != want || v.String() != text {
			t.Errorf("%s gives %q, %v; want %q", text, got, err, want)
		}
		if v.Uses("passed") != strings.Contains(text, "passed") || v.Uses("nobody") {
			t.Errorf("%s: the names it uses are not known", text)
		}
	}
}

// What is wrong with a value shows when it is compiled.
func TestFormulaRefused(t *testing.T) {
	for text, want := range map[string]string{
		`verdct`:                   "did you mean verdict?",
		`as_of - as_of`:            "a field holds a text",
		`{"a": verdict}`:           "a field holds a text",
		`now()`:                    "unknown name now",
		`1..9`:                     "not supported",
		`tags[5]`:                  "sample data",
		strings.Repeat("1", 9<<10): "longer than",
	} {
		if _, err := rule.CompileFormula(text, shown{Tags: []string{"a"}}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want %q", text, err, want)
		}
	}
}
