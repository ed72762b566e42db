package site

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Draft is what a create, an edit or a transition asks for; all editions share its shape.
type Draft struct {
	Fields     map[string]json.RawMessage `json:"fields"`
	Update     map[string]json.RawMessage `json:"update"`
	Properties []Property                 `json:"properties"`
	Transition *struct {
		ID json.RawMessage `json:"id"`
	} `json:"transition"`
}

// verb is one operation of `update`, such as {"add": "label"}.
type verb struct {
	name string
	raw  json.RawMessage
}

// verbs reads the operations on one field.
func verbs(field string, raw json.RawMessage) ([]verb, *Refusal) {
	var list []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &list); err != nil {
		return nil, refuseField(field, "Operations must be an array of objects.")
	}
	var out []verb
	for _, m := range list {
		if len(m) != 1 {
			return nil, refuseField(field, "Each operation must name exactly one verb.")
		}
		for name, v := range m {
			if !slices.Contains([]string{"set", "add", "remove", "edit", "copy"}, name) {
				return nil, refuseField(field, "Unknown operation '%s'.", name)
			}
			out = append(out, verb{name, v})
		}
	}
	return out, nil
}

// side are the parts of an update that are no field values.
type side struct {
	links    []json.RawMessage
	comments []verb
}

// scope says which fields a request may write, and how to read them.
type scope struct {
	site    *Site
	project *Project
	dialect Dialect
	allowed func(field string) bool
}

// assemble applies a draft to a copy of the current values. Every fault is collected, as Jira reports them together.
func (sc scope) assemble(d *Draft, current map[string]any, faults *refusals) (map[string]any, side) {
	values := maps.Clone(current)
	if values == nil {
		values = map[string]any{}
	}
	for _, id := range slices.Sorted(maps.Keys(d.Fields)) {
		if _, both := d.Update[id]; both {
			faults.add(refuseField(id, "Field '%s' cannot appear in both 'fields' and 'update'", id))
			continue
		}
		raw := d.Fields[id]
		if id == "parent" && string(raw) == "{}" { // sent empty by a widespread client
			continue
		}
		faults.add(sc.set(values, id, raw))
	}
	return values, sc.update(d, values, faults)
}

func (sc scope) update(d *Draft, values map[string]any, faults *refusals) side {
	var extra side
	for _, id := range slices.Sorted(maps.Keys(d.Update)) {
		ops, refusal := verbs(id, d.Update[id])
		faults.add(refusal)
		for _, op := range ops {
			switch id {
			case "comment":
				extra.comments = append(extra.comments, op)
			case "issuelinks":
				if !sc.allowed(id) || op.name != "add" {
					faults.add(cannotSet(id))
					continue
				}
				extra.links = append(extra.links, op.raw)
			default:
				faults.add(sc.operate(values, id, op))
			}
		}
	}
	return extra
}

// input checks that the field may be written at all.
func (sc scope) input(id string) (input, *Refusal) {
	f := sc.site.catalog.field(id)
	if f == nil || f.Kind == KindComputed || len(f.Ops) == 0 || !sc.allowed(id) {
		return input{}, cannotSet(id)
	}
	return input{site: sc.site, field: f, project: sc.project, dialect: sc.dialect}, nil
}

func (sc scope) set(values map[string]any, id string, raw json.RawMessage) *Refusal {
	in, refusal := sc.input(id)
	if refusal != nil {
		return refusal
	}
	v, refusal := in.parse(raw)
	if refusal != nil {
		return refusal
	}
	assign(values, id, v)
	return nil
}

func assign(values map[string]any, id string, v any) {
	if v == nil {
		delete(values, id)
		return
	}
	values[id] = v
}

func (sc scope) operate(values map[string]any, id string, op verb) *Refusal {
	in, refusal := sc.input(id)
	switch {
	case refusal != nil:
		return refusal
	case op.name == "set":
		return sc.set(values, id, op.raw)
	case !slices.Contains(in.field.Ops, op.name):
		return refuseField(id, "Field '%s' does not support operation '%s'. Supported operation(s) are: '%s'.", id, op.name, strings.Join(in.field.Ops, ", "))
	}
	// One element is read as a list of one, so that its checks are the list's.
	v, refusal := in.parse(json.RawMessage(fmt.Sprintf("[%s]", op.raw)))
	if refusal != nil {
		return refusal
	}
	elements, _ := v.([]string)
	current, _ := values[id].([]string)
	next := slices.DeleteFunc(slices.Clone(current), func(e string) bool { return slices.Contains(elements, e) })
	if op.name == "add" {
		next = append(next, elements...)
	}
	if in.field.Kind == KindLabels {
		slices.Sort(next)
	}
	assign(values, id, listOrNil(next))
	return nil
}
