package config

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"

	"syncd/internal/notify"
	"syncd/internal/secret"
	"syncd/internal/source"
)

// object is a piece of JSON Schema. Maps are marshalled with sorted keys, so the
// result is the same every time.
type object = map[string]any

// spanPattern is what schedule.ParseSpan takes.
const spanPattern = `^(0|(?=[0-9])([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?)$`

// Schema returns the JSON Schema (draft 2020-12) of a configuration file with the
// kinds of sources and notifiers of the catalog, for editors. It is made from the same types and
// tags that Load decodes with.
func Schema(catalog []source.Spec, notifiers ...notify.Spec) []byte {
	c := defaults()
	s := structSchema(reflect.ValueOf(c))
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "syncd configuration"
	// One file of several may leave out what another says.
	delete(s, "required")
	s["properties"].(object)["sources"].(object)["items"] = sourceSchema(catalog)
	if len(notifiers) > 0 {
		var kinds []string
		for _, n := range notifiers {
			kinds = append(kinds, n.Kind)
		}
		s["properties"].(object)["notifiers"].(object)["items"].(object)["properties"].(object)["kind"].(object)["enum"] = kinds
	}
	out, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		// Maps of strings, numbers and lists always marshal.
		return nil
	}
	return append(out, '\n')
}

// structSchema describes a mapping with fixed keys; v holds its defaults.
func structSchema(v reflect.Value) object {
	props, required := object{}, []string{}
	for _, f := range fields(v.Type()) {
		props[f.name] = fieldSchema(f, v.FieldByIndex(f.index))
		if f.required {
			required = append(required, f.name)
		}
	}
	out := object{"type": "object", "additionalProperties": false, "properties": props}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

// fieldSchema describes one key.
func fieldSchema(f field, v reflect.Value) object {
	out := typeSchema(f, v)
	if f.doc != "" {
		out["description"] = f.doc
	}
	if !isStruct(v.Type()) && !v.IsZero() {
		if d := defaultOf(v); d != nil {
			out["default"] = d
		}
	}
	return out
}

// typeSchema describes what a type takes.
func typeSchema(f field, v reflect.Value) object {
	t := v.Type()
	switch {
	case t == refType:
		return refSchema()
	case t == ruleType:
		return ruleSchema()
	case t == textsType:
		return textsSchema()
	case t == durationType:
		return object{"type": "string", "pattern": spanPattern}
	case t == reflect.TypeFor[Date]():
		return object{"type": "string", "format": "date"}
	case isText(t):
		return object{"type": "string"}
	case isStruct(t):
		return structSchema(v)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeSchema(f, reflect.Zero(t.Elem()))
	case reflect.Slice:
		return object{"type": "array", "items": typeSchema(f, fresh(t.Elem()))}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": typeSchema(f, fresh(t.Elem()))}
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.String:
		return stringSchema(f)
	case reflect.Float32, reflect.Float64:
		return object{"type": "number"}
	default:
		out := object{"type": "integer"}
		if n, err := strconv.Atoi(f.min); err == nil {
			out["minimum"] = n
		}
		return out
	}
}

// fresh is an item as it is before its keys are read.
func fresh(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	if x, ok := v.Interface().(interface{ setDefaults() }); ok {
		x.setDefaults()
	}
	return v.Elem()
}

// stringSchema describes a text with its rules.
func stringSchema(f field) object {
	out := object{"type": "string"}
	if len(f.enum) > 0 {
		out["enum"] = f.enum
	}
	if p := rules[f.check].pattern; p != "" {
		out["pattern"] = p
	}
	return out
}

// defaultOf writes a default as JSON; nil where it cannot be said.
func defaultOf(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case time.Duration:
		return span(x)
	case secret.Ref, Date:
		return nil
	}
	switch v.Kind() {
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64, reflect.Float64:
		return v.Interface()
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String && v.Len() > 0 {
			return v.Interface()
		}
	}
	return nil
}
