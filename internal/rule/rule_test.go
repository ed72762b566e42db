package rule_test

import (
	"strings"
	"testing"
	"time"

	"syncd/internal/rule"
)

// vars are variables as desired hands them in, with a member of each type.
type vars struct {
	Failures  int       `expr:"failures"`
	Automated bool      `expr:"automated"`
	Title     string    `expr:"title"`
	Tags      []string  `expr:"tags"`
	Since     time.Time `expr:"since"`
	Now       time.Time `expr:"now"`
	Run       runVars   `expr:"run"`
}

// runVars is a struct among the variables.
type runVars struct {
	Branch string `expr:"branch"`
}

// smokeNow is now.
var smokeNow = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestHolds(t *testing.T) {
	smoke := vars{Failures: 2, Automated: true, Title: "guest can pay", Tags: []string{"smoke", "pay"},
		Since: smokeNow.Add(-49 * time.Hour), Now: smokeNow, Run: runVars{"release/1.4"}}
	for text, want := range map[string]bool{
		"failures >= (automated ? 2 : 1)": true,
		"failures > 2":                    false,
		"true":                            true,
		`"smoke" in tags`:                 true,
		`title contains "pay" and not (title matches "^pay")`: true,
		`any(tags, # startsWith "pa")`:                        true,
		`any(tags, hasPrefix(#, "x")) or len(tags) == 0`:      false,
		`let n = failures * 2; n == 4`:                        true,
		`all(filter(tags, len(#) > 3), # == "smoke")`:         true,
		`lower(title) == upper(title)`:                        false,
		`since < now - duration("30m")`:                       true,
		`now - since > duration("2d1h")`:                      false,
		`now - since >= duration("2d1h")`:                     true,
		`run.branch startsWith "release/" && failures == 2`:   true,
	} {
		c, err := rule.Compile[vars](text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, err := c.Holds(smoke); err != nil || got != want {
			t.Errorf("%s = %v, %v; want %v", text, got, err, want)
		}
		if c.String() != text {
			t.Errorf("%s is shown as %s", text, c)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, words string }{
		"nothing":             {"", "unexpected token"},
		"no bool":             {"failures + 1", "expected bool"},
		"a string":            {"title", "expected bool"},
		"unknown name":        {"failure >= 2", "unknown name failure (1:1): did you mean failures?"},
		"strange name":        {"colour == 2", "known are failures, automated, title, tags, since, now, run.branch"},
		"unknown member":      {`run.brunch == "x"`, "run has no field brunch (1:5): did you mean run.branch?"},
		"no duration":         {`failures > 5 && since < now - duration("30x")`, `"30x" is no duration: write it as in 30m, 1h30m or 14d`},
		"empty duration":      {`now - since > duration("")`, `"" is no duration`},
		"endless duration":    {`now - since > duration("99999999999999w")`, "too long a duration"},
		"number for duration": {`now - since > duration(5)`, "cannot use int as argument"},
		"wrong types":         {`failures >= "2"`, "invalid operation"},
		"half":                {"failures >=", "unexpected token"},
		"index without guard": {`tags[0] == "smoke"`, "out of range"},
		"of any type":         {`[1, true][0]`, "bool(int)"},
		"clock":               {`now().Year() > 2000`, "not callable"},
		"date":                {`date("2026-01-01").Year() > 2000`, "unknown name date"},
		"repetition":          {`repeat("x", 1000000000) == ""`, "unknown name repeat"},
		"parser":              {`fromJSON(title) == 1`, "unknown name fromJSON"},
		"range":               {`any(1..1000000, # == failures)`, "ranges of numbers"},
		"nested loops":        {`any(tags, any(tags, # == "x"))`, "loop within a loop"},
		"environment":         {`$env["failures"] == 1 and $env.HOME == ""`, ""},
		"long":                {strings.Repeat("(", 1<<20), "longer than"},
		"many nodes":          {strings.Repeat("1+", 1500) + "1 > 0", "nodes"},
		"deep":                {strings.Repeat("(", 4000) + "true" + strings.Repeat(")", 100), ""},
	} {
		_, err := rule.Compile[vars](c.text)
		if err == nil || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: got %v; want an error with %q", name, err, c.words)
		}
	}
}

func TestFunctionsAreThoseThatWork(t *testing.T) {
	for _, name := range rule.Functions() {
		if _, err := rule.Compile[vars](name + "()"); err == nil || strings.Contains(err.Error(), "unknown name") {
			t.Errorf("%s is promised but not known: %v", name, err)
		}
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"failures > 1", `any(tags, # in ["a"])`, "let x = 1; x == 1", `tags?[0] ?? "" == "x"`, "1..2", "[[[", `title[1:2] == "u"`, "not not true", "failures % 0 == 1", "{a: 1}.a == 1", "tags | len() == 2", "failures ** 9 > 1", `since < now - duration("1h30m")`, `run.branch == "x"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		if c, err := rule.Compile[vars](text); err == nil {
			_, _ = c.Holds(vars{Failures: 3, Title: "guest", Tags: []string{"a", "b"}})
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Fatalf("%q takes %s", text, took)
		}
	})
}
