package desired

import (
	"strings"

	"syncd/internal/jira"
	"syncd/internal/rule"
)

// Words are the names that a description template may use.
type Words struct {
	Vars
	// Body is where the text goes that syncd writes by itself.
	Body string
}

// CompileDescription compiles a description template, whose own words are Markdown, and
// tries it on hostile data. Whatever it inserts stays text.
func CompileDescription(text string) (rule.Text[Words], error) {
	var samples []Words
	for _, v := range Sample() {
		samples = append(samples, Words{Vars: v, Body: string(bodyRune)})
	}
	return rule.CompileMarkup("description", text, samples...)
}

// bodyRune stands for the body while a template is printed. No test can move the body:
// what stands for it is longer than any run of this character in what tests have said.
const bodyRune = '\uE000'

// worded is the description: the admin's words, if there are any, with the text that
// syncd writes where they want it. Where the template fails on what a test has said, or
// prints nothing, that text stands alone.
func (r Rules) worded(v Vars, body jira.Doc) jira.Doc {
	if r.Description.String() == "" {
		return body
	}
	text, err := r.Description.Print(Words{Vars: v})
	mark := ""
	if err == nil {
		mark = strings.Repeat(string(bodyRune), longest(text)+1)
		text, err = r.Description.Print(Words{Vars: v, Body: mark})
	}
	if err != nil || strings.TrimSpace(text) == "" {
		return body
	}
	doc := jira.Markdown(rule.Clean(text))
	return inserted(doc, mark, body.Blocks)
}

// longest is how often bodyRune follows itself in a text.
func longest(text string) int {
	most, now := 0, 0
	for _, r := range text {
		if now++; r != bodyRune {
			now = 0
		}
		most = max(most, now)
	}
	return most
}

// inserted puts blocks where a document holds the mark: instead of a paragraph that is
// nothing else, and below the block that has other words as well.
func inserted(doc jira.Doc, mark string, blocks []jira.Block) jira.Doc {
	var out jira.Doc
	done := false
	for _, b := range doc.Blocks {
		b, found := without(b, mark)
		if !found || (jira.Doc{Blocks: []jira.Block{b}}).Plain() != "" {
			out.Blocks = append(out.Blocks, b)
		}
		if found && !done {
			out.Blocks, done = append(out.Blocks, blocks...), true
		}
	}
	return out
}

// without takes the mark out of a block, and reports whether it was there.
func without(b jira.Block, mark string) (jira.Block, bool) {
	found := strings.Contains(b.Text, mark)
	b.Text = strings.ReplaceAll(b.Text, mark, "")
	clean := func(spans []jira.Span) []jira.Span {
		var out []jira.Span
		for _, s := range spans {
			if strings.Contains(s.Text, mark) {
				found, s.Text = true, strings.ReplaceAll(s.Text, mark, "")
			}
			if s.Text != "" {
				out = append(out, s)
			}
		}
		return out
	}
	b.Spans = clean(b.Spans)
	for i, item := range b.Items {
		b.Items[i] = clean(item)
	}
	return b, found
}
