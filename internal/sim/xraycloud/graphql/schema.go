package graphql

import "fmt"

// Schema is a set of types; the roots are Query and Mutation.
type Schema struct{ types map[string]*Type }

// Type is an object, an input or a scalar.
type Type struct {
	Kind   string // type, input or scalar
	Name   string
	Fields []*Field
}

// Field is a member of a type. Those of inputs have no arguments.
type Field struct {
	Name string
	Args []*Field
	Type Ref
}

func named(list []*Field, name string) *Field {
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// Field finds a field of a type; nil when there is none.
func (s *Schema) Field(typeName, field string) *Field {
	if t := s.types[typeName]; t != nil {
		return named(t.Fields, field)
	}
	return nil
}

// ParseSchema reads a schema in GraphQL's own notation. Every name that it uses it must define.
func ParseSchema(text string) (*Schema, error) {
	s := &Schema{types: map[string]*Type{}}
	for _, scalar := range []string{"String", "Int", "Float", "Boolean", "ID"} {
		s.types[scalar] = &Type{Kind: "scalar", Name: scalar}
	}
	p, fault := newParser(text)
	for fault == nil && p.tok.kind != "end" {
		var t *Type
		if t, fault = p.typeDefinition(); fault == nil {
			s.types[t.Name] = t
		}
	}
	if fault != nil {
		return nil, fmt.Errorf("schema, line %d: %s", fault.Locations[0].Line, fault.Message)
	}
	for _, t := range s.types {
		for _, f := range t.Fields {
			for _, used := range append([]*Field{f}, f.Args...) {
				if s.types[used.Type.base()] == nil {
					return nil, fmt.Errorf("schema: %s.%s uses the unknown type %s", t.Name, f.Name, used.Type)
				}
			}
		}
	}
	return s, nil
}

func (p *parser) typeDefinition() (*Type, *Error) {
	if err := p.description(); err != nil {
		return nil, err
	}
	kind, err := p.take("name")
	if err != nil {
		return nil, err
	}
	t := &Type{Kind: kind}
	if t.Name, err = p.take("name"); err != nil {
		return nil, err
	}
	switch kind {
	case "scalar":
		return t, nil
	case "type", "input":
	default:
		return nil, p.unexpected()
	}
	if _, err = p.take("{"); err != nil {
		return nil, err
	}
	return t, p.until("}", true, func() *Error {
		f, err := p.fieldDefinition()
		t.Fields = append(t.Fields, f)
		return err
	})
}

// description passes a text before a definition.
func (p *parser) description() *Error {
	if p.tok.kind == "string" {
		return p.step()
	}
	return nil
}

func (p *parser) fieldDefinition() (*Field, *Error) {
	f := &Field{}
	err := p.description()
	if err != nil {
		return nil, err
	}
	if f.Name, err = p.take("name"); err != nil {
		return nil, err
	}
	if p.tok.kind == "(" {
		if err = p.step(); err != nil {
			return nil, err
		}
		if err = p.until(")", true, func() *Error {
			a, err := p.fieldDefinition()
			f.Args = append(f.Args, a)
			return err
		}); err != nil {
			return nil, err
		}
	}
	if _, err = p.take(":"); err != nil {
		return nil, err
	}
	f.Type, err = p.ref()
	return f, err
}

// Takes reports whether a field has an argument.
func (f *Field) Takes(argument string) bool { return named(f.Args, argument) != nil }

// Of is the type of a field, below all lists.
func (f *Field) Of() string { return f.Type.base() }
