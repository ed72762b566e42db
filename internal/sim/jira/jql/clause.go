package jql

import (
	"slices"
	"strings"
)

var keywords = []string{"and", "or", "not", "in", "is", "empty", "null", "order", "by", "was", "changed"}

// reserved are the words that Jira refuses unquoted as a field or value: its own keywords and the SQL words it
// keeps for later.
var reserved = append([]string{"abort", "access", "add", "after", "alias", "all", "alter", "any", "as", "asc", "audit", "avg",
	"before", "begin", "between", "boolean", "break", "byte", "catch", "char", "character", "check", "collate", "column",
	"commit", "connect", "continue", "count", "create", "current", "date", "decimal", "declare", "default", "delete", "desc",
	"distinct", "divide", "do", "double", "drop", "else", "end", "equals", "escape", "exclusive", "exec", "execute", "exists",
	"explain", "false", "fetch", "file", "field", "first", "float", "for", "from", "function", "go", "goto", "grant", "greater",
	"group", "having", "identified", "if", "immediate", "increment", "index", "initial", "inner", "inout", "input", "insert",
	"int", "integer", "intersect", "intersection", "into", "isempty", "isnull", "join", "last", "left", "less", "like", "limit",
	"lock", "long", "max", "min", "minus", "mode", "modify", "modulo", "more", "multiply", "next", "noaudit", "notin", "nowait",
	"number", "object", "of", "on", "option", "outer", "output", "power", "previous", "prior", "privileges", "public", "raise",
	"raw", "remainder", "rename", "resource", "return", "returns", "revoke", "right", "row", "rowid", "rownum", "rows",
	"select", "session", "set", "share", "size", "sqrt", "start", "strict", "string", "subtract", "sum", "synonym", "table",
	"then", "to", "trans", "transaction", "trigger", "true", "uid", "union", "unique", "update", "user", "validate", "values",
	"view", "when", "whenever", "where", "while", "with"}, keywords...)

func isKeyword(s string) bool { return slices.Contains(keywords, strings.ToLower(s)) }

func (p *parser) field() (string, error) {
	t := p.take()
	if t.kind != word && t.kind != quoted {
		return "", p.expecting("a field name", t)
	}
	if t.kind == word && slices.Contains(reserved, strings.ToLower(t.text)) {
		return "", errorAt(t.line, t.column, "'%s' is a reserved JQL word. You must surround it in quotation marks to use it as a field name.", t.text)
	}
	name := t.text
	for t.kind == word && p.accept("[") {
		inner := p.take()
		if inner.kind != word && inner.kind != quoted {
			return "", p.expecting("a field id or property key", inner)
		}
		if close := p.peek(); !p.accept("]") {
			return "", p.expecting("']'", close)
		}
		name += "[" + inner.text + "]"
		// issue.property[key].path arrives as a word that starts with a dot.
		if next := p.peek(); next.kind == word && strings.HasPrefix(next.text, ".") {
			name += p.take().text
		}
	}
	return name, nil
}

func (p *parser) clause() (Node, error) {
	field, err := p.field()
	if err != nil {
		return nil, err
	}
	op, err := p.operator()
	if err != nil {
		return nil, err
	}
	operand, err := p.operand(0)
	if err != nil {
		return nil, err
	}
	return Clause{Field: field, Op: op, Operand: operand}, nil
}

func (p *parser) operator() (Op, error) {
	t := p.take()
	switch {
	case t.is("=", "!=", "~", "!~", ">", ">=", "<", "<=", "in"):
		return Op(strings.ToLower(t.text)), nil
	case t.is("is"):
		if p.accept("not") {
			return IsNot, nil
		}
		return Is, nil
	case t.is("not"):
		if next := p.peek(); !p.accept("in") {
			return "", p.expecting("'in'", next)
		}
		return NotIn, nil
	case t.is("was", "changed"):
		return "", &Error{"The operator '" + strings.ToLower(t.text) + "' is not supported by this simulator."}
	}
	return "", errorAt(t.line, t.column, "Expecting operator but got %s. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.", t.told())
}

func (p *parser) operand(depth int) (Operand, error) {
	t := p.take()
	switch {
	case t.is("("):
		return p.list(depth)
	case t.is("empty", "null"):
		return Operand{Empty: true}, nil
	case t.kind == quoted || t.kind == word:
		if p.peek().is("(") {
			return p.call(t.text)
		}
		if t.kind == word && slices.Contains(reserved, strings.ToLower(t.text)) {
			return Operand{}, errorAt(t.line, t.column, "'%s' is a reserved JQL word. You must surround it in quotation marks to use it as a field value.", t.text)
		}
		return Operand{Value: &t.text, Number: t.kind == word && strings.Trim(t.text, "0123456789") == ""}, nil
	}
	return Operand{}, p.expecting("either a value, list or function", t)
}

func (p *parser) list(depth int) (Operand, error) {
	out := Operand{List: []Operand{}}
	if depth > maxDepth {
		t := p.peek()
		return out, errorAt(t.line, t.column, "The list is nested too deeply.")
	}
	for {
		item, err := p.operand(depth + 1)
		if err != nil {
			return out, err
		}
		// Jira flattens nested lists.
		if item.List != nil {
			out.List = append(out.List, item.List...)
		} else {
			out.List = append(out.List, item)
		}
		if p.accept(",") {
			continue
		}
		if t := p.peek(); !p.accept(")") {
			return out, p.expecting("either ')' or ','", t)
		}
		return out, nil
	}
}

func (p *parser) call(name string) (Operand, error) {
	p.take()
	f := &Func{Name: name}
	for !p.accept(")") {
		t := p.take()
		if t.kind != word && t.kind != quoted {
			return Operand{}, p.expecting("a function argument", t)
		}
		f.Args = append(f.Args, t.text)
		if next := p.peek(); !p.accept(",") && !next.is(")") {
			return Operand{}, p.expecting("either ')' or ','", next)
		}
	}
	return Operand{Func: f}, nil
}
