package graphql

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
)

// Args are the arguments of a field, variables and defaults filled in. What was not given has no entry.
type Args map[string]any

// Text is a string argument, "" when it was not given.
func (a Args) Text(name string) string {
	s, _ := a[name].(string)
	return s
}

// Int is a whole number, otherwise what it is otherwise.
func (a Args) Int(name string, otherwise int) int {
	if n, is := a[name].(int64); is {
		return int(n)
	}
	return otherwise
}

// Texts is a list of strings; a single one is a list, too. Nulls in it are left out.
func (a Args) Texts(name string) []string {
	list, is := a[name].([]any)
	if !is && a[name] != nil {
		list = []any{a[name]}
	}
	out := []string{}
	for _, one := range list {
		if s, is := one.(string); is {
			out = append(out, s)
		}
	}
	return out
}

// Object answers for its fields: with nil, a string, number or bool, an Object, a slice of these as []any, or, for a
// scalar that holds JSON, anything that encodes.
type Object interface {
	Resolve(field string, args Args) (any, error)
}

// Variables reads what a request gives for the variables of an operation: JSON numbers become whole where Int is wanted.
func (s *Schema) Variables(op *Operation, given map[string]any) (map[string]any, []*Error) {
	out := map[string]any{}
	c := &checker{schema: s, op: op, used: map[string]bool{}}
	for _, v := range op.Variables {
		value, is := given[v.Name]
		switch {
		case is:
			value = whole(value)
			before := len(c.faults)
			c.value(v.At, value, v.Type)
			for _, f := range c.faults[before:] {
				f.Message = fmt.Sprintf("Variable \"$%s\" got invalid value; %s", v.Name, f.Message)
			}
			out[v.Name] = value
		case v.HasDefault:
			out[v.Name] = v.Default
		case v.Type.NonNull:
			c.fault(v.At, "Variable \"$%s\" of required type %q was not provided.", v.Name, v.Type)
		}
	}
	return out, c.faults
}

// whole turns numbers without a fraction into int64, however deep.
func whole(v any) any {
	switch v := v.(type) {
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case []any:
		out := make([]any, len(v))
		for n, one := range v {
			out[n] = whole(one)
		}
		return out
	case map[string]any:
		out := maps.Clone(v)
		for k, one := range v {
			out[k] = whole(one)
		}
		return out
	}
	return v
}

// fill puts variables into a value; known is false for one that was not given.
func fill(v any, vars map[string]any) (filled any, known bool) {
	switch v := v.(type) {
	case Var:
		filled, known = vars[string(v)]
		return filled, known
	case []any:
		out := []any{}
		for _, one := range v {
			f, _ := fill(one, vars)
			out = append(out, f)
		}
		return out, true
	case map[string]any:
		out := map[string]any{}
		for k, one := range v {
			if f, known := fill(one, vars); known {
				out[k] = f
			}
		}
		return out, true
	}
	return v, true
}

// Arguments are the arguments of a selection with variables filled in.
func (sel Selection) Arguments(vars map[string]any) Args {
	out := Args{}
	for _, a := range sel.Args {
		if v, known := fill(a.Value, vars); known {
			out[a.Name] = v
		}
	}
	return out
}

// Pairs is an object that keeps its order.
type Pairs []Pair

// Pair is a member of an object.
type Pair struct {
	Name  string
	Value any
}

// MarshalJSON writes the members in their order.
func (p Pairs) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for n, one := range p {
		name, err := json.Marshal(one.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(one.Value)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, name...), ':'), value...)
	}
	return append(out, '}'), nil
}

// execution collects an answer.
type execution struct {
	schema *Schema
	vars   map[string]any
	faults []*Error
}

// Run answers a checked operation from its root. A field that fails is null, and why is among the errors.
func (s *Schema) Run(op *Operation, from Object, vars map[string]any) (Pairs, []*Error) {
	x := &execution{schema: s, vars: vars}
	return x.set(root(op.Kind), op.Set, from, nil), x.faults
}

func (x *execution) set(typeName string, set []Selection, from Object, path []any) Pairs {
	out := Pairs{}
	for _, sel := range set {
		if slices.ContainsFunc(out, func(p Pair) bool { return p.Name == sel.Alias }) {
			continue // asked for twice alike
		}
		if sel.Name == "__typename" {
			out = append(out, Pair{sel.Alias, typeName})
			continue
		}
		here := append(slices.Clone(path), sel.Alias)
		v, err := from.Resolve(sel.Name, sel.Arguments(x.vars))
		if err != nil {
			x.faults = append(x.faults, &Error{Message: err.Error(), Locations: []Location{sel.At}, Path: here})
			v = nil
		}
		out = append(out, Pair{sel.Alias, x.complete(x.schema.Field(typeName, sel.Name).Type, sel, v, here)})
	}
	return out
}

func (x *execution) complete(want Ref, sel Selection, v any, path []any) any {
	if list, is := v.([]any); is && want.List != nil {
		out := []any{}
		for n, one := range list {
			out = append(out, x.complete(*want.List, sel, one, append(slices.Clone(path), n)))
		}
		return out
	}
	if from, is := v.(Object); is {
		return x.set(want.base(), sel.Set, from, path)
	}
	return v
}
