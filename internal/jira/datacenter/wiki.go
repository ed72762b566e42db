package datacenter

import (
	"fmt"
	"regexp"
	"strings"

	"syncd/internal/jira"
)

// text is a document as wiki markup that Jira will not refuse for its length, with a
// sign as its last line.
func text(d jira.Doc, sign string) any {
	out := fitted(d)
	if sign != "" {
		out = strings.TrimPrefix(out+"\n\n"+paragraph([]jira.Span{jira.M(sign)}), "\n\n")
	}
	return out
}

// fitted renders as much of a document as a text may hold. Markup counts: a trace full
// of braces is much longer there.
func fitted(d jira.Doc) string {
	for most := jira.DescriptionMax; ; {
		out := wiki(d.Cut(most))
		size := jira.Units(out)
		if size <= jira.DescriptionMax {
			return out
		}
		most = min(most*9/10, int(float64(most)*jira.DescriptionMax/float64(size)))
	}
}

// wiki renders a document. Text from outside stays text: what could be a macro, a
// mention, an image, a link or an emoticon is escaped.
func wiki(d jira.Doc) string {
	var blocks []string
	for _, b := range d.Blocks {
		if out := block(b); strings.TrimSpace(out) != "" {
			blocks = append(blocks, out)
		}
	}
	return strings.Join(blocks, "\n\n")
}

// block renders one block; it is blank where nothing is left of it.
func block(b jira.Block) string {
	switch b.Kind {
	case jira.Heading:
		line := strings.TrimSpace(inline(b.Spans, " "))
		if line == "" {
			return ""
		}
		return fmt.Sprintf("h%d. %s", min(max(b.Level, 3), 6), line)
	case jira.Code:
		return pre(jira.Clean(b.Text))
	case jira.Bullets, jira.Numbers:
		bullet := "* "
		if b.Kind == jira.Numbers {
			bullet = "# "
		}
		var items []string
		for _, item := range b.Items {
			if out := paragraph(item); out != "" {
				items = append(items, bullet+strings.TrimLeft(out, " \t"))
			}
		}
		return strings.Join(items, "\n")
	}
	return paragraph(b.Spans)
}

// pre renders preformatted text. Nothing can be escaped there, so a text that holds the
// end of one frame gets the other; one that holds both is shown as lines.
func pre(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	for _, frame := range []string{"noformat", "code"} {
		if !strings.Contains(strings.ToLower(text), "{"+frame) {
			return "{" + frame + "}\n" + strings.Trim(text, "\n") + "\n{" + frame + "}"
		}
	}
	return paragraph([]jira.Span{jira.T(text)})
}

// paragraph renders spans as lines. An empty line would end the paragraph, or the
// item of a list.
func paragraph(spans []jira.Span) string {
	var lines []string
	for _, line := range strings.Split(inline(spans, "\n"), "\n") {
		if strings.TrimSpace(line) != "" {
			lines = append(lines, begun(line))
		}
	}
	return strings.Join(lines, "\n")
}

// opening is what makes a line something else than text, but for what escape covers.
var opening = regexp.MustCompile(`^(\s*)(?:(h[1-6]|bq)\.|#)`)

// begun takes the meaning away from what begins a line.
func begun(line string) string {
	m := opening.FindStringSubmatch(line)
	switch {
	case m == nil:
		return line
	case m[2] == "":
		return m[1] + `\` + line[len(m[1]):]
	}
	return m[1] + m[2] + "&#46;" + line[len(m[0]):]
}

// area is a long text field: all of its lines, none of them markup. Whether Jira
// renders the field is a setting of its screen, so it must be harmless if it does.
func area(s string) any {
	lines := strings.Split(s, "\n")
	for n, line := range lines {
		lines[n] = begun(escape(line))
	}
	return strings.Join(lines, "\n")
}
