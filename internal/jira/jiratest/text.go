package jiratest

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// hostile is what tests can print: markup, mentions, macros, control characters, a
// right-to-left override, characters beyond the first plane, broken UTF-8.
const hostile = "{code} [~admin] @admin [x|javascript:alert(1)] <script>alert(1)</script> {{x}} !x.png! ||a||b|| h1. x *b* _i_ " +
	"{noformat} {panel} \\u0041 &amp; {\"type\":\"mention\"} \x00\x07\x1b[31m\x7f\u0085 \u202eRTL\u202c \u2028 𝒜🧪👩‍💻 \xff\xfe \ud7ff\uffff"

// shapes are the only things that a document of ours may be made of.
var shapes = []string{"doc", "paragraph", "heading", "bulletList", "listItem", "codeBlock", "text", "hardBreak"}

// createHostile: text stays text, in every place that takes some.
func createHostile(w *World) {
	d := draft(1)
	d.Summary = " first\r\nsecond\t" + hostile + "\n"
	d.Description = jira.Doc{Blocks: []jira.Block{jira.H(hostile), jira.P(jira.T(hostile), jira.B(hostile), jira.M(hostile)),
		jira.List([]jira.Span{jira.T(hostile)}, []jira.Span{jira.M(hostile)}), jira.Pre("one\r\n\ttwo\n" + hostile),
		jira.P(jira.Link("click", "javascript:alert(1)"), jira.Link("click", "file:///etc/passwd"), jira.Link("page", "https://ci.example/1?a=1&b=2"))}}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.ok(made[0].Err)
	w.did("create SHOP-13")
	i := w.issue("SHOP-13")
	w.plainText("summary", i.Summary)
	if strings.ContainsAny(i.Summary, "\n\t") || !strings.HasPrefix(i.Summary, "first second {code} [~admin]") {
		w.Errorf("summary is %q", i.Summary)
	}
	w.equal("description as people see it", w.document(i.Document), d.Description.Plain())
	back := w.read("SHOP-13")
	w.equal("description read back", back.Description, d.Description.Plain())
	w.equal("summary read back", jira.Canonical(back.Summary), jira.Canonical(d.Summary))

	id, err := w.Jira.Comment(w.Context(), "SHOP-13", "", jira.CommentDraft{Mark: "k001", Body: d.Description})
	w.ok(err)
	w.ok(w.Jira.Edit(w.Context(), "SHOP-13", jira.Patch{Summary: ptr(hostile + "2"), Description: &d.Description}))
	w.did("comment SHOP-13", "update SHOP-13 summary")
	i = w.issue("SHOP-13")
	w.equal("comment as people see it", w.document(i.Comments[0].Document), d.Description.Plain()+"[syncd:k001]")
	w.equal("comment", i.Comments[0].ID, id)
	w.plainText("summary", i.Summary)
}

// plainText insists that no control character arrived.
func (w *World) plainText(what, text string) {
	w.Helper()
	for _, r := range text {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			w.Errorf("%s holds the control character %U", what, r)
		}
	}
}

// document insists that a document is made of plain shapes and sound links only, and
// returns its words.
func (w *World) document(raw json.RawMessage) string {
	w.Helper()
	type node struct {
		Type    string `json:"type"`
		Text    string `json:"text"`
		Content []node `json:"content"`
		Marks   []struct {
			Type  string         `json:"type"`
			Attrs map[string]any `json:"attrs"`
		} `json:"marks"`
	}
	var root node
	w.ok(json.Unmarshal(raw, &root))
	links := 0
	var words strings.Builder
	var walk func(node)
	walk = func(n node) {
		if !slices.Contains(shapes, n.Type) {
			w.Errorf("a text has become a %s", n.Type)
		}
		w.plainText("a text", n.Text)
		words.WriteString(n.Text)
		for _, m := range n.Marks {
			if m.Type == "link" {
				links++
				w.equal("address of a link", m.Attrs["href"], "https://ci.example/1?a=1&b=2")
			}
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(root)
	w.equal("links", links, 1)
	return jira.Canonical(words.String())
}

// createMarkdown: the shapes of an administrator's words arrive as what they mean.
func createMarkdown(w *World) {
	d := draft(1)
	d.Description = jira.Markdown("# Where\nSee **the *board***,\n`x\\_y` and [page](https://ci.example/1?a=1&b=2)\n- one\n- _two_\n\n1. three\n```\n# four\n```")
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.ok(made[0].Err)
	w.did("create SHOP-13")
	w.equal("as people see it", w.issue("SHOP-13").Description, w.Edition.Markdown)
	w.equal("read back", w.read("SHOP-13").Description, d.Description.Plain())
}

// createEmpty: nothing to say is said in a way that Jira takes.
func createEmpty(w *World) {
	empty := []jira.Doc{{}, {Blocks: []jira.Block{jira.P(), jira.H(""), jira.Pre(""), jira.List(), jira.List(nil), jira.P(jira.T(""))}}}
	for n, doc := range empty {
		d := draft(n)
		d.Description, d.Labels = doc, nil
		made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
		w.ok(err)
		w.ok(made[0].Err)
		w.equal("description", w.read(made[0].ID).Description, "")
		_, err = w.Jira.Comment(w.Context(), made[0].ID, "", jira.CommentDraft{Mark: "k001", Body: doc})
		w.ok(err)
		w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Description: &doc}))
	}
	w.equal("description", w.read("SHOP-1").Description, "")
	w.did("create SHOP-13", "comment SHOP-13", "update SHOP-1 description", "create SHOP-14", "comment SHOP-14")
}

// createLong: what is too long is cut, not refused, even if Jira counts the rendered
// document; the words around a log stay.
func createLong(w *World) {
	for n, filler := range []string{"x", "\"<&>\\\n", "🧪"} {
		w.site(simjira.Options{Quirks: simjira.Quirks{LimitCountsDocument: true}}, w.wire.tape)
		d := draft(n)
		d.Summary = strings.Repeat("long "+filler, 100)
		d.Description = jira.Doc{Blocks: []jira.Block{jira.P(jira.T("before")), jira.Pre(strings.Repeat(filler, 100_000)),
			jira.Pre("short"), jira.P(jira.T("after"))}}
		made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
		w.ok(err)
		w.ok(made[0].Err)
		_, err = w.Jira.Comment(w.Context(), "SHOP-13", "", jira.CommentDraft{Mark: "k001", Body: d.Description})
		w.ok(err)
		i := w.issue("SHOP-13")
		if got := jira.Units(i.Summary); got > 250 || got < 240 || !strings.HasSuffix(i.Summary, "…") {
			w.Errorf("summary is %d long: %q", got, i.Summary)
		}
		back := w.read("SHOP-13").Description
		if !strings.HasPrefix(back, "before") || !strings.HasSuffix(back, "shortafter") || jira.Units(back) < 2_000 {
			w.Errorf("description of %q is %d long: %.40s", filler, jira.Units(back), back)
		}
		comments, err := w.Jira.Comments(w.Context(), "SHOP-13")
		w.ok(err)
		w.equal("mark", comments[0].Mark, "k001")
		w.seen = 0
		w.did("create SHOP-13", "comment SHOP-13")
	}
}

// ptr is the address of a value.
func ptr[T any](v T) *T { return &v }
