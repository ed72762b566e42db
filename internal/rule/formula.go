package rule

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm"
)

// Formula is a compiled expression over variables of type V that gives a value rather than
// yes or no: what a field is to hold.
type Formula[V any] struct {
	text    string
	names   []string
	program *vm.Program
}

// CompileFormula compiles an expression and tries it on the samples, as Compile does. What it
// gives must be something that a field can hold: a text, a number, yes or no, a time, or a
// list of texts.
func CompileFormula[V any](text string, samples ...V) (Formula[V], error) {
	var sample V
	if len(text) > sourceMax {
		return Formula[V]{}, fmt.Errorf("compile expression: it is longer than %d bytes", sourceMax)
	}
	loops, spans, names := &loops{}, &spans{}, &mentions{}
	options := []expr.Option{expr.Env(sample), expr.MaxNodes(nodesMax), expr.DisableAllBuiltins(), expr.Patch(loops), expr.Patch(spans), expr.Patch(names), span()}
	for _, name := range safe {
		options = append(options, expr.EnableBuiltin(name))
	}
	program, err := expr.Compile(text, options...)
	if err := errors.Join(explain[V](err), loops.err, spans.err); err != nil {
		return Formula[V]{}, fmt.Errorf("compile %q: %w", text, err)
	}
	f := Formula[V]{text: text, names: names.all, program: program}
	for _, s := range append([]V{sample}, samples...) {
		if _, err := f.Of(s); err != nil {
			return Formula[V]{}, fmt.Errorf("try %q on sample data: %w", text, err)
		}
	}
	return f, nil
}

// Of evaluates the expression: one element for each thing that it gives, none for an empty
// text, nothing, or a time that is not set.
func (f Formula[V]) Of(vars V) ([]string, error) {
	out, err := expr.Run(f.program, vars)
	if err != nil {
		return nil, fmt.Errorf("evaluate %q: %w", f.text, err)
	}
	list, err := elements(out)
	if err != nil {
		return nil, fmt.Errorf("evaluate %q: %w", f.text, err)
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" }), nil
}

// Uses reports whether the expression speaks of a name.
func (f Formula[V]) Uses(name string) bool { return slices.Contains(f.names, name) }

// String returns the expression as it was written.
func (f Formula[V]) String() string { return f.text }

// elements are the texts of what an expression has given. Times are written as RFC 3339 in
// UTC, to the second.
func elements(out any) ([]string, error) {
	switch x := out.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{x}, nil
	case bool:
		return []string{map[bool]string{true: "yes", false: "no"}[x]}, nil
	case int:
		return []string{strconv.Itoa(x)}, nil
	case float64:
		return []string{strconv.FormatFloat(x, 'f', -1, 64)}, nil
	case time.Time:
		if x.IsZero() {
			return nil, nil
		}
		return []string{x.UTC().Truncate(time.Second).Format(time.RFC3339)}, nil
	}
	if v := reflect.ValueOf(out); v.Kind() == reflect.Slice {
		var all []string
		for i := range v.Len() {
			some, err := elements(v.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		return all, nil
	}
	return nil, fmt.Errorf("it gives a %T; a field holds a text, a number, yes or no, a time, or a list of texts", out)
}

// mentions notes the names that an expression speaks of.
type mentions struct{ all []string }

// Visit looks at one node of the expression.
func (m *mentions) Visit(node *ast.Node) {
	if n, ok := (*node).(*ast.IdentifierNode); ok {
		m.all = append(m.all, n.Value)
	}
}
