package config

import (
	"reflect"
	"strings"
	"time"

	"syncd/internal/secret"
)

// field is one key of a settings struct, as its tags describe it.
type field struct {
	name     string // the YAML key
	index    []int  // through embedded structs
	doc      string
	enum     []string // allowed texts, of each item where the field is a list
	check    string   // name of a rule
	min      string   // smallest number or duration
	required bool
}

// fields lists the keys of a struct in the order in which it declares them. What
// carries no yaml tag is not a key; the keys of an embedded struct stand among those
// of the one that embeds it.
func fields(t reflect.Type) []field {
	var out []field
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous && f.Type.Kind() == reflect.Struct && f.Tag == "" {
			for _, inner := range fields(f.Type) {
				inner.index = append([]int{i}, inner.index...)
				out = append(out, inner)
			}
			continue
		}
		tag := t.Field(i).Tag
		name, _, _ := strings.Cut(tag.Get("yaml"), ",")
		if name == "" || name == "-" {
			continue
		}
		f := field{name: name, index: []int{i}, doc: tag.Get("doc"), check: tag.Get("check"), min: tag.Get("min"), required: tag.Get("required") != ""}
		if e := tag.Get("enum"); e != "" {
			f.enum = strings.Split(e, ",")
		}
		out = append(out, f)
	}
	return out
}

// The types that are leaves although their kind says otherwise.
var (
	refType      = reflect.TypeFor[secret.Ref]()
	durationType = reflect.TypeFor[time.Duration]()
	sourceType   = reflect.TypeFor[Source]()
)

// isStruct reports whether a type is a mapping with fixed keys.
func isStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != refType && !isText(t)
}

// holdsSecret reports whether a secret reference is one of a struct's own keys:
// then what stands under a mistyped key may be a secret too.
func holdsSecret(t reflect.Type) bool {
	for i := range t.NumField() {
		if t.Field(i).Type == refType {
			return true
		}
	}
	return false
}

// leaves lists the dotted paths of all scalars outside of lists: what a variable
// or a flag can set. A secret has one path per place.
func leaves(t reflect.Type, prefix string) []string {
	var out []string
	for _, f := range fields(t) {
		ft, path := t.FieldByIndex(f.index).Type, prefix+f.name
		switch {
		case ft == refType:
			out = append(out, path, path+".file", path+".env", path+".credential")
		case isStruct(ft):
			out = append(out, leaves(ft, path+".")...)
		case ft.Kind() != reflect.Slice && ft.Kind() != reflect.Map:
			out = append(out, path)
		}
	}
	return out
}
