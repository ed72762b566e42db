package jira

import (
	"net/url"
	"regexp"
	"strings"
)

// Markdown reads the words of an administrator: paragraphs, whose line breaks stay,
// **bold**, *italic* or _italic_, `code`, code between lines of three backticks, lists
// with - * + or 1., # headings, and [text](https://link). All else is text, also what
// is only half of any of these; there is no text that it refuses. A backslash before
// a punctuation mark takes away its meaning everywhere, in code as well, which is how
// rule.Escape lets a template quote anything.
func Markdown(text string) Doc {
	r := reader{lines: strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")}
	for len(r.lines) > 0 {
		r.block()
	}
	return r.doc
}

// reader turns lines into blocks.
type reader struct {
	lines []string
	doc   Doc
}

// The lines that begin a block which is no paragraph.
var (
	headingLine = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$`)
	bulletLine  = regexp.MustCompile(`^[ \t]*[-*+][ \t]+(\S.*)$`)
	numberLine  = regexp.MustCompile(`^[ \t]*[0-9]{1,9}\.[ \t]+(\S.*)$`)
	fenceLine   = regexp.MustCompile("^ {0,3}```[^`]*$")
)

// block reads one block, or an empty line.
func (r *reader) block() {
	line := r.lines[0]
	switch {
	case strings.TrimSpace(line) == "":
		r.lines = r.lines[1:]
	case fenceLine.MatchString(line):
		r.code()
	case headingLine.MatchString(line):
		m := headingLine.FindStringSubmatch(line)
		r.add(Block{Kind: Heading, Level: min(len(m[1])+2, 6), Spans: inline(m[2])})
		r.lines = r.lines[1:]
	case bulletLine.MatchString(line):
		r.list(Bullets, bulletLine)
	case numberLine.MatchString(line):
		r.list(Numbers, numberLine)
	default:
		n := r.run()
		r.add(Block{Kind: Paragraph, Spans: inline(strings.Join(trimmed(r.lines[:n]), "\n"))})
		r.lines = r.lines[n:]
	}
}

// add appends a block.
func (r *reader) add(b Block) { r.doc.Blocks = append(r.doc.Blocks, b) }

// run counts the lines up to an empty one or the beginning of another block.
func (r *reader) run() int {
	for n, line := range r.lines[1:] {
		if strings.TrimSpace(line) == "" || fenceLine.MatchString(line) || headingLine.MatchString(line) ||
			bulletLine.MatchString(line) || numberLine.MatchString(line) {
			return n + 1
		}
	}
	return len(r.lines)
}

// code reads preformatted text to the closing line, or to the end.
func (r *reader) code() {
	n := 1
	for n < len(r.lines) && strings.TrimSpace(r.lines[n]) != "```" {
		n++
	}
	r.add(Pre(literal(strings.Join(r.lines[1:n], "\n"))))
	r.lines = r.lines[min(n+1, len(r.lines)):]
}

// list reads the items of one list; lines that follow one belong to it. Lists within
// lists become items of the outer one.
func (r *reader) list(kind BlockKind, begins *regexp.Regexp) {
	list := Block{Kind: kind}
	for len(r.lines) > 0 {
		m := begins.FindStringSubmatch(r.lines[0])
		if m == nil {
			break
		}
		n := r.run()
		lines := append([]string{m[1]}, r.lines[1:n]...)
		list.Items = append(list.Items, inline(strings.Join(trimmed(lines), "\n")))
		r.lines = r.lines[n:]
	}
	r.add(list)
}

// trimmed are lines without the white space around them.
func trimmed(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimSpace(l)
	}
	return out
}

// Web reports whether an address may become a link: http or https, with a host. A
// javascript: one from a result file would run in the browser of whoever clicks it.
func Web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
