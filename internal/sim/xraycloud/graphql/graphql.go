// Package graphql is as much of the GraphQL language as a simulator needs: it reads a schema and requests, holds the one
// against the other, and collects an answer from objects.
//
// It reads operations with names, variables, aliases, arguments and defaults. Fragments, directives, subscriptions and
// questions about the schema itself it refuses by name: it guesses nothing.
package graphql

import (
	"fmt"
	"strings"
)

// Error is a fault of a request, or of a field while it was answered (then with a Path).
type Error struct {
	Message   string     `json:"message"`
	Locations []Location `json:"locations,omitempty"`
	Path      []any      `json:"path,omitempty"`
}

// Location is a place in the text of a request, counted from 1.
type Location struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

func (e *Error) Error() string { return e.Message }

func faulty(at Location, format string, args ...any) *Error {
	return &Error{Message: fmt.Sprintf(format, args...), Locations: []Location{at}}
}

// Ref is a use of a type: a name or a list, either of which may have to be there.
type Ref struct {
	Name    string // empty for a list
	List    *Ref
	NonNull bool
}

func (r Ref) String() string {
	s := r.Name
	if r.List != nil {
		s = "[" + r.List.String() + "]"
	}
	if r.NonNull {
		s += "!"
	}
	return s
}

// base is the name at the bottom of all lists.
func (r Ref) base() string {
	for r.List != nil {
		r = *r.List
	}
	return r.Name
}

// Document is a request: its operations.
type Document struct{ Operations []*Operation }

// Operation is one query or mutation.
type Operation struct {
	Kind      string // query or mutation
	Name      string
	Variables []Variable
	Set       []Selection
	At        Location
}

// Variable is declared by an operation.
type Variable struct {
	Name       string
	Type       Ref
	Default    any
	HasDefault bool
	At         Location
}

// Selection is a field that is asked for.
type Selection struct {
	Alias string // the name where it has no other
	Name  string
	Args  []Argument
	Set   []Selection
	At    Location
}

// Argument is a value that a field is given: nil, string, int64, float64, bool, Enum, Var, []any or map[string]any.
type Argument struct {
	Name  string
	Value any
	At    Location
}

// Enum is a bare word as a value, Var the name of a variable.
type (
	Enum string
	Var  string
)

// Operation finds an operation by name; "" is the only one.
func (d *Document) Operation(name string) (*Operation, *Error) {
	if name == "" && len(d.Operations) == 1 {
		return d.Operations[0], nil
	}
	var names []string
	for _, o := range d.Operations {
		if name != "" && o.Name == name {
			return o, nil
		}
		names = append(names, o.Name)
	}
	if name == "" {
		return nil, &Error{Message: "Must provide operation name if query contains multiple operations: " + strings.Join(names, ", ") + "."}
	}
	return nil, &Error{Message: fmt.Sprintf("Unknown operation named %q.", name)}
}
