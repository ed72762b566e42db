package config

import "reflect"

// required reports keys that must be set and are not.
func (r *ruling) required(v reflect.Value, path string) {
	for _, f := range fields(v.Type()) {
		at, child := join(path, f.name), v.FieldByIndex(f.index)
		p, set := r.book[at]
		switch {
		case p.bad:
		case at == "jira" && r.has("jiras"):
		case f.required && (!set || child.IsZero()):
			r.report.fault(r.holder(path), "%q is missing%s", f.name, in(path))
		case isStruct(child.Type()):
			r.required(child, at)
		case child.Kind() == reflect.Slice && isStruct(child.Type().Elem()):
			r.requiredItems(child, at)
		}
	}
}

// has reports whether a key is set.
func (r *ruling) has(path string) bool {
	_, set := r.book[path]
	return set
}

// requiredItems looks into each item of a list that was not refused.
func (r *ruling) requiredItems(list reflect.Value, path string) {
	for i := range list.Len() {
		at := item(path, i)
		if r.book[at].bad {
			continue
		}
		r.required(list.Index(i), at)
		if s, ok := list.Index(i).Interface().(Source); ok && s.Config != nil {
			r.required(reflect.ValueOf(s.Config).Elem(), at)
		}
	}
}

// holder is where a missing key should have been.
func (r *ruling) holder(path string) Origin {
	p, _ := r.book.find(path)
	return p.key
}

// in names a mapping, for the end of a sentence.
func in(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}
