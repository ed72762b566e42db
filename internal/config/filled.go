package config

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// FieldRule says what one further field of a defect holds. A text or a list in its place
// is short for `value`.
type FieldRule struct {
	From     string            `yaml:"from" enum:"case.id,case.title,case.class,case.file,case.suite,case.owner,case.component,case.priority,case.tags,case.url,source,environment,rows,stories,since.run,since.version,since.build,since.branch,since.commit,run.name,run.version,run.build,run.branch,run.commit,run.url,page" doc:"what the field is taken from; since is the run in which the failure began, run that of the latest failure"`
	Map      map[string]string `yaml:"map" doc:"what becomes of a value of from, in any case; one that is not listed gives default"`
	Default  string            `yaml:"default" doc:"value where from gives none; empty: the field is left alone"`
	Value    Texts             `yaml:"value" doc:"value, or list of values, instead of from; templates as in summary"`
	Conflict string            `yaml:"conflict" enum:"keep,enforce" doc:"what happens to an edit by people: it stays, or it is overwritten"`
	Set      string            `yaml:"set" enum:"always,create" doc:"always: written with the new defect and kept true; create: written once"`
}

// Texts is a list of texts; a single text stands for a list of one.
type Texts []string

// The types of this file that decoding treats apart.
var (
	ruleType  = reflect.TypeFor[FieldRule]()
	textsType = reflect.TypeFor[Texts]()
)

// setDefaults is what a rule with nothing but a value means.
func (f *FieldRule) setDefaults() { *f = FieldRule{Conflict: "keep", Set: "always"} }

// fieldRule reads a rule, or the value that is short for one.
func (d *decoder) fieldRule(n *node, v reflect.Value, path string) any {
	switch n.kind {
	case mapping:
		return d.structure(n, v, path)
	case scalar, list:
		at := join(path, "value")
		d.note(at, n.at, n.at)
		if x := d.texts(n, v.FieldByName("Value"), at); x != nil {
			return map[string]any{"value": x}
		}
		return nil
	}
	return d.refuse(n, path, "is empty: give a value, a list of values, or a mapping with from or value")
}

// texts reads a list of texts, or a single one.
func (d *decoder) texts(n *node, v reflect.Value, path string) any {
	if n.kind == list {
		return d.list(n, v, field{}, path)
	}
	one := reflect.New(reflect.TypeFor[string]()).Elem()
	x := d.scalar(n, one, field{}, path)
	if x == nil {
		return nil
	}
	v.Set(reflect.ValueOf(Texts{one.String()}))
	return []any{x}
}

// ruleSchema describes a rule, or what is short for one.
func ruleSchema() object {
	var f FieldRule
	f.setDefaults()
	return object{"oneOf": []object{{"type": "string"}, {"type": "number"}, textsSchema()["oneOf"].([]object)[2], structSchema(reflect.ValueOf(f))}}
}

// textsSchema describes a list of texts, or a single one.
func textsSchema() object {
	return object{"oneOf": []object{{"type": "string"}, {"type": "number"}, {"type": "array", "items": object{"type": []string{"string", "number"}}}}}
}

// apart are the fields that have settings of their own, by what people may call them.
var apart = map[string]string{
	"summary": "defects.summary", "description": "defects.description", "labels": "defects.labels", "project": "defects.project",
	"issuetype": "defects.type", "issue type": "defects.type", "issuelinks": "defects.link", "linked issues": "defects.link",
	"attachment": "defects.attach",
}

// checkFields judges what fields are filled with.
func (d *Defects) checkFields(r *ruling, path string) {
	first := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(d.Fields)) {
		at, low := join(path+".fields", name), strings.ToLower(strings.TrimSpace(name))
		if !r.sound(at) {
			continue
		}
		switch own := apart[low]; {
		case own != "":
			r.fault(at, "%s is set by %s", name, own)
		case first[low] != "":
			r.fault(at, "%s and %s are the same field", first[low], name)
		case low == "priority" && d.Priority != "":
			r.fault(at, "priority is set twice, also by defects.priority")
		}
		first[low] = name
		f := d.Fields[name]
		if text := f.odd(); text != "" && r.sound(at, join(at, "from"), join(at, "value"), join(at, "map")) {
			r.fault(at, "%s: %s", name, text)
		}
		f.checkValue(r, at, name)
	}
}

// odd says what is wrong with the parts of a rule, "" if nothing is.
func (f FieldRule) odd() string {
	switch {
	case f.From != "" && len(f.Value) > 0:
		return "from and value exclude each other: say where the value comes from, or what it is"
	case f.From == "" && len(f.Value) == 0:
		return "says nothing: add from or value"
	case f.From == "" && (len(f.Map) > 0 || f.Default != ""):
		return "map and default belong to from; a value has none"
	case len(f.Map) > 0:
		return twofold(f.Map)
	}
	return ""
}

// twofold finds keys of a map that differ in case alone.
func twofold(m map[string]string) string {
	first := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		low := strings.ToLower(strings.TrimSpace(key))
		if other, ok := first[low]; ok {
			return fmt.Sprintf("map: %q and %q are the same value", other, key)
		}
		first[low] = key
	}
	return ""
}

// checkValue compiles the templates of a value.
func (f FieldRule) checkValue(r *ruling, at, name string) {
	for i, text := range f.Value {
		place := join(at, "value")
		if len(f.Value) > 1 {
			place = item(place, i)
		}
		if r.value == nil || !r.sound(place) {
			continue
		}
		if err := r.value(text); err != nil {
			r.fault(place, "%s: %s", name, firstLine(err))
		}
	}
}
