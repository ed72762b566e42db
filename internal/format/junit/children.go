package junit

import (
	"cmp"
	"encoding/xml"
	"strings"

	"syncd/internal/format"
)

// finding reads a failure, an error, a skip or a rerun. The body is the element's
// own text, or its stackTrace in reruns.
func (r *reader) finding(t *testcase, start xml.StartElement) error {
	f := finding{kind: start.Name.Local}
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "message":
			f.message = format.CutHead(a.Value, r.lim.Text)
		case "type":
			f.typ = format.CutHead(a.Value, r.lim.Name)
		}
	}
	body, trace, out := format.NewHead(r.lim.Text), format.NewHead(r.lim.Text), format.NewEnds(r.lim.Output)
	err := r.walk(body, func(child xml.StartElement) error {
		switch child.Name.Local {
		case "stackTrace":
			return r.walk(trace, func(xml.StartElement) error { return r.skip() })
		case "system-out", "system-err":
			return r.output(out)
		}
		return r.skip()
	})
	f.body, f.output = cmp.Or(trace.String(), body.String()), out.String()
	t.findings = append(t.findings, f)
	return err
}

// output appends a system-out or system-err to what was captured before it.
func (r *reader) output(out *format.Ends) error {
	if out.Len() > 0 {
		_, _ = out.Write([]byte("\n"))
	}
	return r.walk(out, func(xml.StartElement) error { return r.skip() })
}

// properties reads <property name value> and <property name>value</property>. What
// is nested in a property (Xray's evidence in base64) is left out.
func (r *reader) properties(into *[]property) error {
	return r.walk(nil, func(child xml.StartElement) error {
		if child.Name.Local != "property" {
			return r.skip()
		}
		e := r.element(child)
		text := format.NewHead(r.lim.Name)
		err := r.walk(text, func(xml.StartElement) error { return r.skip() })
		p := property{name: e.attr["name"], value: strings.TrimSpace(e.attr["value"])}
		if p.value == "" {
			p.value = strings.TrimSpace(text.String())
		}
		*into = append(*into, p)
		return err
	})
}
