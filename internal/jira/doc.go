package jira

import "strings"

// Doc is rich text in the few shapes that both editions can show. Gateways turn it
// into ADF or wiki markup. Text from outside stays text: no gateway reads markup,
// mentions or macros in it.
type Doc struct {
	Blocks []Block `json:"blocks"`
}

// BlockKind is the shape of a block.
type BlockKind string

// The shapes of a block.
const (
	Paragraph BlockKind = "paragraph"
	Heading   BlockKind = "heading"
	Bullets   BlockKind = "bullets"
	Numbers   BlockKind = "numbers"
	Code      BlockKind = "code"
)

// Block is one paragraph, heading, list or piece of preformatted text.
type Block struct {
	Kind  BlockKind `json:"kind"`
	Level int       `json:"level,omitempty"` // of a heading, 3 to 6; 0 is 3, below the issue's own headings
	Spans []Span    `json:"spans,omitempty"` // of a paragraph or heading
	Items [][]Span  `json:"items,omitempty"` // of a list
	Text  string    `json:"text,omitempty"`  // of code, line breaks kept
}

// Span is a stretch of text. Line breaks in it stay, except in headings. Mono text is
// neither bold nor italic.
type Span struct {
	Text string `json:"text"`
	Link string `json:"link,omitempty"` // http or https
	Bold bool   `json:"bold,omitempty"`
	Em   bool   `json:"em,omitempty"` // italic
	Mono bool   `json:"mono,omitempty"`
}

// P returns a paragraph, H a heading, List a bullet list, Pre preformatted text.
func P(spans ...Span) Block      { return Block{Kind: Paragraph, Spans: spans} }
func H(text string) Block        { return Block{Kind: Heading, Spans: []Span{{Text: text}}} }
func List(items ...[]Span) Block { return Block{Kind: Bullets, Items: items} }
func Pre(text string) Block      { return Block{Kind: Code, Text: text} }
func T(text string) Span         { return Span{Text: text} }
func B(text string) Span         { return Span{Text: text, Bold: true} }
func M(text string) Span         { return Span{Text: text, Mono: true} }
func Link(text, url string) Span { return Span{Text: text, Link: url} }

// Plain returns the document's words with all white space collapsed: the canonical
// form in which what we sent and what Jira shows are compared, because Jira
// rewrites markup but not words.
func (d Doc) Plain() string {
	var words []string
	for _, b := range d.Blocks {
		for _, s := range b.Spans {
			words = append(words, s.Text)
		}
		for _, item := range b.Items {
			for _, s := range item {
				words = append(words, s.Text)
			}
		}
		words = append(words, b.Text)
	}
	return Canonical(strings.Join(words, " "))
}

// Text returns the document's words as one readable line, for plans and lists.
func (d Doc) Text() string {
	var b strings.Builder
	for _, block := range d.Blocks {
		for _, s := range block.Spans {
			b.WriteString(s.Text)
		}
		for _, item := range block.Items {
			b.WriteString(" · ")
			for _, s := range item {
				b.WriteString(s.Text)
			}
		}
		b.WriteString(" " + block.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
