package adf

import (
	"fmt"
	"html"
	"strings"
)

// Plain is the text of a document without decoration: what a text search sees.
func Plain(root *Node) string {
	if root == nil {
		return ""
	}
	var b strings.Builder
	plain(&b, root.Content)
	return strings.TrimSpace(b.String())
}

func plain(b *strings.Builder, nodes []Node) {
	for i := range nodes {
		n := &nodes[i]
		switch {
		case n.Type == "text":
			b.WriteString(*n.Text)
		case n.Type == "hardBreak":
			b.WriteString("\n")
		case len(n.Content) > 0:
			plain(b, n.Content)
			b.WriteString("\n")
		default:
			b.WriteString(attrText(n))
		}
	}
}

func plainInline(nodes []Node) string {
	var b strings.Builder
	plain(&b, nodes)
	return b.String()
}

var blockTags = map[string]string{"paragraph": "p", "bulletList": "ul", "orderedList": "ol", "listItem": "li",
	"blockquote": "blockquote", "table": "table", "tableRow": "tr", "tableCell": "td", "tableHeader": "th",
	"panel": "div", "expand": "div", "nestedExpand": "div"}

var markTags = map[string]string{"strong": "b", "em": "em", "code": "tt", "strike": "del", "underline": "ins"}

// HTML renders a document; every text is escaped.
func HTML(root *Node) string {
	if root == nil {
		return ""
	}
	var b strings.Builder
	htmlNodes(&b, root.Content)
	return b.String()
}

func htmlNodes(b *strings.Builder, nodes []Node) {
	for i := range nodes {
		htmlNode(b, &nodes[i])
	}
}

func htmlNode(b *strings.Builder, n *Node) {
	switch n.Type {
	case "text":
		b.WriteString(htmlText(n))
	case "hardBreak":
		b.WriteString("<br/>")
	case "rule":
		b.WriteString("<hr/>")
	case "heading":
		fmt.Fprintf(b, "<h%d>", level(n))
		htmlNodes(b, n.Content)
		fmt.Fprintf(b, "</h%d>", level(n))
	case "codeBlock":
		b.WriteString("<pre>" + html.EscapeString(plainInline(n.Content)) + "</pre>")
	default:
		tag := blockTags[n.Type]
		if tag == "" {
			b.WriteString(html.EscapeString(attrText(n)))
			htmlNodes(b, n.Content)
			return
		}
		b.WriteString("<" + tag + ">")
		htmlNodes(b, n.Content)
		b.WriteString("</" + tag + ">")
	}
}

func htmlText(n *Node) string {
	out := html.EscapeString(*n.Text)
	for _, m := range n.Marks {
		if tag := markTags[m.Type]; tag != "" {
			out = "<" + tag + ">" + out + "</" + tag + ">"
		}
		if href, ok := m.Attrs["href"].(string); ok && m.Type == "link" && safeLink(href) {
			out = `<a href="` + html.EscapeString(href) + `">` + out + "</a>"
		}
	}
	return out
}

// safeLink keeps script links out of the pages that people open in a demo.
func safeLink(href string) bool {
	low := strings.ToLower(href)
	return strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "mailto:")
}
