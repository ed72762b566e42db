package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"syncd/internal/secret"
)

// Setting is one value in force and where it was set.
type Setting struct {
	Path   string // dotted, with indices: syncs[0].defects.when
	Value  string // as the config writes it; a secret shows its place only
	Origin Origin // zero: the built-in default
}

// Effective lists every value in force, defaults included, in the order in which
// the types declare them.
func (c *Config) Effective() []Setting {
	var out []Setting
	c.effective(reflect.ValueOf(c).Elem(), "", &out)
	return out
}

// Origin returns where the value under a dotted path was set; the zero Origin if
// it is a default.
func (c *Config) Origin(path string) Origin {
	p, exact := c.book.find(path)
	if !exact {
		return Origin{}
	}
	return p.value
}

// effective appends the values of one struct.
func (c *Config) effective(v reflect.Value, path string, out *[]Setting) {
	for _, f := range fields(v.Type()) {
		at, child := join(path, f.name), v.FieldByIndex(f.index)
		switch {
		case at == "jira" && len(c.Jiras) > 0, at == "jiras" && len(c.Jiras) == 0:
		case isStruct(child.Type()):
			c.effective(child, at, out)
		case child.Kind() == reflect.Slice && isStruct(child.Type().Elem()):
			for i := range child.Len() {
				c.effective(child.Index(i), item(at, i), out)
			}
		case child.Kind() == reflect.Map && isStruct(child.Type().Elem()):
			for _, key := range sortedKeys(child) {
				c.effective(child.MapIndex(key), join(at, key.String()), out)
			}
		default:
			*out = append(*out, Setting{at, show(child), c.Origin(at)})
		}
	}
	if s, ok := v.Interface().(Source); ok && s.Config != nil {
		c.effective(reflect.ValueOf(s.Config).Elem(), path, out)
	}
}

// sortedKeys lists the keys of a mapping with free keys.
func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

// show writes a value as the config does.
func show(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Duration:
		return span(x)
	case secret.Ref:
		return x.String()
	case fmt.Stringer:
		return x.String()
	}
	if v.Kind() == reflect.Map {
		var pairs []string
		for _, key := range sortedKeys(v) {
			pairs = append(pairs, key.String()+": "+show(v.MapIndex(key)))
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	}
	if v.Kind() != reflect.Slice {
		return fmt.Sprint(v.Interface())
	}
	var items []string
	for i := range v.Len() {
		items = append(items, show(v.Index(i)))
	}
	return "[" + strings.Join(items, ", ") + "]"
}
