package datacenter_test

import (
	"strings"
	"testing"

	"syncd/internal/jira"
	"syncd/internal/jira/datacenter"
	"syncd/internal/sim/jira/adf"
)

// dead insists that another's reading of wiki markup finds only plain shapes in a text,
// and returns the words that it finds.
func dead(t *testing.T, wiki string) string {
	t.Helper()
	var b strings.Builder
	var walk func([]adf.Node)
	walk = func(nodes []adf.Node) {
		for _, n := range nodes {
			switch n.Type {
			case "paragraph", "heading", "bulletList", "orderedList", "listItem", "codeBlock", "hardBreak":
			case "text":
				b.WriteString(*n.Text)
				for _, m := range n.Marks {
					if m.Type == "strike" || m.Type == "underline" || m.Type == "subsup" {
						t.Errorf("a text has got the mark %s in %q", m.Type, wiki)
					}
				}
			default:
				t.Errorf("a text has become a %s in %q", n.Type, wiki)
			}
			walk(n.Content)
		}
	}
	walk(adf.FromWiki(wiki).Content)
	return jira.Canonical(b.String())
}

// hostile are texts that want to be more than texts.
var hostile = []string{"{code}", "{noformat}x{noformat}{code}", "[~admin]", "[x|javascript:alert(1)]", "!x.png!", "||a||b||", "h1. x", " bq. x",
	"# one\n* two\n- three\n----", "*b* _i_ -s- +u+ ^p^ ~q~ ??c??", "{{m}}", `C:\dir\*.txt \\ \[x] \`, "&amp; &#42; &lt;b>", "(x) (/) :) ;-) :D :P f(x)",
	"a_b-c_d", "**", "__", "\\", "]]>|", "{color:red}x{color}", "\x00\x1b[31m\xff🧪\u202e", "[", "[a", "a]", "{", "}}", "{{", "_a", "b_", "-", "a - b", "\n\nx\n\n", "\u00a0*x*", "https://x.example/a_b_(c)?d=1&e=*2*",
	"[[a|b]]", "!", "?? ?", "h3.", "#", "\\#", "h1&#46;", "{quote}", "{*}x{*}", "\t* x"}

// doc holds a text in every place that takes one.
func doc(s string) jira.Doc {
	return jira.Doc{Blocks: []jira.Block{jira.H(s), jira.P(jira.T(s), jira.B(s), jira.T(" "), jira.M(s), jira.T(","), jira.Span{Text: s, Em: true, Bold: true}),
		jira.List([]jira.Span{jira.T(s)}, []jira.Span{jira.B(s), jira.T(s)}), {Kind: jira.Numbers, Items: [][]jira.Span{{jira.M(s)}}},
		jira.P(jira.Link(s, "https://ci.example/a|b]c{d}?e=1&f=2"), jira.T(s), jira.Link(s, "javascript:alert(1)")), jira.Pre(s), jira.P(jira.T("end"))}}
}

// What a document says is what Jira shows, and what is read back.
func FuzzWiki(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1000 {
			return
		}
		d := doc(s)
		wiki := datacenter.Wiki(d)
		if got := jira.Canonical(datacenter.Plain(wiki)); got != d.Plain() {
			t.Errorf("%q is sent as\n%s\nand read as\n%s\nnot as\n%s", s, wiki, got, d.Plain())
		}
		if shown := dead(t, wiki); shown != d.Plain() && !strings.ContainsFunc(s, private) {
			t.Errorf("%q is sent as\n%s\nand shown as\n%s\nnot as\n%s", s, wiki, shown, d.Plain())
		}
		field, _ := datacenter.Area(s).(string)
		if got := jira.Canonical(datacenter.Plain(field)); got != jira.Canonical(s) {
			t.Errorf("the field %q is sent as %q and read as %q", s, field, got)
		}
	})
}

// private are characters that the other reading of markup uses for itself.
func private(r rune) bool { return r >= 0x10ff00 }

// What emphasis there is arrives where Jira can show it, and nothing is said in other
// words where it cannot.
func TestWiki(t *testing.T) {
	for markdown, want := range map[string]string{
		"# Where\nSee **the *board***,\n`x\\_y` and [page](https://ci.example/1?a=1&b=2)": "h3. Where\n\nSee *the* _*board*_,\n{{x_y}} and [page|https://ci.example/1?a=1&b=2]",
		"- one\n- _two_\n\n1. three\n```\n# {four}\n```":                                  "* one\n* _two_\n\n# three\n\n{noformat}\n# {four}\n{noformat}",
		"run `go test ./...` in\nh1. style":                                               "run {{go test ./...}} in\nh1&#46; style",
		"half**bold** `{x}`":                                                              `halfbold \{x\}`,
	} {
		if got := datacenter.Wiki(jira.Markdown(markdown)); got != want {
			t.Errorf("%q is\n%s\nwant\n%s", markdown, got, want)
		}
	}
	for _, frame := range []string{"{noformat}", "{CODE}", "{noformat}{code:java}"} {
		if got := dead(t, datacenter.Wiki(jira.Doc{Blocks: []jira.Block{jira.Pre("a " + frame + " b\n" + frame)}})); got != jira.Canonical("a"+frame+"b"+frame) {
			t.Errorf("preformatted %s is shown as %q", frame, got)
		}
	}
}

// What is too long is cut, markup and all.
func TestLongWiki(t *testing.T) {
	for _, s := range []string{"x", "\\&", "{}[]|", "🧪", "a\n"} {
		got := datacenter.Wiki(jira.Doc{Blocks: []jira.Block{jira.P(jira.T("first")), jira.P(jira.T(strings.Repeat(s, 40_000)))}})
		if n := jira.Units(got); n > jira.DescriptionMax || n < jira.DescriptionMax/3 || !strings.HasPrefix(got, "first") {
			t.Errorf("%q: %d units: %.40s", s, n, got)
		}
		f := jira.Field{ID: "environment"}
		text := strings.Repeat(s, 5000)
		want, err := f.Canonical(jira.Value{text})
		if err != nil {
			t.Fatal(err)
		}
		field, _ := datacenter.Area(jira.Area(text)).(string)
		if back := jira.Canonical(datacenter.Plain(field)); back != want[0] || jira.Units(field) > 32_767 {
			t.Errorf("%q: a field of %d units is read as %d, want %d", s, jira.Units(field), jira.Units(back), jira.Units(want[0]))
		}
	}
}

// People write markup, too: their words are read alike.
func TestPlain(t *testing.T) {
	for wiki, want := range map[string]string{"*a* _b_ {{c}} [d|https://e] [https://f] [~ada]": "a b c d https://f ~ada", "h2. x\r\n* y\n{code:java}\nint i = 2 * 3;\n{code}\nz": "x\ny\n\nint i = 2 * 3;\n\nz",
		"2 * 3 & 4": "2 * 3 & 4", "{code}open": "open", "a [b": "a [b", `x \\ y`: `x \\ y`, "{noformat}a{noformat}": "a"} {
		if got := datacenter.Plain(wiki); got != want {
			t.Errorf("%q reads %q, want %q", wiki, got, want)
		}
	}
}
