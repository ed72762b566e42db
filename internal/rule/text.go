package rule

import (
	"fmt"
	"strings"
	"text/template"
)

// textMax is the most that a template, or a function in it, may print, in bytes: far
// above any field of Jira, far below what could hurt.
const textMax = 256 << 10

// Text is a compiled template over variables of type V.
type Text[V any] struct {
	text string
	tmpl *template.Template
}

// functions are what template authors of Alertmanager and Prometheus know. None
// reads anything from outside; those that can multiply their input are capped.
var functions = template.FuncMap{
	"upper":  strings.ToUpper,
	"lower":  strings.ToLower,
	"trim":   strings.TrimSpace,
	"join":   func(sep string, list []string) string { return strings.Join(list, sep) },
	"cut":    Cut,
	"printf": printf,
	"js":     func(args ...any) (string, error) { return within(template.JSEscaper(args...)) },
}

// CompileText compiles a template and tries it on the samples, so that a missing
// field or a hostile value shows at load.
func CompileText[V any](name, text string, samples ...V) (Text[V], error) {
	if len(text) > sourceMax {
		return Text[V]{}, fmt.Errorf("parse template: it is longer than %d bytes", sourceMax)
	}
	tmpl, err := template.New(name).Option("missingkey=error").Funcs(functions).Parse(text)
	if err != nil {
		return Text[V]{}, fmt.Errorf("parse template: %w", err)
	}
	if err := checkTemplate(tmpl); err != nil {
		return Text[V]{}, fmt.Errorf("parse template: %w", err)
	}
	t := Text[V]{text: text, tmpl: tmpl}
	for _, s := range samples {
		if _, err := t.Print(s); err != nil {
			return Text[V]{}, fmt.Errorf("try on sample data: %w", err)
		}
	}
	return t, nil
}

// Print executes the template. What it prints is plain text: turning it into a
// document, and thereby escaping it, is up to whoever shows it.
func (t Text[V]) Print(vars V) (string, error) {
	var out capped
	if err := t.tmpl.Execute(&out, vars); err != nil {
		return "", fmt.Errorf("execute template %s: %w", t.tmpl.Name(), err)
	}
	return out.String(), nil
}

// Line prints the template as one line of at most max runes: white space of any
// kind becomes one space, control characters go.
func (t Text[V]) Line(vars V, max int) (string, error) {
	s, err := t.Print(vars)
	if err != nil {
		return "", err
	}
	return Cut(max, OneLine(s)), nil
}

// String returns the template as it was written.
func (t Text[V]) String() string { return t.text }

// printf is fmt.Sprintf with the widths that a text can need.
func printf(format string, args ...any) (string, error) {
	digits := 0
	for i, r := range format {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '*' && i > 0:
			return "", fmt.Errorf("printf: a width must be written out")
		default:
			digits = 0
		}
		if digits > 3 {
			return "", fmt.Errorf("printf: no number in the format may have more than 3 digits")
		}
	}
	return within(fmt.Sprintf(format, args...))
}

// within refuses a text that no field could hold.
func within(s string) (string, error) {
	if len(s) > textMax {
		return "", fmt.Errorf("text is longer than %d bytes", textMax)
	}
	return s, nil
}

// capped is a builder that refuses to grow without bound.
type capped struct{ strings.Builder }

// Write appends p unless the text would become longer than textMax.
func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > textMax {
		return 0, fmt.Errorf("text is longer than %d bytes", textMax)
	}
	return c.Builder.Write(p)
}
