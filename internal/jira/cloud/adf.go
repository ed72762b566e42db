package cloud

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// node is one node of an Atlassian document.
type node struct {
	Type    string         `json:"type"`
	Version int            `json:"version,omitempty"`
	Attrs   map[string]any `json:"attrs,omitempty"`
	Marks   []mark         `json:"marks,omitempty"`
	Text    string         `json:"text,omitempty"`
	Content []node         `json:"content,omitempty"`
}

// mark is an emphasis or link on a text node.
type mark struct {
	Type  string         `json:"type"`
	Attrs map[string]any `json:"attrs,omitempty"`
}

// adf renders a document. Text from outside becomes text nodes and nothing else:
// there is no mention, card or macro that it could turn into.
func adf(d jira.Doc) node {
	doc := node{Type: "doc", Version: 1}
	for _, b := range d.Blocks {
		if n, ok := block(b); ok {
			doc.Content = append(doc.Content, n)
		}
	}
	if len(doc.Content) == 0 {
		doc.Content = []node{{Type: "paragraph"}}
	}
	return doc
}

// fitted renders a document that Jira will not refuse for its length. It counts the
// rendered form, because Jira may: a trace full of quotes is much longer there.
func fitted(d jira.Doc) node {
	for most := jira.DescriptionMax; ; {
		n := adf(d.Cut(most))
		raw, err := json.Marshal(n)
		size := jira.Units(string(raw))
		if err != nil || size <= jira.DescriptionMax {
			return n
		}
		most = min(most*9/10, int(float64(most)*jira.DescriptionMax/float64(size)))
	}
}

// text is a fitted document with a sign as its last line.
func text(d jira.Doc, sign string) any {
	n := fitted(d)
	if sign != "" {
		last, _ := block(jira.P(jira.M(sign)))
		n.Content = append(n.Content, last)
	}
	return n
}

// block renders one block, and reports false where nothing is left of it: Jira
// refuses empty text nodes.
func block(b jira.Block) (node, bool) {
	switch b.Kind {
	case jira.Heading:
		n := node{Type: "heading", Attrs: map[string]any{"level": min(max(b.Level, 3), 6)}, Content: texts(b.Spans, " ")}
		return n, len(n.Content) > 0
	case jira.Code:
		if b.Text == "" {
			return node{}, false
		}
		return node{Type: "codeBlock", Content: []node{{Type: "text", Text: jira.Clean(b.Text)}}}, true
	case jira.Bullets, jira.Numbers:
		n := node{Type: "bulletList"}
		if b.Kind == jira.Numbers {
			n.Type = "orderedList"
		}
		for _, item := range b.Items {
			if spans := texts(item, "\n"); len(spans) > 0 {
				p := node{Type: "paragraph", Content: spans}
				n.Content = append(n.Content, node{Type: "listItem", Content: []node{p}})
			}
		}
		return n, len(n.Content) > 0
	default:
		n := node{Type: "paragraph", Content: texts(b.Spans, "\n")}
		return n, len(n.Content) > 0
	}
}

// texts renders spans as text nodes. A line break becomes br: a node of its own where
// br is one, too, else a space.
func texts(spans []jira.Span, br string) []node {
	var out []node
	for _, s := range spans {
		for i, line := range strings.Split(jira.Clean(s.Text), "\n") {
			if i > 0 && br == "\n" {
				out = append(out, node{Type: "hardBreak"})
			} else if i > 0 {
				line = br + line
			}
			if line != "" {
				out = append(out, node{Type: "text", Text: line, Marks: marks(s)})
			}
		}
	}
	if !slices.ContainsFunc(out, func(n node) bool { return n.Type == "text" }) {
		return nil
	}
	return out
}

// marks are a span's emphasis and link.
func marks(s jira.Span) []mark {
	var out []mark
	if s.Mono {
		out = append(out, mark{Type: "code"})
	}
	if s.Bold && !s.Mono {
		out = append(out, mark{Type: "strong"})
	}
	if s.Em && !s.Mono {
		out = append(out, mark{Type: "em"})
	}
	if jira.Web(s.Link) {
		out = append(out, mark{Type: "link", Attrs: map[string]any{"href": s.Link}})
	}
	return out
}

// words returns the words of a document, separated by spaces. Anything that is no
// document, such as null, has none.
func words(raw json.RawMessage) string {
	var doc node
	if len(raw) == 0 || json.Unmarshal(raw, &doc) != nil {
		return ""
	}
	var b strings.Builder
	var walk func(node)
	walk = func(n node) {
		if n.Text != "" {
			b.WriteString(n.Text)
			b.WriteByte(' ')
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(doc)
	return strings.TrimSpace(b.String())
}

// area sends a long text as a document: an empty line ends a paragraph, other line
// breaks stay, unless there are so many that words would have to go. What is sent must
// be what was compared.
func area(s string) any {
	var doc jira.Doc
	for _, p := range strings.Split(s, "\n\n") {
		doc.Blocks = append(doc.Blocks, jira.P(jira.T(strings.Trim(p, "\n"))))
	}
	n := adf(doc)
	if raw, err := json.Marshal(n); err != nil || jira.Units(string(raw)) > jira.DescriptionMax {
		n = adf(jira.Doc{Blocks: []jira.Block{jira.P(jira.T(strings.Join(strings.Fields(s), " ")))}})
	}
	return n
}

// document reads the words of a document, and takes nothing else for one.
func document(raw json.RawMessage) (string, error) {
	var doc node
	if err := json.Unmarshal(raw, &doc); err != nil || doc.Type != "doc" {
		return "", fmt.Errorf("%.40s is no document", raw)
	}
	return jira.Canonical(words(raw)), nil
}
