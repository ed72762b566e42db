package config

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// Bounds of one file. Anchors are allowed, so its size does not bound its content.
const (
	depthMax = 40
	nodesMax = 50_000
)

// grower turns the YAML of one file into nodes.
type grower struct {
	text   *text
	report *reporter
	nodes  int
	open   map[*yaml.Node]bool // what is being resolved: an alias into it never ends
}

// grow parses a file. A nil node means that nothing can be decoded; the reason
// was reported.
func grow(t *text, r *reporter) *node {
	g := &grower{text: t, report: r, open: map[*yaml.Node]bool{}}
	var doc, next yaml.Node
	loader, err := yaml.NewLoader(bytes.NewReader(t.raw))
	if err == nil {
		err = loader.Load(&doc)
	}
	switch {
	case doc.Kind == 0 && (err == nil || silent(t.raw)):
		if t.addition {
			return &node{at: Origin{File: t.name}, kind: mapping}
		}
		r.fault(Origin{File: t.name}, "the file is empty: it needs at least jira, sources and syncs")
		return nil
	case err != nil:
		g.syntax(err)
		return nil
	case loader.Load(&next) == nil && next.Kind != 0:
		r.fault(g.at(&next), "a second document begins here: put it into a file of its own in conf.d")
		return nil
	}
	g.mark(&doc)
	root := g.node(&doc, 0)
	if g.nodes > nodesMax {
		return nil
	}
	if root != nil && root.kind != mapping {
		r.fault(root.at, "the file must be a mapping of keys to values, found %s", root.kind)
		return nil
	}
	return root
}

// node converts one YAML node; nil where it was refused.
func (g *grower) node(y *yaml.Node, depth int) *node {
	if g.nodes++; g.nodes > nodesMax || depth > depthMax {
		if g.nodes <= nodesMax+1 {
			g.report.fault(g.at(y), "the file is too large or nested too deeply: at most %d values and %d levels, aliases expanded", nodesMax, depthMax)
		}
		// Beyond the bound everything is refused, so that a bomb ends here.
		g.nodes = nodesMax + 1
		return nil
	}
	switch y.Kind {
	case yaml.DocumentNode:
		return g.node(y.Content[0], depth)
	case yaml.AliasNode:
		return g.alias(y, depth)
	case yaml.SequenceNode:
		return g.sequence(y, depth)
	case yaml.MappingNode:
		return g.mapping(y, depth)
	default:
		return g.scalar(y)
	}
}

// alias follows an alias once per use; the node bound stops bombs.
func (g *grower) alias(y *yaml.Node, depth int) *node {
	if y.Alias == nil || g.open[y.Alias] {
		g.report.fault(g.at(y), "the alias *%s contains itself", y.Value)
		return nil
	}
	return g.node(y.Alias, depth+1)
}

// sequence converts a list; refused items are left out.
func (g *grower) sequence(y *yaml.Node, depth int) *node {
	g.open[y] = true
	defer delete(g.open, y)
	n := &node{at: g.at(y), kind: list}
	for _, c := range y.Content {
		if v := g.node(c, depth+1); v != nil {
			n.items = append(n.items, v)
		}
	}
	return n
}

// scalar converts a single value.
func (g *grower) scalar(y *yaml.Node) *node {
	n := &node{at: g.at(y), kind: scalar, text: y.Value, tag: strings.TrimPrefix(y.Tag, "!!")}
	n.block = n.at.width < utf8.RuneCountInString(y.Value)
	switch n.tag {
	case "null":
		n.kind = empty
	case "str", "int", "float", "bool", "timestamp", "merge":
	default:
		g.report.fault(n.at, "the tag %s is not supported: leave it out", y.Tag)
		return nil
	}
	return n
}
