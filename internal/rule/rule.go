// Package rule holds conditions and texts: expressions and templates compiled
// once, typed against variables that the caller hands in.
//
// It is a quiet room: no clock, no I/O, no environment. It is the only room that
// knows expr and text/template. Callers are desired, which judges with conditions
// and writes texts, and config, which compiles everything at load.
package rule

import (
	"errors"
	"fmt"
	"slices"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// sourceMax is the most that an expression or a template may be long, in bytes. The
// parsers recurse: without it a million brackets end the process, not the parse.
const sourceMax = 8 << 10

// nodesMax bounds how many operations an expression may have.
const nodesMax = 1000

// safe are the functions that expressions may call. What reads a clock (now, date),
// multiplies its input (repeat) or parses (fromJSON) is not among them.
var safe = []string{
	"all", "none", "any", "one", "filter", "map", "count", "len",
	"abs", "ceil", "floor", "round", "int", "float", "string", "max", "min",
	"trim", "trimPrefix", "trimSuffix", "upper", "lower", "split", "join",
	"indexOf", "lastIndexOf", "hasPrefix", "hasSuffix", "uniq", "sort",
}

// Condition is a compiled yes-or-no expression over variables of type V.
type Condition[V any] struct {
	text    string
	program *vm.Program
}

// Compile compiles an expression. Names, types and functions are checked against
// V now, so that a typing mistake is a fault of the config and not of a night.
func Compile[V any](text string) (Condition[V], error) {
	c, err := compile[V](text)
	if err != nil {
		return c, err
	}
	var sample V
	if _, err := c.Holds(sample); err != nil {
		return Condition[V]{}, fmt.Errorf("try %q on sample data: %w", text, err)
	}
	return c, nil
}

// compile is Compile without a trial.
func compile[V any](text string) (Condition[V], error) {
	var sample V
	if len(text) > sourceMax {
		return Condition[V]{}, fmt.Errorf("compile expression: it is longer than %d bytes", sourceMax)
	}
	loops, spans := &loops{}, &spans{}
	options := []expr.Option{expr.Env(sample), expr.AsBool(), expr.MaxNodes(nodesMax), expr.DisableAllBuiltins(), expr.Patch(loops), expr.Patch(spans), span()}
	for _, name := range safe {
		options = append(options, expr.EnableBuiltin(name))
	}
	program, err := expr.Compile(text, options...)
	if err := errors.Join(explain[V](err), loops.err, spans.err); err != nil {
		return Condition[V]{}, fmt.Errorf("compile %q: %w", text, err)
	}
	return Condition[V]{text: text, program: program}, nil
}

// Holds evaluates the condition. The only loops go once over a list of V, and there
// is no I/O, so it needs no context.
func (c Condition[V]) Holds(vars V) (bool, error) {
	out, err := expr.Run(c.program, vars)
	if err != nil {
		return false, fmt.Errorf("evaluate %q: %w", c.text, err)
	}
	yes, ok := out.(bool)
	if !ok {
		return false, fmt.Errorf("evaluate %q: the result is %T, not true or false", c.text, out)
	}
	return yes, nil
}

// String returns the expression as it was written.
func (c Condition[V]) String() string { return c.text }

// loops refuses what would make an expression run for long: ranges of numbers, and
// loops within loops.
type loops struct{ err error }

// Visit looks at one node of the expression.
func (l *loops) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.BinaryNode:
		if n.Operator == ".." {
			l.err = errors.New("ranges of numbers (..) are not supported")
		}
	case *ast.PredicateNode:
		inner := &predicates{}
		ast.Walk(&n.Node, inner)
		if inner.found {
			l.err = errors.New("a loop within a loop is not supported")
		}
	}
}

// predicates notes whether there is a loop at all.
type predicates struct{ found bool }

// Visit looks at one node of a loop's body.
func (p *predicates) Visit(node *ast.Node) {
	_, loop := (*node).(*ast.PredicateNode)
	p.found = p.found || loop
}

// Functions lists the functions that expressions may call, sorted.
func Functions() []string {
	return slices.Sorted(slices.Values(append(slices.Clone(safe), "duration")))
}
