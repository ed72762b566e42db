package adf

import (
	"regexp"
	"strings"
)

var (
	headingLine = regexp.MustCompile(`^h([1-6])\.\s+(.*)$`)
	listLine    = regexp.MustCompile(`^\s*([*#-]+)\s+(.*)$`)
	codeOpen    = regexp.MustCompile(`^\s*\{(code|noformat)(?::([^}]*))?\}(.*)$`)
	ruleLine    = regexp.MustCompile(`^-{4,}\s*$`)
)

// FromWiki reads wiki markup: headings, lists, code, quotes, tables, rules and inline decoration. What it does
// not know stays text, so nothing that a client wrote is lost. Macros, mentions, images and emoticons within a line become
// nodes of their own, so that a test sees when a text of somebody's has come to life; a backslash or a character reference
// keeps it dead.
func FromWiki(text string) *Node {
	w := &wikiReader{lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}
	one := 1
	return &Node{Type: "doc", Version: &one, Content: w.blocks("")}
}

type wikiReader struct {
	lines []string
	at    int
}

// blocks reads until the line that equals end, or to the end of the text.
func (w *wikiReader) blocks(end string) []Node {
	out := []Node{}
	for w.at < len(w.lines) {
		line := w.lines[w.at]
		if end != "" && strings.TrimSpace(line) == end {
			w.at++
			return out
		}
		if strings.TrimSpace(line) == "" {
			w.at++
			continue
		}
		out = append(out, w.block(line, end))
	}
	return out
}

func (w *wikiReader) block(line, end string) Node {
	if m := codeOpen.FindStringSubmatch(line); m != nil {
		return w.code(m)
	}
	if m := headingLine.FindStringSubmatch(line); m != nil {
		w.at++
		return Node{Type: "heading", Attrs: map[string]any{"level": float64(m[1][0] - '0')}, Content: inlineNodes(m[2])}
	}
	if strings.TrimSpace(line) == "{quote}" && end == "" {
		w.at++
		inner := w.blocks("{quote}")
		if len(inner) == 0 {
			inner = []Node{{Type: "paragraph"}}
		}
		return Node{Type: "blockquote", Content: quotable(inner)}
	}
	if ruleLine.MatchString(line) && end == "" {
		w.at++
		return Node{Type: "rule"}
	}
	if listLine.MatchString(line) {
		return w.list(1)
	}
	if strings.HasPrefix(line, "|") && end == "" {
		return w.table()
	}
	return w.paragraph(end)
}

// quotable turns blocks that the schema keeps out of quotes into paragraphs.
func quotable(nodes []Node) []Node {
	for i := range nodes {
		if nodes[i].Type == "heading" {
			nodes[i] = Node{Type: "paragraph", Content: nodes[i].Content}
		}
	}
	return nodes
}

func (w *wikiReader) code(open []string) Node {
	fence := "{" + open[1] + "}"
	w.at++
	n := Node{Type: "codeBlock"}
	if lang := strings.TrimSpace(open[2]); lang != "" && !strings.ContainsAny(lang, "=|") {
		n.Attrs = map[string]any{"language": lang}
	}
	var body []string
	if first, _, closed := strings.Cut(open[3], fence); closed {
		body = []string{first}
	} else {
		if open[3] != "" {
			body = append(body, open[3])
		}
		body = append(body, w.until(fence)...)
	}
	if text := strings.Join(body, "\n"); text != "" {
		n.Content = []Node{textNode(text)}
	}
	return n
}

func (w *wikiReader) until(fence string) []string {
	var body []string
	for w.at < len(w.lines) {
		line := w.lines[w.at]
		w.at++
		if before, _, closed := strings.Cut(line, fence); closed {
			if before != "" {
				body = append(body, before)
			}
			break
		}
		body = append(body, line)
	}
	return body
}

func (w *wikiReader) list(depth int) Node {
	n := Node{Type: "bulletList"}
	if strings.Contains(listLine.FindStringSubmatch(w.lines[w.at])[1], "#") {
		n.Type = "orderedList"
	}
	for w.at < len(w.lines) {
		m := listLine.FindStringSubmatch(w.lines[w.at])
		if m == nil || len(m[1]) < depth {
			break
		}
		if len(m[1]) > depth && len(n.Content) > 0 && depth < maxDepth/4 {
			last := &n.Content[len(n.Content)-1]
			last.Content = append(last.Content, w.list(depth+1))
			continue
		}
		n.Content = append(n.Content, Node{Type: "listItem", Content: []Node{{Type: "paragraph", Content: inlineNodes(m[2])}}})
		w.at++
	}
	return n
}

func (w *wikiReader) table() Node {
	n := Node{Type: "table"}
	for w.at < len(w.lines) && strings.HasPrefix(w.lines[w.at], "|") {
		line := w.lines[w.at]
		w.at++
		kind, bar := "tableCell", "|"
		if strings.HasPrefix(line, "||") {
			kind, bar = "tableHeader", "||"
		}
		row := Node{Type: "tableRow"}
		for _, cell := range strings.Split(strings.Trim(strings.TrimSpace(line), "|"), bar) {
			row.Content = append(row.Content, Node{Type: kind, Content: []Node{{Type: "paragraph", Content: inlineNodes(strings.TrimSpace(cell))}}})
		}
		n.Content = append(n.Content, row)
	}
	return n
}

func (w *wikiReader) paragraph(end string) Node {
	n := Node{Type: "paragraph"}
	for first := true; w.at < len(w.lines); first = false {
		line := w.lines[w.at]
		if strings.TrimSpace(line) == "" || !first && w.startsBlock(line, end) {
			break
		}
		w.at++
		if !first {
			n.Content = append(n.Content, Node{Type: "hardBreak"})
		}
		n.Content = append(n.Content, inlineNodes(line)...)
	}
	return n
}

func (w *wikiReader) startsBlock(line, end string) bool {
	trimmed := strings.TrimSpace(line)
	return headingLine.MatchString(line) || listLine.MatchString(line) || codeOpen.MatchString(line) ||
		ruleLine.MatchString(line) || trimmed == "{quote}" || end != "" && trimmed == end || strings.HasPrefix(line, "|")
}
