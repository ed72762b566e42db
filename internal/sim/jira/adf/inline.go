package adf

import (
	"regexp"
	"slices"
	"strings"
)

// inlineMarkup finds the first decoration in a line. Its groups, in order: {{code}}, [~user], [text|url], [url], !image!,
// {macro}, emoticon, and the phrases *strong*, _em_, -strike-, +underline+, ^super^, ~sub~ with what stands around each.
var inlineMarkup = regexp.MustCompile(`\{\{(.+?)\}\}|\[~(?:accountid:)?([^\]]+)\]|\[([^\]|]+)\|([^\]|]+)\]|\[((?:https?|mailto):[^\]]+)\]|` +
	`(?:^|\s)(![^!\s|]+(?:\|[^!]*)?!)|(\{[^{}\s][^{}]*\})|(\((?:[ynix/!+?*-]|on|off|flag|flagoff|\*[rgby])\)|[:;]-?[()]|:[PD])|` +
	phrase(`\*`, `*`) + `|` + phrase(`_`, `_`) + `|` + phrase(`-`, `\-`) + `|` + phrase(`\+`, `+`) + `|` + phrase(`\^`, `\^`) + `|` + phrase(`~`, `~`))

// phrase is a stretch between two marks which no letter or digit touches from outside. What begins after another mark is
// found within that one.
func phrase(mark, inside string) string {
	return `(^|[^\pL\pN\\*_])` + mark + `([^\s` + inside + `](?:[^` + inside + `]*?[^\s` + inside + `])?)` + mark + `($|[^\pL\pN])`
}

// The groups of the decorations in inlineMarkup, and the marks of its phrases.
const (
	groupCode, groupMention, groupLink, groupURL = 1, 2, 3, 5
	groupImage, groupMacro, groupEmoticon        = 6, 7, 8
	groupPhrases                                 = 9
)

var phraseMarks = []Mark{{Type: "strong"}, {Type: "em"}, {Type: "strike"}, {Type: "underline"},
	{Type: "subsup", Attrs: map[string]any{"type": "sup"}}, {Type: "subsup", Attrs: map[string]any{"type": "sub"}}}

func textNode(s string, marks ...Mark) Node {
	return Node{Type: "text", Text: &s, Marks: marks}
}

func inlineNodes(line string) []Node {
	var out []Node
	plain := func(s string) {
		if s = strings.ReplaceAll(s, `\\`, ""); s != "" {
			out = append(out, textNode(bare(s)))
		}
	}
	line = shielded(line)
	for line != "" {
		m := inlineMarkup.FindStringSubmatchIndex(line)
		if m == nil {
			break
		}
		before, nodes, rest := decorated(line, m)
		plain(before)
		out = append(out, nodes...)
		line = rest
	}
	plain(line)
	return out
}

// decorated splits a line at its first decoration; m holds the submatch indexes of inlineMarkup.
func decorated(line string, m []int) (before string, nodes []Node, rest string) {
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return line[m[2*i]:m[2*i+1]]
	}
	is := func(i int) bool { return m[2*i] >= 0 }
	before, rest = line[:m[0]], line[m[1]:]
	var node Node
	switch {
	case is(groupCode):
		node = textNode(bare(group(groupCode)), Mark{Type: "code"})
	case is(groupMention):
		node = Node{Type: "mention", Attrs: map[string]any{"id": bare(group(groupMention))}}
	case is(groupLink):
		node = textNode(bare(group(groupLink)), Mark{Type: "link", Attrs: map[string]any{"href": bare(group(groupLink + 1))}})
	case is(groupURL):
		node = textNode(bare(group(groupURL)), Mark{Type: "link", Attrs: map[string]any{"href": bare(group(groupURL))}})
	case is(groupImage):
		before, node = line[:m[2*groupImage]], Node{Type: "mediaInline", Attrs: map[string]any{"id": bare(group(groupImage)), "text": bare(group(groupImage))}}
	case is(groupMacro):
		node = Node{Type: "placeholder", Attrs: map[string]any{"text": bare(group(groupMacro))}}
	case is(groupEmoticon):
		node = Node{Type: "emoji", Attrs: map[string]any{"shortName": bare(group(groupEmoticon))}}
	default:
		for n, mark := range phraseMarks {
			if at := groupPhrases + 3*n; is(at + 1) {
				return before + group(at), marked(inlineNodes(group(at+1)), mark), group(at+2) + rest
			}
		}
	}
	return before, []Node{node}, rest
}

// marked puts a mark on texts, but for code, which takes none of these.
func marked(nodes []Node, mark Mark) []Node {
	for n := range nodes {
		if nodes[n].Type == "text" && !slices.ContainsFunc(nodes[n].Marks, func(m Mark) bool { return m.Type == "code" }) {
			nodes[n].Marks = append([]Mark{mark}, nodes[n].Marks...)
		}
	}
	return nodes
}
