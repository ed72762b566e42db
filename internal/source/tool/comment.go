package tool

import (
	"html"
	"regexp"
	"strings"

	"syncd/internal/model"
)

var (
	// breaks end a line where a comment is HTML.
	breaks = regexp.MustCompile(`(?i)<br\s*/?>|</(p|div|li|tr|h[1-6]|pre)\s*>`)
	// tags are what else there is in angle brackets: a letter or a slash follows at once, so
	// that "a < b" stays.
	tags = regexp.MustCompile(`</?[A-Za-z][^<>]*>`)
)

// PlainText is what a browser would show of a comment that is HTML, about: tags go, lines
// stay lines. Nobody takes it for clean: whatever shows it must escape it.
func PlainText(text string) string {
	text = tags.ReplaceAllString(breaks.ReplaceAllString(text, "\n"), "")
	lines := strings.Split(html.UnescapeString(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// Comment keeps what a person wrote beside a result: of a failure its first line is the
// message and the whole the detail, of what is neither failed nor passed it is the reason.
func Comment(r *model.Result, text string) {
	text = strings.TrimSpace(text)
	first, _, more := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	switch r.Outcome {
	case model.Passed:
	case model.Failed:
		r.Failure = &model.Failure{Message: first}
		if more {
			r.Failure.Detail = text
		}
		r.Signature = r.Failure.Sign()
	default:
		r.Reason = first
	}
}
