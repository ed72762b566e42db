package desired

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"syncd/internal/jira"
	"syncd/internal/model"
	"syncd/internal/rule"
)

// LogPrefix and LogSuffix enclose the run in the name of an attached failure.
const (
	LogPrefix = "failure-"
	LogSuffix = ".txt"
)

// logName is the name of the file that holds the whole failure, "" where the description
// says all of it, or none is wanted.
func (r Rules) logName(v Vars) string {
	f, message, trace := v.failure, messageMax, detailMax
	if text := r.Description.String(); text != "" && !strings.Contains(text, ".Body") {
		message, trace = 0, 0 // the admin's words need not quote it
	}
	over := func(s string, most int) bool { return utf8.RuneCountInString(strings.TrimSpace(s)) > most }
	if !r.Log || !over(f.Output, 0) && !over(f.Message, message) && !over(f.Detail, trace) {
		return ""
	}
	name := v.LastFailed.Run.Name
	if rule.OneLine(name) == "" {
		name = string(v.LastFailed.Run.ID)
	}
	return LogPrefix + jira.FileName(rule.Cut(80, name)) + LogSuffix
}

// Log is what that file is made of.
type Log struct {
	Test    string // which test and line
	Failed  Occasion
	Failure model.Failure
}

// Whole is the failure of the worst line.
func (d Defect) Whole() Log {
	return Log{Test: d.vars.where, Failed: d.vars.failed, Failure: d.vars.failure}
}

// Text is what the file holds: the failure, whole as far as it is kept and fits.
func (l Log) Text() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "Test:   %s\n", l.Test)
	fmt.Fprintf(&b, "Failed: %s\n", plain(l.Failed.spans()))
	if l.Failure.Type != "" {
		fmt.Fprintf(&b, "Type:   %s\n", rule.OneLine(l.Failure.Type))
	}
	for _, part := range []struct{ title, text string }{
		{"Message", l.Failure.Message}, {"Trace", l.Failure.Detail}, {"Output", l.Failure.Output}} {
		if text := strings.TrimSpace(rule.Clean(part.text)); text != "" {
			fmt.Fprintf(&b, "\n%s\n%s\n%s\n", part.title, strings.Repeat("-", len(part.title)), text)
		}
	}
	return []byte(cutBytes(b.String(), jira.AttachMax))
}

// plain is the text of spans.
func plain(spans []jira.Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// cutBytes keeps the beginning and says so.
func cutBytes(s string, most int) string {
	const note = "\n[cut here: it is longer than syncd attaches]\n"
	if len(s) <= most {
		return s
	}
	s = s[:most-len(note)]
	return strings.ToValidUTF8(s, "") + note // half a character goes
}
