package graphql

import (
	"fmt"
	"slices"
)

// checker holds an operation against a schema.
type checker struct {
	schema *Schema
	op     *Operation
	used   map[string]bool
	faults []*Error
}

func (c *checker) fault(at Location, format string, args ...any) {
	c.faults = append(c.faults, faulty(at, format, args...))
}

// root is the type at which an operation starts.
func root(kind string) string {
	if kind == "mutation" {
		return "Mutation"
	}
	return "Query"
}

// Check returns everything that is wrong with an operation. It comes before Variables and Run, which rely on it. The words are
// the reference implementation's.
func (s *Schema) Check(op *Operation) []*Error {
	c := &checker{schema: s, op: op, used: map[string]bool{}}
	seen := map[string]bool{}
	for _, v := range op.Variables {
		if t := s.types[v.Type.base()]; t == nil || t.Kind == "type" {
			c.fault(v.At, "Variable \"$%s\" cannot be of type %q.", v.Name, v.Type)
		} else if v.HasDefault {
			c.value(v.At, v.Default, v.Type)
		}
		if seen[v.Name] {
			c.fault(v.At, "There can be only one variable named \"$%s\".", v.Name)
		}
		seen[v.Name] = true
	}
	c.set(root(op.Kind), op.Set)
	for _, v := range op.Variables {
		if !c.used[v.Name] {
			c.fault(v.At, "Variable \"$%s\" is never used.", v.Name)
		}
	}
	return c.faults
}

func (c *checker) set(typeName string, set []Selection) {
	told := map[string]string{}
	for _, sel := range set {
		if was, twice := told[sel.Alias]; twice && was != fmt.Sprint(sel.Name, sel.Args) {
			c.fault(sel.At, "Fields %q conflict. Use different aliases on the fields to fetch both.", sel.Alias)
		}
		told[sel.Alias] = fmt.Sprint(sel.Name, sel.Args)
		if sel.Name == "__typename" && len(sel.Args) == 0 && sel.Set == nil {
			continue
		}
		f := c.schema.Field(typeName, sel.Name)
		if f == nil {
			c.fault(sel.At, "Cannot query field %q on type %q.", sel.Name, typeName)
			continue
		}
		c.arguments(sel, f)
		inner := c.schema.types[f.Type.base()]
		switch {
		case inner.Kind == "type" && sel.Set == nil:
			c.fault(sel.At, "Field %q of type %q must have a selection of subfields.", sel.Name, f.Type)
		case inner.Kind != "type" && sel.Set != nil:
			c.fault(sel.At, "Field %q must not have a selection since type %q has no subfields.", sel.Name, f.Type)
		case inner.Kind == "type":
			c.set(inner.Name, sel.Set)
		}
	}
}

func (c *checker) arguments(sel Selection, f *Field) {
	given := map[string]bool{}
	for _, a := range sel.Args {
		want := named(f.Args, a.Name)
		switch {
		case want == nil:
			c.fault(a.At, "Unknown argument %q on field %q.", a.Name, sel.Name)
			c.use(a.Value)
			continue
		case given[a.Name]:
			c.fault(a.At, "There can be only one argument named %q.", a.Name)
		}
		given[a.Name] = true
		c.value(a.At, a.Value, want.Type)
	}
	for _, want := range f.Args {
		if want.Type.NonNull && !given[want.Name] {
			c.fault(sel.At, "Field %q argument %q of type %q is required, but it was not provided.", sel.Name, want.Name, want.Type)
		}
	}
}

// use notes the variables in a value that nobody will look at.
func (c *checker) use(v any) {
	switch v := v.(type) {
	case Var:
		c.used[string(v)] = true
	case []any:
		for _, one := range v {
			c.use(one)
		}
	case map[string]any:
		for _, one := range v {
			c.use(one)
		}
	}
}

// value checks a value where a type is wanted. A single value stands for a list of it, as the language has it.
func (c *checker) value(at Location, v any, want Ref) {
	if name, is := v.(Var); is {
		c.variable(at, string(name), want)
		return
	}
	if v == nil {
		if want.NonNull {
			c.fault(at, "Expected value of type %q, found null.", want)
		}
		return
	}
	if want.List != nil {
		list, is := v.([]any)
		if !is {
			list = []any{v}
		}
		for _, one := range list {
			c.value(at, one, *want.List)
		}
		return
	}
	if object, is := v.(map[string]any); is && c.schema.types[want.Name].Kind == "input" {
		c.members(at, object, c.schema.types[want.Name])
		return
	}
	if c.use(v); !fits(v, want.Name, c.schema.types[want.Name].Kind == "input") {
		c.fault(at, "%s cannot represent value: %v", want.Name, v)
	}
}

// fits reports whether a literal is one of a scalar. What no one knows, such as JSON, takes anything.
func fits(v any, scalar string, input bool) bool {
	ok := !input
	switch scalar {
	case "String":
		_, ok = v.(string)
	case "ID":
		_, text := v.(string)
		_, number := v.(int64)
		ok = text || number
	case "Int":
		n, is := v.(int64)
		ok = is && int64(int32(n)) == n
	case "Float":
		_, whole := v.(int64)
		_, ok = v.(float64)
		ok = ok || whole
	case "Boolean":
		_, ok = v.(bool)
	}
	return ok
}

func (c *checker) members(at Location, object map[string]any, t *Type) {
	for name, v := range object {
		f := named(t.Fields, name)
		if f == nil {
			c.fault(at, "Field %q is not defined by type %q.", name, t.Name)
			c.use(v)
			continue
		}
		c.value(at, v, f.Type)
	}
	for _, f := range t.Fields {
		if _, given := object[f.Name]; f.Type.NonNull && !given {
			c.fault(at, "Field \"%s.%s\" of required type %q was not provided.", t.Name, f.Name, f.Type)
		}
	}
}

// variable checks that what a variable may hold is what is wanted where it is used.
func (c *checker) variable(at Location, name string, want Ref) {
	c.used[name] = true
	n := slices.IndexFunc(c.op.Variables, func(v Variable) bool { return v.Name == name })
	if n < 0 {
		c.fault(at, "Variable \"$%s\" is not defined.", name)
		return
	}
	v := c.op.Variables[n]
	has := v.Type
	if v.HasDefault && v.Default != nil {
		has.NonNull = true
	}
	if !assignable(has, want) {
		c.fault(at, "Variable \"$%s\" of type %q used in position expecting type %q.", name, v.Type, want)
	}
}

func assignable(has, want Ref) bool {
	switch {
	case want.NonNull && !has.NonNull:
		return false
	case want.List != nil && has.List != nil:
		return assignable(*has.List, *want.List)
	}
	return want.List == nil && has.List == nil && has.Name == want.Name
}
