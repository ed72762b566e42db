package config

import "reflect"

// list reads a list. Structs in it begin with their defaults.
func (d *decoder) list(n *node, v reflect.Value, f field, path string) any {
	if n.kind != list {
		return d.refuse(n, path, "must be a list, found %s: begin each item with a dash on a line of its own", n.kind)
	}
	items := reflect.MakeSlice(v.Type(), len(n.items), len(n.items))
	out := make([]any, 0, len(n.items))
	for i, c := range n.items {
		at, slot := item(path, i), items.Index(i)
		d.note(at, c.at, c.at)
		if d.book[at].bad {
			continue
		}
		if x, ok := slot.Addr().Interface().(interface{ setDefaults() }); ok {
			x.setDefaults()
		}
		x := d.decode(c, slot, f, at)
		if x == nil {
			// The place is kept: what follows must not change its index.
			x = map[string]any{}
			if !isStruct(v.Type().Elem()) {
				x = ""
			}
			d.bad(path)
		}
		out = append(out, x)
	}
	v.Set(items)
	return out
}

// dictionary reads a mapping with free keys. Structs in it begin with their defaults.
func (d *decoder) dictionary(n *node, v reflect.Value, f field, path string) any {
	if n.kind != mapping {
		return d.refuse(n, path, "must be a mapping of keys to values, found %s", n.kind)
	}
	if v.Type().Key().Kind() != reflect.String {
		return d.refuse(n, path, "cannot be configured")
	}
	all, out := reflect.MakeMap(v.Type()), map[string]any{}
	for _, p := range n.pairs {
		at, slot := join(path, p.name), reflect.New(v.Type().Elem()).Elem()
		d.note(at, p.at, p.value.at)
		if x, ok := slot.Addr().Interface().(interface{ setDefaults() }); ok {
			x.setDefaults()
		}
		if x := d.decode(p.value, slot, f, at); x != nil {
			out[p.name] = x
			all.SetMapIndex(reflect.ValueOf(p.name).Convert(v.Type().Key()), slot)
		}
	}
	v.Set(all)
	return out
}
