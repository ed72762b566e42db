package rule

import "strings"

// marked are the characters that mean something in the Markdown that jira reads.
const marked = "\\`*_[])#+-."

// Escape makes any text come out of jira.Markdown as that text: what a test printed
// must not turn into headings or links because a template quotes it. Each character
// that could mean something gets a backslash, which the reader takes away again
// everywhere, in code as well. Line breaks stay line breaks.
func Escape(text string) string {
	if !strings.ContainsAny(text, marked) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune(marked, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
