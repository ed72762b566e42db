package adf

import (
	"fmt"
	"strings"
)

// Wiki writes a document as wiki markup, which is how the v2 API shows it.
func Wiki(root *Node) string {
	if root == nil {
		return ""
	}
	return strings.TrimRight(wikiBlocks(root.Content, ""), "\n")
}

func wikiBlocks(nodes []Node, bullet string) string {
	var b strings.Builder
	for i := range nodes {
		if i > 0 && bullet == "" {
			b.WriteString("\n")
		}
		b.WriteString(wikiBlock(&nodes[i], bullet))
	}
	return b.String()
}

func wikiBlock(n *Node, bullet string) string {
	switch n.Type {
	case "heading":
		return fmt.Sprintf("h%d. %s\n", level(n), wikiInline(n.Content))
	case "bulletList":
		return wikiList(n, bullet+"*")
	case "orderedList":
		return wikiList(n, bullet+"#")
	case "codeBlock":
		return wikiCode(n)
	case "blockquote":
		return "{quote}\n" + wikiBlocks(n.Content, "") + "{quote}\n"
	case "panel", "expand", "nestedExpand":
		return "{panel}\n" + wikiBlocks(n.Content, "") + "{panel}\n"
	case "rule":
		return "----\n"
	case "table":
		return wikiTable(n)
	case "paragraph":
		return wikiInline(n.Content) + "\n"
	}
	return wikiInline(n.Content) + "\n"
}

func level(n *Node) int {
	switch v := n.Attrs["level"].(type) {
	case float64:
		return int(v)
	case int:
		return v
	}
	return 1
}

func wikiList(n *Node, bullet string) string {
	var b strings.Builder
	for i := range n.Content {
		item := &n.Content[i]
		for j := range item.Content {
			child := &item.Content[j]
			if child.Type == "bulletList" || child.Type == "orderedList" {
				b.WriteString(wikiBlock(child, bullet))
				continue
			}
			b.WriteString(bullet + " " + wikiBlock(child, ""))
		}
	}
	return b.String()
}

func wikiCode(n *Node) string {
	open := "{code}"
	if lang, ok := n.Attrs["language"].(string); ok && lang != "" {
		open = "{code:" + lang + "}"
	}
	return open + "\n" + plainInline(n.Content) + "\n{code}\n"
}

func wikiTable(n *Node) string {
	var b strings.Builder
	for i := range n.Content {
		row := &n.Content[i]
		bar := "|"
		for j := range row.Content {
			cell := &row.Content[j]
			bar = "|"
			if cell.Type == "tableHeader" {
				bar = "||"
			}
			b.WriteString(bar + strings.TrimSpace(strings.ReplaceAll(wikiBlocks(cell.Content, ""), "\n", " ")))
		}
		b.WriteString(bar + "\n")
	}
	return b.String()
}

func wikiInline(nodes []Node) string {
	var b strings.Builder
	for i := range nodes {
		n := &nodes[i]
		switch n.Type {
		case "text":
			b.WriteString(wikiMarked(n))
		case "hardBreak":
			b.WriteString("\n")
		case "mention":
			fmt.Fprintf(&b, "[~accountid:%v]", n.Attrs["id"])
		case "inlineCard":
			fmt.Fprintf(&b, "[%v]", n.Attrs["url"])
		default:
			b.WriteString(attrText(n))
		}
	}
	return b.String()
}

var wikiFences = map[string]string{"strong": "*", "em": "_", "strike": "-", "underline": "+"}

func wikiMarked(n *Node) string {
	text := *n.Text
	for _, m := range n.Marks {
		switch m.Type {
		case "code":
			text = "{{" + text + "}}"
		case "link":
			text = fmt.Sprintf("[%s|%v]", text, m.Attrs["href"])
		default:
			if f := wikiFences[m.Type]; f != "" {
				text = f + text + f
			}
		}
	}
	return text
}

// attrText is the readable part of inline nodes that carry their text in an attribute.
func attrText(n *Node) string {
	for _, name := range []string{"text", "shortName", "timestamp"} {
		if s, ok := n.Attrs[name].(string); ok {
			return s
		}
	}
	return ""
}
