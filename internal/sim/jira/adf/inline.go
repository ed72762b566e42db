package adf

import (
	"regexp"
	"strings"
)

// inlineMarkup finds the first decoration in a line: {{code}}, [~accountid:x], [text|url], [url], *b*, _i_.
var inlineMarkup = regexp.MustCompile(`\{\{(.+?)\}\}|\[~accountid:([^\]]+)\]|\[([^\]|]+)\|([^\]|]+)\]|\[((?:https?|mailto):[^\]]+)\]|` +
	`(^|[\s(])\*(\S[^*]*?\S|\S)\*($|[\s).,;:!?])|(^|[\s(])_(\S[^_]*?\S|\S)_($|[\s).,;:!?])`)

func textNode(s string, marks ...Mark) Node {
	return Node{Type: "text", Text: &s, Marks: marks}
}

func inlineNodes(line string) []Node {
	var out []Node
	plain := func(s string) {
		if s = strings.ReplaceAll(s, `\\`, ""); s != "" {
			out = append(out, textNode(s))
		}
	}
	for line != "" {
		m := inlineMarkup.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		before, node, rest := decorated(line, m)
		plain(before)
		out = append(out, node)
		line = rest
	}
	plain(line)
	return out
}

// decorated splits a line at its first decoration; m holds the submatch indexes of inlineMarkup.
func decorated(line string, m []int) (before string, node Node, rest string) {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return line[m[2*i]:m[2*i+1]]
	}
	before, rest = line[:m[0]], line[m[1]:]
	switch {
	case m[2] >= 0:
		node = textNode(group(1), Mark{Type: "code"})
	case m[4] >= 0:
		node = Node{Type: "mention", Attrs: map[string]any{"id": group(2)}}
	case m[6] >= 0:
		node = textNode(group(3), Mark{Type: "link", Attrs: map[string]any{"href": group(4)}})
	case m[10] >= 0:
		node = textNode(group(5), Mark{Type: "link", Attrs: map[string]any{"href": group(5)}})
	case m[14] >= 0:
		before, node, rest = before+group(6), textNode(group(7), Mark{Type: "strong"}), group(8)+rest
	default:
		before, node, rest = before+group(9), textNode(group(10), Mark{Type: "em"}), group(11)+rest
	}
	return before, node, rest
}
