package rest

import (
	"encoding/json"
	"fmt"
	"time"

	"syncd/internal/jira"
)

// codec turns one element of a value into Jira's JSON and back. What it encodes is
// canonical, except for long texts, which keep their line breaks on the way there.
type codec struct {
	encode func(jira.Field, string) any
	decode func(json.RawMessage) (string, error)
}

// codecs are those of each kind of field; there is no other way in or out.
func (e Edition) codecs() map[jira.FieldKind]codec {
	return map[jira.FieldKind]codec{
		jira.TextLine:    {asText, text},
		jira.TextArea:    {func(_ jira.Field, s string) any { return e.Area(s) }, e.ReadArea},
		jira.Number:      {func(_ jira.Field, s string) any { return json.Number(s) }, func(raw json.RawMessage) (string, error) { return string(raw), nil }},
		jira.Date:        {asText, text},
		jira.DateTime:    {moment, text},
		jira.Words:       {asText, text},
		jira.Choice:      {option("value"), member("value")},
		jira.Choices:     {option("value"), member("value")},
		jira.NamedOne:    {option("name"), member("name")},
		jira.NamedMany:   {option("name"), member("name")},
		jira.Cascade:     {steps, readSteps},
		jira.UserAccount: {func(_ jira.Field, s string) any { return map[string]string{e.User: s} }, member(e.User)},
		jira.Sprints:     {nil, sprintID}, // Field.Canonical refuses to set them
	}
}

// asText sends an element as it is.
func asText(_ jira.Field, s string) any { return s }

// text reads a string.
func text(raw json.RawMessage) (string, error) {
	var s string
	err := json.Unmarshal(raw, &s)
	return s, err
}

// moment sends a time as Jira takes it, whose offset has no colon.
func moment(_ jira.Field, s string) any {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return s // not reached by what is canonical
	}
	return t.Format("2006-01-02T15:04:05.000-0700")
}

// option sends a choice by its id where that is known, else by the member that names it.
func option(name string) func(jira.Field, string) any {
	return func(f jira.Field, s string) any { return chosen(f.Option(s), name) }
}

// chosen is an option as a request names it.
func chosen(o jira.Option, name string) map[string]string {
	if o.ID != "" {
		return map[string]string{"id": o.ID}
	}
	return map[string]string{name: o.Name}
}

// member reads one member of an object.
func member(name string) func(json.RawMessage) (string, error) {
	return func(raw json.RawMessage) (string, error) {
		var m map[string]any
		if err := json.Unmarshal(raw, &m); err != nil {
			return "", err
		}
		s, ok := m[name].(string)
		if !ok {
			return "", fmt.Errorf("it has no %s", name)
		}
		return s, nil
	}
}

// steps sends both choices of a cascade.
func steps(f jira.Field, s string) any {
	top, below, err := f.Steps(s)
	if err != nil {
		return nil // not reached by what is canonical
	}
	out := map[string]any{"value": top.Name}
	if below.Name != "" {
		out["child"] = chosen(below, "value")
	}
	if top.ID != "" {
		delete(out, "value")
		out["id"] = top.ID
	}
	return out
}

// readSteps reads both choices of a cascade.
func readSteps(raw json.RawMessage) (string, error) {
	var w struct {
		Value string `json:"value"`
		Child *struct {
			Value string `json:"value"`
		} `json:"child"`
	}
	err := json.Unmarshal(raw, &w)
	switch {
	case err != nil:
		return "", err
	case w.Value == "":
		return "", fmt.Errorf("it has no value")
	case w.Child == nil:
		return w.Value, nil
	}
	return jira.CascadeOf(w.Value, w.Child.Value), nil
}
