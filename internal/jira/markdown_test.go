package jira_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"syncd/internal/jira"
	"syncd/internal/rule"
)

// What is understood becomes a shape, what is only half of one stays text.
func TestMarkdown(t *testing.T) {
	b, em := func(s string) jira.Span { return jira.Span{Text: s, Bold: true} }, func(s string) jira.Span { return jira.Span{Text: s, Em: true} }
	p := func(spans ...jira.Span) jira.Doc { return jira.Doc{Blocks: []jira.Block{jira.P(spans...)}} }
	for in, want := range map[string]jira.Doc{
		"":                               {},
		" \n\t\n":                        {},
		"one\r\n two  \n\n\nthree":       {Blocks: []jira.Block{jira.P(jira.T("one\ntwo")), jira.P(jira.T("three"))}},
		"a **b** *c* _d_ `e`.":           p(jira.T("a "), b("b"), jira.T(" "), em("c"), jira.T(" "), em("d"), jira.T(" "), jira.M("e"), jira.T(".")),
		"***both***":                     p(jira.Span{Text: "both", Bold: true, Em: true}),
		"**a *b* c**":                    p(b("a "), jira.Span{Text: "b", Bold: true, Em: true}, b(" c")),
		"**a `b` [c](http://h/)**":       p(b("a "), jira.M("b"), b(" "), jira.Span{Text: "c", Bold: true, Link: "http://h/"}),
		"snake_case_name and 2*3*4":      p(jira.T("snake_case_name and 2"), em("3"), jira.T("4")),
		"2 * 3 * 4, ** b**":              p(jira.T("2 * 3 * 4, ** b**")),
		"`a **b` c**":                    p(jira.M("a **b"), jira.T(" c**")),
		"[x](https://a.example/_1_?a=b)": p(jira.Link("x", "https://a.example/_1_?a=b")),
		"[**x** y](https://h)z":          p(jira.Span{Text: "x", Bold: true, Link: "https://h"}, jira.Link(" y", "https://h"), jira.T("z")),
		"[x](javascript:alert(1))":       p(jira.T("[x](javascript:alert(1))")),
		"[x](http://h a) [](http://h)":   p(jira.T("[x](http://h a) [](http://h)")),
		"[a [b](http://h)](http://i)":    p(jira.T("[a "), jira.Link("b", "http://h"), jira.T("](http://i)")),
		"[x] (http://h) ![i](http://h)":  p(jira.T("[x] (http://h) !"), jira.Link("i", "http://h")),
		`\*a\* \[x\](http://h) \\ \q \`:  p(jira.T(`*a* [x](http://h) \ \q \`)),
		"`a\\`b` \\`c`":                  p(jira.M("a`b"), jira.T(" `c`")),
		"<b> {code} @x [~y] | # z":       p(jira.T("<b> {code} @x [~y] | # z")),
		"# Head *x* ##\n####### no\n## b": {Blocks: []jira.Block{{Kind: jira.Heading, Level: 3, Spans: []jira.Span{jira.T("Head "), em("x")}},
			jira.P(jira.T("####### no")), {Kind: jira.Heading, Level: 4, Spans: []jira.Span{jira.T("b")}}}},
		"text\n- a\n  more\n* b\n1. c\n2. d\n\n-no": {Blocks: []jira.Block{jira.P(jira.T("text")), jira.List([]jira.Span{jira.T("a\nmore")}, []jira.Span{jira.T("b")}),
			{Kind: jira.Numbers, Items: [][]jira.Span{{jira.T("c")}, {jira.T("d")}}}, jira.P(jira.T("-no"))}},
		"```go\nif *a {\n\n\t# b\n```\nx": {Blocks: []jira.Block{jira.Pre("if *a {\n\n\t# b"), jira.P(jira.T("x"))}},
		"```\nopen":                       {Blocks: []jira.Block{jira.Pre("open")}},
	} {
		got, want := shape(t, jira.Markdown(in)), shape(t, want)
		if got != want {
			t.Errorf("%q becomes\n%s\nwant\n%s", in, got, want)
		}
	}
}

// shape is a document as JSON.
func shape(t *testing.T, d jira.Doc) string {
	t.Helper()
	raw, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// places are where a template may quote something: around it stands what must stay.
var places = []struct{ before, after, kept string }{
	{"", "", ""}, {"a ", " b", "ab"}, {"**", "**", ""}, {"_", "_", ""}, {"`", "`", ""}, {"- ", "", ""}, {"## ", "", ""},
	{"```\n", "\n```", ""}, {"[", "](https://h.example/)", ""}, {"x\n", "\ny", "xy"},
}

// Whatever is quoted comes out as it was, wherever it is quoted.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "**a**", "1. x", "- x", "# x", "`x`", "```", `\`, `\*`, "[x](http://h)", "a_b_c", "\xff\u2028", "a\n- b\n\n```\nc", "😀*", "_", " *", "1.", "+\t", "]("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := jira.Markdown(rule.Escape(s)).Plain(), jira.Canonical(s); got != want {
			t.Errorf("%q comes out as %q, want %q", s, got, want)
		}
		one := strings.TrimSpace(rule.OneLine(s))
		for _, p := range places {
			if one == "" {
				continue
			}
			d := jira.Markdown(p.before + rule.Escape(one) + p.after)
			want := jira.Canonical(one)
			if p.kept != "" {
				want = p.kept[:1] + want + p.kept[1:]
			}
			if d.Plain() != want {
				t.Errorf("%q in %q comes out as %q, want %q", one, p.before+"…"+p.after, d.Plain(), want)
			}
		}
	})
}

// Texts that are all opening marks must not be searched again and again: four times the
// text may take four times as long, and not sixteen times. The best of three is compared, and
// only what is slow at all, so that a busy machine is no fault.
func TestMarkdownIsQuick(t *testing.T) {
	best := func(text string) time.Duration {
		least := time.Hour
		for range 3 {
			began := time.Now()
			jira.Markdown(text)
			least = min(least, time.Since(began))
		}
		return least
	}
	for _, s := range []string{"*a ", "**a ", "_a ", "`", "[a", "[a](http://h", "[", "**_a ", "_a **b ", "- ", "# ", "```\n", "1. ", `\`, "*_", "a`*", "**a**", "[*a](b ", "***"} {
		part, whole := best(strings.Repeat(s, 64<<10/len(s))), best(strings.Repeat(s, 256<<10/len(s)))
		if whole > time.Second && whole > 9*part {
			t.Errorf("%q takes %s, and four times as often %s", s, part, whole)
		}
	}
}
