// Package rule holds conditions and texts: expressions and templates compiled
// once, typed against variables that the caller hands in.
//
// It is a quiet room: no clock, no I/O, no environment. It is the only room that
// knows expr and text/template. Callers are desired, which judges with conditions
// and writes texts, and config, which compiles everything at load.
package rule

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"
)

// Condition is a compiled yes-or-no expression over variables of type V.
type Condition[V any] struct {
	text    string
	program *vm.Program
}

// Compile compiles an expression. Names, types and functions are checked against
// V now, so that a typing mistake is a fault of the config and not of a night.
func Compile[V any](text string) (Condition[V], error) {
	var sample V
	program, err := expr.Compile(text, expr.Env(sample), expr.AsBool(), expr.MaxNodes(1000))
	if err != nil {
		return Condition[V]{}, fmt.Errorf("compile %q: %w", text, err)
	}
	c := Condition[V]{text: text, program: program}
	if _, err := c.Holds(sample); err != nil {
		return Condition[V]{}, fmt.Errorf("try %q on sample data: %w", text, err)
	}
	return c, nil
}

// Holds evaluates the condition. Expressions have no loops that do not end and no
// I/O, so it needs no context.
func (c Condition[V]) Holds(vars V) (bool, error) {
	out, err := expr.Run(c.program, vars)
	if err != nil {
		return false, fmt.Errorf("evaluate %q: %w", c.text, err)
	}
	return out.(bool), nil
}

// String returns the expression as it was written.
func (c Condition[V]) String() string { return c.text }
