package jiratest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"
	"strings"
)

// faults are the ways in which a request does not fit.
func (d *document) faults(l letter, path string) []string {
	op, found := d.operation(l.method, path)
	if !found {
		return []string{"no such path and method"}
	}
	var out []string
	for name := range l.query {
		if !slices.ContainsFunc(op.names(), func(n string) bool { return n == name }) {
			out = append(out, "parameter "+name+" is not declared")
		}
	}
	kind, _, err := mime.ParseMediaType(l.kind)
	body, declared := op.Body.Content[kind]
	switch {
	case len(l.body) == 0:
		return out
	case err != nil:
		return append(out, "a body without a content type: "+err.Error())
	case declared && kind == "multipart/form-data":
		return append(out, parts(l)...)
	case !declared:
		return append(out, "a body of type "+kind+" is not declared")
	}
	dec := json.NewDecoder(bytes.NewReader(l.body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return append(out, err.Error())
	}
	return append(out, d.check("body", body.Schema, v)...)
}

// names are the declared query parameters.
func (op operation) names() []string {
	var out []string
	for _, p := range op.Parameters {
		if p.In == "query" {
			out = append(out, p.Name)
		}
	}
	return out
}

// operation finds the path's template with the fewest placeholders.
func (d *document) operation(method, path string) (op operation, found bool) {
	fewest := 1 << 10
	for template, methods := range d.Paths {
		raw, ok := methods[strings.ToLower(method)]
		if n := strings.Count(template, "{"); !ok || n >= fewest || !fits(template, path) {
			continue
		} else if json.Unmarshal(raw, &op) == nil {
			fewest, found = n, true
		}
	}
	return op, found
}

// fits reports whether a path is one of a template's.
func fits(template, path string) bool {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	return len(want) == len(have) && slices.EqualFunc(want, have, func(w, h string) bool {
		return w == h || strings.HasPrefix(w, "{") && h != ""
	})
}

// resolve follows references; an allOf of one is a reference with a description.
func (d *document) resolve(s schema) schema {
	for {
		switch {
		case s.Ref != "":
			s = d.Components.Schemas[s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]]
		case len(s.AllOf) == 1 && s.Properties == nil:
			s = s.AllOf[0]
		default:
			return s
		}
	}
}

// check compares a value with its schema.
func (d *document) check(at string, s schema, v any) []string {
	s = d.resolve(s)
	kind := map[string]string{"string": "string", "json.Number": "number", "bool": "boolean", "[]interface {}": "array",
		"map[string]interface {}": "object", "<nil>": "null"}[fmt.Sprintf("%T", v)]
	if want := strings.Replace(s.Type, "integer", "number", 1); want != "" && want != kind {
		return []string{fmt.Sprintf("%s is of type %s, want %s", at, kind, want)}
	}
	var out []string
	switch v := v.(type) {
	case []any:
		for n, e := range v {
			if s.Items != nil {
				out = append(out, d.check(fmt.Sprintf("%s[%d]", at, n), *s.Items, e)...)
			}
		}
	case map[string]any:
		out = d.members(at, s, v)
	}
	return out
}

// members compares an object's members with those that are declared.
func (d *document) members(at string, s schema, v map[string]any) []string {
	var out []string
	for _, name := range s.Required {
		if _, ok := v[name]; !ok {
			out = append(out, at+" lacks "+name)
		}
	}
	var rest *schema
	if len(s.Additional) > 0 && s.Additional[0] == '{' && json.Unmarshal(s.Additional, &rest) != nil {
		rest = nil
	}
	for name, e := range v {
		switch p, declared := s.Properties[name]; {
		case declared:
			out = append(out, d.check(at+"."+name, p, e)...)
		case rest != nil:
			out = append(out, d.check(at+"."+name, *rest, e)...)
		case len(s.Properties) > 0:
			out = append(out, at+"."+name+" is not declared")
		}
	}
	return out
}

// parts checks an upload: the words of the description say that each part is called
// file and that a header is there; its schema says less.
func parts(l letter) []string {
	var out []string
	if l.token != "no-check" {
		out = append(out, "an upload without X-Atlassian-Token: no-check")
	}
	_, params, err := mime.ParseMediaType(l.kind)
	if err != nil {
		return append(out, err.Error())
	}
	for reader := multipart.NewReader(bytes.NewReader(l.body), params["boundary"]); ; {
		switch part, err := reader.NextPart(); {
		case errors.Is(err, io.EOF):
			return out
		case err != nil:
			return append(out, err.Error())
		case part.FormName() != "file" || part.FileName() == "":
			out = append(out, fmt.Sprintf("a part is called %q and holds the file %q", part.FormName(), part.FileName()))
		}
	}
}
