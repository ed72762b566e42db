package config

import (
	"fmt"

	"go.yaml.in/yaml/v4"
)

// mapping converts a mapping. A key that is set twice is a fault: YAML libraries
// silently keep one of the two, and people read the other.
func (g *grower) mapping(y *yaml.Node, depth int) *node {
	g.open[y] = true
	defer delete(g.open, y)
	n := &node{at: g.at(y), kind: mapping}
	var merged []*node
	first := map[string]int{} // line of each key
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, at := y.Content[i], g.at(y.Content[i])
		if key.Kind != yaml.ScalarNode {
			g.report.fault(at, "%s", oddKey(key))
			continue
		}
		v := g.node(y.Content[i+1], depth+1)
		line, twice := first[key.Value]
		switch {
		case v == nil:
		case twice:
			g.report.fault(at, "key %q is set twice, first in line %d", key.Value, line)
			// It is not decoded, which would have told whether it is a secret.
			g.text.hide(v)
		case key.Tag == "!!merge":
			merged = append(merged, v)
		default:
			first[key.Value] = at.Line
			n.pairs = append(n.pairs, pair{key.Value, at, v})
		}
	}
	for _, m := range merged {
		g.merge(n, m)
	}
	return n
}

// merge adds what `<<:` brings and the mapping does not set itself.
func (g *grower) merge(n, from *node) {
	switch from.kind {
	case list:
		for _, m := range from.items {
			g.merge(n, m)
		}
	case mapping:
		for _, p := range from.pairs {
			if n.get(p.name) == nil {
				n.pairs = append(n.pairs, p)
			}
		}
	default:
		g.report.fault(from.at, "<< takes a mapping or a list of them, found %s", from.kind)
	}
}

// oddKey describes a key that is not a plain text.
func oddKey(y *yaml.Node) string {
	return fmt.Sprintf("a key must be plain text, found %s", map[yaml.Kind]string{
		yaml.MappingNode: "a mapping", yaml.SequenceNode: "a list", yaml.AliasNode: "an alias"}[y.Kind])
}
