package config

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/env/v2"
)

// prefix begins the name of every variable that sets a value: SYNCD_JIRA__URL
// sets jira.url.
const prefix = "SYNCD_"

// variable returns the name of the variable that sets a path.
func variable(path string) string {
	return prefix + strings.ToUpper(strings.ReplaceAll(path, ".", "__"))
}

// environment turns variables into a layer's nodes. Names that a secret reference
// reads, and the reserved ones, are not settings; any other unknown name is a
// fault, because a mistyped variable is otherwise silently nothing.
func (l *loader) environment() *node {
	provider := env.Provider("", env.Opt{
		Prefix:      prefix,
		EnvironFunc: func() []string { return assignments(l.opt.Environ) },
		TransformFunc: func(name, value string) (string, any) {
			return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, prefix), "__", ".")), value
		},
	})
	flat, err := provider.Read()
	if err != nil {
		l.report.fault(Origin{Other: "environment"}, "cannot be read: %v", err)
		return nil
	}
	known := leaves(reflect.TypeFor[Config](), "")
	foreign := l.foreign(flat)
	root := &node{kind: mapping}
	for _, path := range slices.Sorted(maps.Keys(flat)) {
		name := variable(path)
		at := Origin{Other: "environment variable " + name}
		switch {
		case slices.Contains(known, path):
			l.put(root, at, path, flat[path].(string))
		case !slices.Contains(foreign, name):
			l.report.fault(at, "unknown variable%s", l.suggest(path, known, variable))
		}
	}
	return root
}

// assignments drops what is no NAME=value, which the provider does not expect.
func assignments(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(s string) bool { return !strings.Contains(s, "=") })
}

// foreign lists the names that others read.
func (l *loader) foreign(flat map[string]any) []string {
	out := slices.Clone(l.opt.Reserved)
	for _, r := range l.refs {
		out = append(out, r.ref.Env)
	}
	for path, value := range flat {
		if name, ok := value.(string); ok && strings.HasSuffix(path, ".env") {
			out = append(out, name)
		}
	}
	return out
}

// flags turns overrides into a layer's nodes.
func (l *loader) flags() *node {
	known := leaves(reflect.TypeFor[Config](), "")
	root := &node{kind: mapping}
	for _, path := range slices.Sorted(maps.Keys(l.opt.Overrides)) {
		at := Origin{Other: "flag " + path}
		if !slices.Contains(known, path) {
			l.report.fault(at, "unknown setting%s", l.suggest(path, known, func(s string) string { return s }))
			continue
		}
		l.put(root, at, path, l.opt.Overrides[path])
	}
	return root
}

// suggest finds the setting that a path was meant to be; _ and __ are the most
// frequent confusion and count as equal.
func (l *loader) suggest(path string, known []string, show func(string) string) string {
	for _, name := range concatenated {
		if path == name || strings.HasPrefix(path, name+".") || strings.HasPrefix(path, name+"_") {
			return ": " + name + " is a list, which only files set"
		}
	}
	flatten := strings.NewReplacer(".", "_", "__", "_")
	var names []string
	for _, k := range known {
		names = append(names, flatten.Replace(k))
	}
	if i := slices.Index(names, nearest(flatten.Replace(path), names)); i >= 0 {
		return "; did you mean " + show(known[i]) + "?"
	}
	return ""
}

// put adds a scalar below root at a dotted path.
func (l *loader) put(root *node, at Origin, path, value string) {
	n := root
	parts := strings.Split(path, ".")
	for i, name := range parts {
		next := n.get(name)
		last := i == len(parts)-1
		switch {
		case next != nil && (last || next.kind != mapping):
			l.report.fault(at, "cannot be set together with %s: keep one of them", next.at)
			return
		case next == nil && last:
			next = &node{at: at, kind: scalar, text: value}
		case next == nil:
			next = &node{at: at, kind: mapping}
		}
		if n.get(name) == nil {
			n.pairs = append(n.pairs, pair{name, at, next})
		}
		n = next
	}
}
