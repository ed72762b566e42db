package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"syncd/internal/config"
	"syncd/internal/desired"
	"syncd/internal/rule"
)

// worded compiles what the config says of descriptions and further fields.
func worded(out *desired.Rules, d config.Defects) (err error) {
	if d.Description != "" {
		if out.Description, err = desired.CompileDescription(d.Description); err != nil {
			return fmt.Errorf("description: %w", err)
		}
	}
	out.Log = d.Attach == "log"
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		f, err := fill(name, d.Fields[name])
		if err != nil {
			return fmt.Errorf("fields.%s: %w", name, err)
		}
		out.Fills = append(out.Fills, f)
	}
	return nil
}

// fill compiles the rule of one field.
func fill(name string, f config.FieldRule) (desired.Fill, error) {
	out := desired.Fill{Field: name, From: desired.From(f.From), Map: map[string]string{}, Default: f.Default,
		Enforce: f.Conflict == "enforce", Once: f.Set == "create"}
	for from, to := range f.Map {
		out.Map[strings.ToLower(strings.TrimSpace(from))] = to
	}
	for _, text := range f.Value {
		t, err := rule.CompileText("value", text, desired.Sample()...)
		if err != nil {
			return out, err
		}
		out.Value = append(out.Value, t)
	}
	return out, nil
}

// CheckValue compiles the value of a field and tries it on hostile data.
func CheckValue(text string) error {
	_, err := rule.CompileText("value", text, desired.Sample()...)
	return err
}

// CheckDescription compiles a description template and tries it on hostile data.
func CheckDescription(text string) error {
	_, err := desired.CompileDescription(text)
	return err
}
