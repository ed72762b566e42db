package config

import (
	"reflect"

	"syncd/internal/source"
)

// decoder checks nodes against Go types. It runs once per layer, strictly, and
// once over the merged whole.
type decoder struct {
	report  *reporter
	catalog []source.Spec
	book    book
	refs    []placedRef // secrets that were met
	// merged is set for the second run: its nodes come from what passed the first,
	// and hold secrets in the form in which layer.go carries them.
	merged bool
	folder func(Origin) string // where relative paths start
}

// decode reads n into v and returns what goes into the layer: a string, a []any or
// a map[string]any. It returns nil where the value was refused.
func (d *decoder) decode(n *node, v reflect.Value, f field, path string) any {
	t := v.Type()
	switch {
	case t == refType:
		return d.ref(n, v, path)
	case t == sourceType:
		return d.source(n, v, path)
	case t == ruleType:
		return d.fieldRule(n, v, path)
	case t == textsType:
		return d.texts(n, v, path)
	case t.Kind() == reflect.Pointer:
		fresh := reflect.New(t.Elem())
		out := d.decode(n, fresh.Elem(), f, path)
		v.Set(fresh)
		return out
	case isStruct(t):
		return d.structure(n, v, path)
	case t.Kind() == reflect.Slice && !isText(t):
		return d.list(n, v, f, path)
	case t.Kind() == reflect.Map:
		return d.dictionary(n, v, f, path)
	default:
		return d.scalar(n, v, f, path)
	}
}

// refuse reports a value and remembers that it is bad, so that nothing else is
// reported only because it is not there.
func (d *decoder) refuse(n *node, path, format string, args ...any) any {
	d.report.fault(n.at, path+": "+format, args...)
	d.bad(path)
	return nil
}

// note writes down where a key and its value stand; the book of the merged whole
// is complete already.
func (d *decoder) note(path string, key, value Origin) {
	if !d.merged {
		d.book[path] = place{key: key, value: value}
	}
}

// structure reads a mapping with fixed keys. What the mapping does not name keeps
// the value that v has.
func (d *decoder) structure(n *node, v reflect.Value, path string, also ...field) any {
	if n.kind != mapping {
		if holdsSecret(v.Type()) {
			d.hide(n)
		}
		return d.refuse(n, path, "must be a mapping of keys to values, found %s", n.kind)
	}
	known, out := fields(v.Type()), map[string]any{}
	for _, p := range n.pairs {
		f, ok := named(known, p.name)
		if !ok {
			d.unknown(p, append(known, also...), path)
			if holdsSecret(v.Type()) || holdsWord(p.name) {
				d.hide(p.value)
			}
			continue
		}
		at := join(path, p.name)
		d.note(at, p.at, p.value.at)
		if p.value.kind == empty {
			continue
		}
		if x := d.decode(p.value, v.FieldByIndex(f.index), f, at); x != nil {
			out[p.name] = x
		}
	}
	return out
}

// unknown reports a key that the type does not have.
func (d *decoder) unknown(p pair, known []field, path string) {
	var names []string
	for _, f := range known {
		names = append(names, f.name)
	}
	d.report.fault(p.at, "unknown key %q%s%s", p.name, in(path), meant(p.name, names))
}

// bad marks a value that was not accepted, or a list that lost an item.
func (d *decoder) bad(path string) {
	p := d.book[path]
	p.bad = true
	d.book[path] = p
}

// named finds a field by its key.
func named(list []field, name string) (field, bool) {
	for _, f := range list {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// hide blacks out a value in every excerpt.
func (d *decoder) hide(n *node) {
	if t := d.report.text(n.at.File); t != nil {
		t.hide(n)
	}
}
