package config

import (
	"fmt"
	"strings"
)

// Origin is where a value was set. The zero Origin is the built-in default.
type Origin struct {
	File         string // as it was named
	Line, Column int    // 1-based, in characters; 0: the file as a whole
	Other        string // "environment variable SYNCD_X" or "flag jira.url"; then there is no File

	width int // of the text there, for the caret
}

// String returns file:line:column, or the name of the variable or flag.
func (o Origin) String() string {
	switch {
	case o.Other != "":
		return o.Other
	case o.File == "":
		return "default"
	case o.Line == 0:
		return o.File
	}
	return fmt.Sprintf("%s:%d:%d", o.File, o.Line, o.Column)
}

// kind is the shape of a node.
type kind int

const (
	empty kind = iota // a key without a value: the same as no key
	scalar
	list
	mapping
)

// String names the shape for error texts.
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a mapping"}[k]
}

// node is a value with its place, whatever layer it came from.
type node struct {
	at    Origin
	kind  kind
	text  string // of a scalar, unquoted
	tag   string // YAML's idea of a scalar: str, int, float, bool, timestamp; "" where the layer has no types
	block bool   // a scalar that its one source line does not show as it is
	items []*node
	pairs []pair
}

// pair is one key of a mapping and its value.
type pair struct {
	name  string
	at    Origin
	value *node
}

// get returns the value under a key, or nil.
func (n *node) get(name string) *node {
	for _, p := range n.pairs {
		if p.name == name {
			return p.value
		}
	}
	return nil
}

// place is where a key and its value stand. A bad value was reported already and
// left out.
type place struct {
	key, value Origin
	bad        bool
}

// book says where the value under each dotted path was set.
type book map[string]place

// find returns the place of a path, or of the nearest thing that holds it.
func (b book) find(path string) (p place, exact bool) {
	exact = true
	for {
		if p, ok := b[path]; ok {
			return p, exact
		}
		if path == "" {
			return place{}, false
		}
		path, exact = path[:max(0, strings.LastIndexAny(path, ".["))], false
	}
}

// join appends a key to a path.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// item appends an index to a path.
func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
