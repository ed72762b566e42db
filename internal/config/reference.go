package config

import (
	"path/filepath"
	"reflect"

	"syncd/internal/secret"
)

// placedRef is a secret reference and the key that holds it.
type placedRef struct {
	path string
	at   Origin
	ref  secret.Ref
}

// ref reads a secret reference: a mapping with one place, or the secret itself.
func (d *decoder) ref(n *node, v reflect.Value, path string) any {
	if d.merged && n.kind == list && len(n.items) == 1 {
		n = n.items[0]
	}
	var ref secret.Ref
	switch n.kind {
	case scalar:
		d.hide(n)
		ref.Literal = secret.New(n.text)
	case mapping:
		if !d.places(n, &ref, path) {
			return nil
		}
	default:
		d.hide(n)
		return d.refuse(n, path, "must be a mapping with one of file, env, credential, found %s", n.kind)
	}
	if err := ref.Check(); err != nil {
		return d.refuse(n, path, "%v", err)
	}
	if d.merged && ref.File != "" && !filepath.IsAbs(ref.File) {
		ref.File = filepath.Join(d.folder(n.at), ref.File)
	}
	v.Set(reflect.ValueOf(ref))
	d.refs = append(d.refs, placedRef{path, n.at, ref})
	return carry(ref)
}

// places reads the mapping form.
func (d *decoder) places(n *node, ref *secret.Ref, path string) bool {
	ok := true
	for _, p := range n.pairs {
		into := map[string]*string{"file": &ref.File, "env": &ref.Env, "credential": &ref.Credential}[p.name]
		switch {
		case d.merged && p.name == "literal":
			ref.Literal = secret.New(p.value.text)
		case into == nil:
			d.hide(p.value)
			d.unknown(p, []field{{name: "file"}, {name: "env"}, {name: "credential"}}, path)
			ok = false
		case p.value.kind != scalar:
			d.hide(p.value)
			d.refuse(p.value, path, "%s must be text, found %s", p.name, p.value.kind)
			ok = false
		default:
			*into = p.value.text
		}
	}
	if !ok {
		d.bad(path)
	}
	return ok
}

// carry packs a reference for its way through the layers. The list around it makes
// a later layer replace it as a whole instead of merging file with env.
func carry(ref secret.Ref) []any {
	out := map[string]any{}
	for k, s := range map[string]string{"file": ref.File, "env": ref.Env, "credential": ref.Credential, "literal": ref.Literal.Reveal()} {
		if s != "" {
			out[k] = s
		}
	}
	return []any{out}
}
