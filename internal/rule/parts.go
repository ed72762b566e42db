package rule

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/parser/lexer"
)

// Part is one of the conditions that must hold together: what stands between the `&&`
// of the outermost level, as it was written.
type Part struct {
	Text   string  `json:"text"`
	Holds  bool    `json:"holds"`
	Values []Value `json:"values,omitempty"` // of the names in it
	// Wrong is why it cannot be evaluated by itself, "" if it can.
	Wrong string `json:"wrong,omitempty"`
}

// Value is what a name of an expression stands for.
type Value struct {
	Name string `json:"name"`
	Text string `json:"text"` // as the expression would write it; a time as in RFC 3339
}

// Parts evaluates each part of the condition by itself. A condition that is no
// conjunction is one part. Where `&&` keeps a part from being evaluated, that part may
// fail here: it says so, and the condition does not hold in any case. It parses and
// compiles anew, which costs tens of microseconds per part: it is for people who ask.
func (c Condition[V]) Parts(vars V) []Part {
	var out []Part
	for _, text := range split(c.text) {
		p := Part{Text: text, Values: valuesIn(text, vars)}
		part, err := compile[V](text) // untried: a part before it may guard it
		if err == nil {
			p.Holds, err = part.Holds(vars)
		}
		if err != nil {
			p.Wrong, _, _ = strings.Cut(err.Error(), "\n")
		}
		out = append(out, p)
	}
	return out
}

// split cuts a compiled expression at each `&&` that stands outside of all brackets, if
// it is a conjunction as a whole.
func split(text string) []string {
	tree, err := parser.Parse(text)
	if err != nil {
		return []string{text}
	}
	if top, ok := tree.Node.(*ast.BinaryNode); !ok || top.Operator != "&&" && top.Operator != "and" {
		return []string{text}
	}
	tokens, err := lexer.Lex(file.NewSource(text))
	if err != nil {
		return []string{text}
	}
	var out []string
	runes, depth, from := []rune(text), 0, 0 // tokens are counted in runes
	for _, t := range tokens {
		switch {
		case t.Is(lexer.Bracket, "(", "[", "{"):
			depth++
		case t.Is(lexer.Bracket, ")", "]", "}"):
			depth--
		case depth == 0 && t.Is(lexer.Operator, "&&", "and"):
			out = append(out, strings.TrimSpace(string(runes[from:t.From])))
			from = t.To
		}
	}
	return append(out, strings.TrimSpace(string(runes[from:])))
}

// valuesIn tells the value of each name that an expression uses, in the order of V.
func valuesIn[V any](text string, vars V) []Value {
	tree, err := parser.Parse(text)
	if err != nil {
		return nil
	}
	used := &used{}
	ast.Walk(&tree.Node, used)
	var out []Value
	for _, n := range Names[V]() {
		if !slices.Contains(used.names, n.Name) {
			continue
		}
		if v, err := expr.Eval(n.Name, vars); err == nil {
			out = append(out, Value{n.Name, written(v)})
		}
	}
	return out
}

// used collects the names in an expression, members with their struct.
type used struct{ names []string }

// Visit looks at one node of the expression.
func (u *used) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IdentifierNode:
		u.names = append(u.names, n.Value)
	case *ast.MemberNode:
		of, ok := n.Node.(*ast.IdentifierNode)
		if name, literal := n.Property.(*ast.StringNode); ok && literal {
			u.names = append(u.names, of.Value+"."+name.Value)
		}
	}
}

// valueMost is how much of one value is told, in runes.
const valueMost = 200

// written is a value as an expression would write it.
func written(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("%q", Cut(valueMost, OneLine(v)))
	case time.Time:
		if v.IsZero() {
			return "never"
		}
		return v.UTC().Format(time.RFC3339)
	case []string:
		quoted := make([]string, len(v))
		for i, s := range v {
			quoted[i] = fmt.Sprintf("%q", OneLine(s))
		}
		return Cut(valueMost, "["+strings.Join(quoted, ", ")+"]")
	}
	return fmt.Sprint(v)
}
