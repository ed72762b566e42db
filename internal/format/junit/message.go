package junit

import (
	"regexp"
	"slices"
	"strings"

	"syncd/internal/format"
	"syncd/internal/model"
)

// failureOf translates a finding. What the test printed belongs to the testcase,
// but for reruns, which carry their own.
func failureOf(f *finding, output string, d dialect) *model.Failure {
	out := &model.Failure{
		Error:   f.kind == errored || f.kind == "rerunError" || f.kind == "flakyError",
		Type:    strings.TrimSpace(f.typ),
		Message: strings.TrimSpace(f.message),
		Detail:  strings.TrimRight(strings.TrimLeft(f.body, "\r\n"), " \t\r\n"),
		Output:  strings.TrimSpace(f.output),
	}
	if out.Output == "" {
		out.Output = strings.TrimSpace(output)
	}
	if out.Message == "" || slices.Contains(d.noise, out.Message) {
		if said := d.says(out.Detail); said != "" {
			out.Message = said
		}
	}
	if out.Type == "" {
		out.Type = typeIn(out.Message)
	}
	return out
}

// fixture is how pytest begins to quote the exception of a fixture that broke.
var fixture = regexp.MustCompile(`^failed on (?:setup|teardown) with "`)

// typeIn finds the type where the writer has no attribute for it (pytest, jest,
// gotestsum).
func typeIn(message string) string { return format.ExceptionIn(fixture.ReplaceAllString(message, "")) }

// firstLine returns the first line that holds anything.
func firstLine(body string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(body), "\n")
	return strings.TrimSpace(line)
}

// beforeTrace returns everything before the first stack frame: jest's messages go
// on below their first line with what was expected and what came.
func beforeTrace(body string) string {
	if at := traceBegin.FindStringIndex(body); at != nil {
		body = body[:at[0]]
	}
	return strings.TrimSpace(body)
}

var traceBegin = regexp.MustCompile(`(?m)^\s+at \S`)

// pytestSays returns the first line that pytest marks as the error itself.
func pytestSays(body string) string {
	for line := range strings.Lines(body) {
		if said, ok := strings.CutPrefix(line, "E   "); ok {
			return strings.TrimSpace(said)
		}
	}
	return firstLine(body)
}

// goSays returns the first line that the test itself wrote, without its position,
// which changes with every edit; of a panic, the panic.
func goSays(body string) string {
	said := ""
	for line := range strings.Lines(body) {
		text := strings.TrimSpace(line)
		if strings.HasPrefix(text, "panic: ") {
			return text
		}
		if said == "" && !goFrame.MatchString(text) {
			said = goPosition.ReplaceAllString(text, "")
		}
	}
	return said
}

var (
	goFrame    = regexp.MustCompile(`^(?:=== |--- |$)`)
	goPosition = regexp.MustCompile(`^[\w./-]+\.go:\d+: `)
)
