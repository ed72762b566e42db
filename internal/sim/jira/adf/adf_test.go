package adf_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"syncd/internal/sim/jira/adf"
)

func TestParseRefusesWhatJiraRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		doc string
		ok  bool
	}{
		"paragraph":          {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x"}]}]}`, true},
		"empty document":     {`{"type":"doc","version":1,"content":[]}`, true},
		"empty paragraph":    {`{"type":"doc","version":1,"content":[{"type":"paragraph"}]}`, true},
		"code with link":     {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"code"},{"type":"link","attrs":{"href":"https://a.example"}}]}]}]}`, true},
		"string":             {`"text"`, false},
		"no content":         {`{"type":"doc","version":1}`, false},
		"no version":         {`{"type":"doc","content":[]}`, false},
		"version 2":          {`{"type":"doc","version":2,"content":[]}`, false},
		"other root":         {`{"type":"paragraph","content":[]}`, false},
		"empty text":         {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}`, false},
		"unknown node":       {`{"type":"doc","version":1,"content":[{"type":"markdown"}]}`, false},
		"text at top":        {`{"type":"doc","version":1,"content":[{"type":"text","text":"x"}]}`, false},
		"unknown member":     {`{"type":"doc","version":1,"content":[],"html":"x"}`, false},
		"empty list":         {`{"type":"doc","version":1,"content":[{"type":"bulletList","content":[]}]}`, false},
		"heading level 9":    {`{"type":"doc","version":1,"content":[{"type":"heading","attrs":{"level":9}}]}`, false},
		"marks in codeBlock": {`{"type":"doc","version":1,"content":[{"type":"codeBlock","content":[{"type":"text","text":"x","marks":[{"type":"strong"}]}]}]}`, false},
		"code and strong":    {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"code"},{"type":"strong"}]}]}]}`, false},
		"link without href":  {`{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"x","marks":[{"type":"link"}]}]}]}`, false},
		"trailing text":      {`{"type":"doc","version":1,"content":[]} x`, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := adf.Parse(json.RawMessage(tc.doc))
			if (err == nil) != tc.ok {
				t.Fatalf("err = %v, want ok = %v", err, tc.ok)
			}
			if err != nil && !errors.Is(err, adf.ErrInvalid) {
				t.Fatalf("%v does not wrap ErrInvalid", err)
			}
		})
	}
}

const sample = "h2. Failure\n\nThe *cart* is _empty_, see [run 812|https://ci.example.com/812] and {{x=1}}.\nsecond line\n\n" +
	"* one\n** inner\n* two\n\n# first\n\n{code:java}\nat Cart.add(Cart.java:10)\n{code}\n\n----\n\n||Name||Value||\n|a|b|\n\n{quote}\nsaid\n{quote}"

func TestWikiRoundTrip(t *testing.T) {
	raw := adf.Encode(adf.FromWiki(sample))
	parsed, err := adf.Parse(raw)
	if err != nil {
		t.Fatalf("translated document is refused: %v\n%s", err, raw)
	}
	if got := adf.Wiki(parsed); got != sample {
		t.Errorf("wiki after a round trip:\n%s\nwant:\n%s", got, sample)
	}
}

func TestHTMLEscapes(t *testing.T) {
	got := adf.HTML(adf.FromWiki("<script> [x|javascript:alert(1)] *b*"))
	if want := "<p>&lt;script&gt; x <b>b</b></p>"; got != want {
		t.Errorf("HTML = %s, want %s", got, want)
	}
}

func FuzzFromWiki(f *testing.F) {
	f.Add(sample)
	f.Add("{quote}\nh1. x\n# a\n|x|\n{code}")
	f.Add("*** deep\n* x\n")
	f.Add("{noformat}a{noformat}")
	f.Fuzz(func(t *testing.T, text string) {
		raw := adf.Encode(adf.FromWiki(text))
		if _, err := adf.Parse(raw); err != nil {
			t.Fatalf("%q became an invalid document: %v\n%s", text, err, raw)
		}
	})
}

// What is escaped is text; what is not comes to life as a node that tests can see.
func TestWikiEscapes(t *testing.T) {
	kinds := func(wiki string) string {
		var out []string
		for _, n := range adf.FromWiki(wiki).Content[0].Content {
			out = append(out, n.Type)
			for _, m := range n.Marks {
				out = append(out, m.Type)
			}
		}
		return strings.Join(out, " ")
	}
	for wiki, want := range map[string]string{`\[~ada\] \{code\} \!x.png! \(x\) \*b\*`: "text", "[~ada]": "mention", "a {color:red}": "text placeholder", "a !x.png!": "text mediaInline",
		"f(x)": "text emoji", "&#91;~ada&#93; &#123;code}": "text", "-s-": "text strike", "a-b-c a_b_c": "text", "_*x*_": "text em strong", `\\*x*`: "text"} {
		if got := kinds(wiki); got != want {
			t.Errorf("%q has %q, want %q", wiki, got, want)
		}
	}
	if got := adf.Plain(adf.FromWiki(`C:&#92;dir \*x\* &amp;amp; a\b {{\{x\}}}`)); got != `C:\dir *x* &amp; a\b {x}` {
		t.Errorf("text is %q", got)
	}
}
