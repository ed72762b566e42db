package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"
)

// concatenated are the lists to which every file adds. All other lists are
// replaced by later layers.
var concatenated = []string{"sources", "notifiers", "syncs"}

// layer is what one file, the environment or the flags say, already checked.
type layer struct {
	values map[string]any
	book   book
}

// merge lays later layers over earlier ones: mappings merge, the lists above are
// joined, everything else is replaced. The books move along.
func merge(layers []layer) (map[string]any, book, error) {
	k, all := koanf.New("."), book{}
	joined := map[string][]any{}
	for i, l := range layers {
		for _, name := range concatenated {
			items, _ := l.values[name].([]any)
			copyBook(all, l.book, name, len(joined[name]))
			joined[name] = append(joined[name], items...)
			if len(joined[name]) > 0 {
				l.values[name] = slices.Clone(joined[name])
			}
		}
		copyBook(all, l.book, "", 0)
		if err := k.Load(confmap.Provider(l.values, ""), nil); err != nil {
			return nil, nil, fmt.Errorf("merge layer %d: %w", i+1, err)
		}
	}
	return k.Raw(), all, nil
}

// copyBook copies the places of one joined list, whose items move by offset, or of
// everything else where the name is empty.
func copyBook(to, from book, name string, offset int) {
	for path, p := range from {
		i := slices.IndexFunc(concatenated, func(c string) bool { return path == c || strings.HasPrefix(path, c+"[") })
		switch {
		case name == "" && i < 0:
			to[path] = p
		case name == "" || i < 0 || concatenated[i] != name:
		case path == name:
			p.bad = p.bad || to[path].bad
			to[path] = p
		default:
			number, rest, _ := strings.Cut(path[len(name)+1:], "]")
			if n, err := strconv.Atoi(number); err == nil {
				to[item(name, n+offset)+rest] = p
			}
		}
	}
}

// rebuild turns merged values back into nodes, with their places.
func rebuild(value any, path string, b book) *node {
	p, _ := b.find(path)
	switch x := value.(type) {
	case map[string]any:
		n := &node{at: p.value, kind: mapping}
		for _, name := range slices.Sorted(maps.Keys(x)) {
			at := join(path, name)
			key, _ := b.find(at)
			n.pairs = append(n.pairs, pair{name, key.key, rebuild(x[name], at, b)})
		}
		return n
	case []any:
		n := &node{at: p.value, kind: list}
		for i, v := range x {
			n.items = append(n.items, rebuild(v, item(path, i), b))
		}
		return n
	default:
		return &node{at: p.value, kind: scalar, text: fmt.Sprint(x)}
	}
}
