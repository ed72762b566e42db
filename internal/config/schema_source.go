package config

import (
	"reflect"
	"slices"

	"syncd/internal/source"
)

// sourceSchema describes an entry of `sources:`: its keys depend on its kind.
func sourceSchema(catalog []source.Spec) object {
	out := structSchema(reflect.ValueOf(Source{}))
	house := out["properties"].(object)
	delete(out, "additionalProperties")
	var kinds []string
	var cases []object
	for _, spec := range catalog {
		v := reflect.ValueOf(spec.Config())
		if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
			continue
		}
		then := structSchema(v.Elem())
		for name := range house {
			then["properties"].(object)[name] = true
		}
		kinds = append(kinds, spec.Kind)
		cases = append(cases, object{
			"if":   object{"properties": object{"kind": object{"const": spec.Kind}}, "required": []string{"kind"}},
			"then": then,
		})
	}
	slices.Sort(kinds)
	if len(cases) > 0 {
		house["kind"].(object)["enum"] = kinds
		out["allOf"] = cases
	}
	return out
}

// refSchema describes a secret reference.
func refSchema() object {
	place := func(doc string) object { return object{"type": "string", "minLength": 1, "description": doc} }
	return object{"oneOf": []object{
		{"type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "properties": object{
			"file":       place("path of a file that holds the secret and nothing else"),
			"env":        place("name of an environment variable"),
			"credential": place("name of a systemd credential"),
		}},
		{"type": "string", "minLength": 1, "description": "the secret itself: works, with a warning"},
	}}
}
