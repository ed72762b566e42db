package config

import (
	"reflect"
	"slices"

	"syncd/internal/source"
)

// resolver is what a source's config may implement if it holds paths: it is called
// before Validate with the folder in which relative ones start.
type resolver interface{ Resolve(folder string) }

// source reads one entry under `sources:`: the house's own keys, then the rest
// into what the catalog says.
func (d *decoder) source(n *node, v reflect.Value, path string) any {
	own := fields(sourceType)
	if n.kind != mapping {
		return d.structure(n, v, path)
	}
	house, rest := &node{at: n.at, kind: mapping}, &node{at: n.at, kind: mapping}
	for _, p := range n.pairs {
		to := rest
		if _, ok := named(own, p.name); ok {
			to = house
		}
		to.pairs = append(to.pairs, p)
	}
	out, _ := d.structure(house, v, path).(map[string]any)
	entry := v.Addr().Interface().(*Source)
	section, ok := d.section(n, entry.Kind, path)
	if !ok {
		d.hide(rest)
		return out
	}
	more, _ := d.structure(rest, reflect.ValueOf(section).Elem(), path, own...).(map[string]any)
	for k, x := range more {
		out[k] = x
	}
	if d.merged {
		d.validate(section, path)
	}
	entry.Config, entry.Abilities = section, d.abilities(entry.Kind)
	return out
}

// abilities are those of a kind that the catalogue has.
func (d *decoder) abilities(kind string) source.Abilities {
	i := slices.IndexFunc(d.catalog, func(s source.Spec) bool { return s.Kind == kind })
	return d.catalog[i].Abilities
}

// section makes the empty config of a kind.
func (d *decoder) section(n *node, kind, path string) (source.Config, bool) {
	var kinds []string
	for _, s := range d.catalog {
		kinds = append(kinds, s.Kind)
	}
	i := slices.Index(kinds, kind)
	if i < 0 {
		if k := n.get("kind"); k != nil && kind != "" {
			d.refuse(k, join(path, "kind"), "unknown kind of source %q%s", kind, meant(kind, kinds))
		}
		return nil, false
	}
	section := d.catalog[i].Config()
	if t := reflect.TypeOf(section); t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		d.refuse(n, path, "sources of kind %q cannot be configured", kind)
		return nil, false
	}
	return section, true
}

// validate lets a section judge itself. What it says of a value that was refused is
// dropped: it saw the default instead.
func (d *decoder) validate(section source.Config, path string) {
	if r, ok := section.(resolver); ok {
		p, _ := d.book.find(path)
		r.Resolve(d.folder(p.value))
	}
	for _, problem := range section.Validate() {
		at := path
		if problem.Key != "" {
			at = join(path, problem.Key)
		}
		p, exact := d.book.find(at)
		where := p.key
		if exact {
			where = p.value
		}
		if !p.bad {
			d.report.fault(where, "%s: %s", path, problem.Text)
		}
	}
}

// Section decodes one entry of `sources:` alone, strictly: a Spec's example must
// pass. Faults name the example of the kind as their file.
func Section(spec source.Spec) (Source, Report) {
	var r reporter
	t := newText("example of "+spec.Kind, []byte(spec.Example))
	r.texts = append(r.texts, t)
	var s Source
	if n := grow(t, &r); n != nil {
		folder := func(Origin) string { return "/" }
		b := book{"": place{key: n.at, value: n.at}}
		d := &decoder{report: &r, catalog: []source.Spec{spec}, book: b, folder: folder}
		d.decode(n, reflect.ValueOf(&s).Elem(), field{}, "")
		if s.Config != nil && len(r.faults) == 0 {
			d.validate(s.Config, "")
		}
	}
	return s, r.finish()
}
