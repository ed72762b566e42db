package desired_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"syncd/internal/desired"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// page is what people read about defects.
func page(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../docs/defect-text.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// value compiles the template of a field's value.
func value(t *testing.T, texts ...string) []rule.Text[desired.Vars] {
	t.Helper()
	var out []rule.Text[desired.Vars]
	for _, text := range texts {
		one, err := rule.CompileText("value", text, desired.Sample()...)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}

func TestFill(t *testing.T) {
	c := pay
	c.Priority, c.Component, c.Tags, c.Suite = "CRITICAL", "till\n front", []string{"smoke", "", "slow", "smoke"}, []string{"web", "pay"}
	w := newTown(c, "chrome=pff", "firefox/[EUR]=ff")
	for id, run := range w.world.Runs {
		run.Context.Version, run.Context.Build = "1."+run.Name, run.Name
		w.world.Runs[id] = run
	}
	levels := map[string]string{"critical": "Highest", "high": "High"}
	for name, c := range map[string]struct {
		fill desired.Fill
		want string
	}{
		"mapped in any case":         {desired.Fill{From: "case.priority", Map: levels}, "Highest"},
		"not listed":                 {desired.Fill{From: "source", Map: levels}, ""},
		"not listed, default":        {desired.Fill{From: "source", Map: levels, Default: "Low"}, "Low"},
		"nothing":                    {desired.Fill{From: "case.owner"}, ""},
		"nothing, default":           {desired.Fill{From: "case.owner", Default: "nobody"}, "nobody"},
		"something, default":         {desired.Fill{From: "source", Default: "nobody"}, "web"},
		"one line":                   {desired.Fill{From: "case.component"}, "till front"},
		"several":                    {desired.Fill{From: "case.tags"}, "smoke|slow"},
		"several, mapped to one":     {desired.Fill{From: "case.tags", Map: map[string]string{"smoke": "a", "slow": "a"}}, "a"},
		"path":                       {desired.Fill{From: "case.suite"}, "web / pay"},
		"environments":               {desired.Fill{From: "environment"}, "chrome|firefox"},
		"rows":                       {desired.Fill{From: "rows"}, "[EUR]"},
		"stories":                    {desired.Fill{From: "stories"}, "SHOP-1|SHOP-2"},
		"where it began":             {desired.Fill{From: "since.version"}, "1.800"},
		"the latest failure":         {desired.Fill{From: "run.version"}, "1.802"},
		"its build":                  {desired.Fill{From: "run.build"}, "802"},
		"page":                       {desired.Fill{From: "page"}, "https://quality.example.com/cases/case-pay"},
		"text":                       {desired.Fill{Value: value(t, "as it is")}, "as it is"},
		"texts":                      {desired.Fill{Value: value(t, "a", "{{ .Case.Owner }}", "b")}, "a|b"},
		"template":                   {desired.Fill{Value: value(t, " {{ .Case.Name }}\n{{ .Failures }} ")}, "guest can pay\n2"},
		"template that says nothing": {desired.Fill{Value: value(t, "{{ with .Case.Owner }}x{{ end }}")}, ""},
	} {
		r := rules(t, "", "")
		r.Fills = []desired.Fill{c.fill}
		if got := strings.Join(w.judge(t, r).Fills[0].Value, "|"); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// What changes with every run is no reason to write: it rides along when a fact changes.
func TestFillRidesAlong(t *testing.T) {
	for name, c := range map[string]struct {
		fill       desired.Fill
		later, new bool // whether the digest stays with a later failure, and with a new fact
	}{
		"run":      {desired.Fill{From: "run.name"}, true, false},
		"since":    {desired.Fill{From: "since.run"}, true, true},
		"title":    {desired.Fill{From: "case.title"}, true, true},
		"where":    {desired.Fill{From: "environment"}, true, false},
		"failures": {desired.Fill{Value: value(t, "{{ .Failures }} times on {{ .Case.Name }}")}, true, false},
		"words":    {desired.Fill{Value: value(t, "words")}, true, true},
	} {
		r := rules(t, "", "")
		r.Fills = []desired.Fill{c.fill}
		digest := func(lines ...string) string { return newTown(pay, lines...).judge(t, r).Fills[0].Digest }
		base := digest("chrome=pff~a")
		if got := digest("chrome=pfff~a") == base; got != c.later {
			t.Errorf("%s: a later failure leaves the digest: %v", name, got)
		}
		if got := digest("chrome=pff~a", "firefox=pff~a") == base; got != c.new {
			t.Errorf("%s: a new environment leaves the digest: %v", name, got)
		}
	}
}

// Tests that share a defect fill its fields together, in the order of their titles.
func TestFillShared(t *testing.T) {
	r := rules(t, "", "")
	for _, f := range []desired.From{"case.priority", "case.component", "case.tags", "since.run", "run.name"} {
		r.Fills = append(r.Fills, desired.Fill{From: f})
	}
	r.Fills = append(r.Fills, desired.Fill{Value: value(t, "{{ .Case.Name }}")})
	d := r.Join("k", false, members(t, r, "b", "a", "c"))
	var got []string
	for _, f := range d.Fills {
		got = append(got, strings.Join(f.Value, " "))
	}
	want := []string{"critical low", "till cart", "smoke a b c", "801", "803", "a"}
	if !slices.Equal(got, want) {
		t.Errorf("filled with %q, want %q", got, want)
	}
}

func TestLog(t *testing.T) {
	long, short := strings.Repeat("ä", 13_000), "short"
	for name, c := range map[string]struct {
		failure     model.Failure
		run         string
		description string
		want        string
	}{
		"all is said":       {model.Failure{Message: short, Detail: short}, "812", "", ""},
		"output":            {model.Failure{Message: short, Output: "printed"}, "812", "", "failure-812.txt"},
		"no output":         {model.Failure{Message: short, Output: " \n"}, "812", "", ""},
		"a long trace":      {model.Failure{Detail: long}, "812", "", "failure-812.txt"},
		"a long message":    {model.Failure{Message: long[:5000]}, "812", "", "failure-812.txt"},
		"an odd run":        {model.Failure{Output: "x"}, "../a b\nü.xml", "", "failure-a-b-.xml.txt"},
		"a run without one": {model.Failure{Output: "x"}, " ", "", "failure-run1.txt"},
		"own words":         {model.Failure{Message: short}, "812", "see {{ .Page }}", "failure-812.txt"},
		"own words, body":   {model.Failure{Message: short}, "812", "see {{ .Body }}", ""},
	} {
		w := newTown(pay, "chrome=ff")
		for k := range w.world.Failures {
			w.world.Failures[k] = model.Result{Failure: &c.failure}
		}
		for id, run := range w.world.Runs {
			run.Name = c.run
			w.world.Runs[id] = run
		}
		r := rules(t, "", "")
		if c.description != "" {
			r = worded(t, c.description)
		}
		if got := w.judge(t, r).Log; got != "" {
			t.Errorf("%s: %q although none is wanted", name, got)
		}
		r.Log = true
		if got := w.judge(t, r).Log; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestLogText(t *testing.T) {
	w := newTown(pay, "chrome/[EUR]=ff", "firefox=f")
	for k, res := range w.world.Failures {
		res.Failure = &model.Failure{Type: "AssertionError", Message: "no\x00 \x1b[31mred", Detail: "at x", Output: k.Environment + " printed\r\nthis"}
		w.world.Failures[k] = res
	}
	const want = `Test:   shop.Checkout › guest can pay [EUR] on chrome
Failed: 2026-07-01 01:00 UTC, run 801, branch main, commit 1a2b3c4
Type:   AssertionError

Message
-------
no red

Trace
-----
at x

Output
------
chrome printed
this
`
	if got := string(w.judge(t, rules(t, "", "")).Whole().Text()); got != want {
		t.Errorf("the file holds\n%s", got)
	}
	huge := desired.Log{Failure: model.Failure{Output: strings.Repeat("ä€", 1<<20)}}.Text()
	if len(huge) > 1<<20 || len(huge) < 1<<20-8 || !strings.HasSuffix(string(huge), "attaches]\n") || strings.ContainsRune(string(huge), '\uFFFD') {
		t.Errorf("a huge one has %d bytes and ends %q", len(huge), huge[len(huge)-60:])
	}
}
