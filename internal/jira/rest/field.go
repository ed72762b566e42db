package rest

import (
	"encoding/json"
	"fmt"
	"slices"

	"syncd/internal/jira"
)

// encode writes values into the fields of a request. The first that its field cannot
// take refuses the request, in words.
func (e Edition) encode(doing string, known jira.Fields, values map[string]jira.Value, into map[string]any) error {
	wrong := map[string]string{}
	for id, v := range values {
		f, ok := known[id]
		if !ok {
			wrong[id] = "there is no such field here"
			continue
		}
		raw, err := e.encodeValue(f, v)
		if err != nil {
			wrong[id] = err.Error()
			continue
		}
		into[id] = raw
	}
	if len(wrong) > 0 {
		return &jira.Error{Kind: jira.Refused, Op: doing, Message: "not sent", Fields: wrong}
	}
	return nil
}

// encodeValue is a value as Jira takes it: null or an empty list for nothing.
func (e Edition) encodeValue(f jira.Field, v jira.Value) (any, error) {
	canonical, err := f.Canonical(v)
	if err != nil {
		return nil, err
	}
	kind := f.Kind()
	list := []any{}
	codecs := e.codecs()
	for _, one := range canonical {
		if kind == jira.TextArea {
			one = jira.Area(v[slices.IndexFunc(v, func(s string) bool { return jira.Canonical(s) != "" })])
		}
		list = append(list, codecs[kind].encode(f, one))
	}
	switch {
	case kind.Many():
		return list, nil
	case len(list) == 0:
		return nil, nil
	}
	return list[0], nil
}

// decodeValue is a value of Jira's in canonical form.
func (e Edition) decodeValue(f jira.Field, raw json.RawMessage) (jira.Value, error) {
	kind := f.Kind()
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	list := []json.RawMessage{raw}
	if kind.Many() {
		if err := json.Unmarshal(raw, &list); err != nil {
			return nil, err
		}
	}
	codecs := e.codecs()
	var out jira.Value
	for _, one := range list {
		s, err := codecs[kind].decode(one)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	switch kind {
	case jira.Sprints:
		return byNumber(out), nil
	case jira.TextArea:
		return slices.DeleteFunc(out, func(s string) bool { return s == "" }), nil
	}
	f.Allowed = nil // it holds what it holds, also what may not be chosen any more
	return f.Canonical(out)
}

// reads is what is asked for of every issue.
var reads = []string{"summary", "description", "issuetype", "project", "status", "statuscategorychangedate",
	"resolution", "resolutiondate", "priority", "labels", "fixVersions", "issuelinks", "security", "creator",
	"assignee", "created", "updated"}

// Asked are the names of all fields to ask for. A field that could not be read is
// refused before anything is sent.
func (g *Gateway) Asked(doing string, fields []jira.Field) ([]string, error) {
	out := slices.Concat(reads, g.edition.Reads)
	for _, f := range fields {
		if _, ok := g.edition.codecs()[f.Kind()]; !ok {
			_, err := f.Canonical(nil)
			return nil, &jira.Error{Kind: jira.Refused, Op: doing, Message: "not sent", Fields: map[string]string{f.ID: err.Error()}}
		}
		if !slices.Contains(out, f.ID) {
			out = append(out, f.ID)
		}
	}
	return out, nil
}

// With is the issue with the further fields that were asked for. A value that is not
// of the field's type is no answer: taken for nothing it would be overwritten.
func (g *Gateway) With(doing string, w Issue, fields []jira.Field) (jira.Issue, error) {
	i := g.issue(w)
	for _, f := range fields {
		v, err := g.edition.decodeValue(f, w.Raw[f.ID])
		if err != nil {
			return i, &jira.Error{Kind: jira.Unavailable, Op: doing,
				Message: fmt.Sprintf("%s of issue %s is not what its type promises: %v", f.ID, w.Key, err)}
		}
		if len(v) == 0 {
			continue
		}
		if i.Fields == nil {
			i.Fields = map[string]jira.Value{}
		}
		i.Fields[f.ID] = v
	}
	return i, nil
}
