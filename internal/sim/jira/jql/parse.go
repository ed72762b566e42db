package jql

import (
	"strings"
)

// maxDepth bounds brackets and NOTs, maxOrder the sort fields, as Jira does.
const (
	maxDepth = 100
	maxOrder = 7
)

// Parse reads a query.
func Parse(query string) (*Query, error) {
	tokens, err := lex(query)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	q := &Query{}
	if text, ok := p.bareWords(); ok {
		q.Where = text
	} else if !p.peek().is("order") && p.peek().kind != end {
		if q.Where, err = p.or(0); err != nil {
			return nil, err
		}
	}
	if p.peek().is("order") {
		if q.Order, err = p.order(); err != nil {
			return nil, err
		}
	}
	if t := p.peek(); t.kind != end {
		return nil, p.expecting("either 'OR' or 'AND'", t)
	}
	return q, nil
}

type parser struct {
	tokens []token
	at     int
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) accept(words ...string) bool {
	if p.peek().is(words...) {
		p.take()
		return true
	}
	return false
}

func (p *parser) expecting(what string, got token) error {
	return errorAt(got.line, got.column, "Expecting %s but got %s.", what, got.told())
}

// bareWords recognises a query of nothing but words, which Jira answers with a text search. Any operator or
// keyword makes it a real query, and then a syntax error is an error.
func (p *parser) bareWords() (Text, bool) {
	var words []string
	i := 0
	for ; p.tokens[i].kind == word || p.tokens[i].kind == quoted; i++ {
		t := p.tokens[i]
		if t.is("order") {
			break
		}
		if t.kind == word && isKeyword(t.text) {
			return Text{}, false
		}
		words = append(words, t.text)
	}
	last := p.tokens[i]
	if len(words) == 0 || last.kind != end && !last.is("order") {
		return Text{}, false
	}
	p.at = i
	return Text{Words: strings.Join(words, " ")}, true
}

func (p *parser) or(depth int) (Node, error) {
	first, err := p.and(depth)
	if err != nil {
		return nil, err
	}
	nodes := Or{first}
	for p.accept("or", "||", "|") {
		n, err := p.and(depth)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 1 {
		return first, nil
	}
	return nodes, nil
}

func (p *parser) and(depth int) (Node, error) {
	first, err := p.not(depth)
	if err != nil {
		return nil, err
	}
	nodes := And{first}
	for p.accept("and", "&&", "&") {
		n, err := p.not(depth)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	if len(nodes) == 1 {
		return first, nil
	}
	return nodes, nil
}

func (p *parser) not(depth int) (Node, error) {
	if depth > maxDepth {
		t := p.peek()
		return nil, errorAt(t.line, t.column, "The query is nested too deeply.")
	}
	if p.accept("not", "!") {
		n, err := p.not(depth + 1)
		if err != nil {
			return nil, err
		}
		return Not{n}, nil
	}
	if p.accept("(") {
		n, err := p.or(depth + 1)
		if err != nil {
			return nil, err
		}
		if t := p.peek(); !p.accept(")") {
			return nil, p.expecting("')'", t)
		}
		return n, nil
	}
	return p.clause()
}

func (p *parser) order() ([]Sort, error) {
	p.take()
	if t := p.peek(); !p.accept("by") {
		return nil, p.expecting("'by'", t)
	}
	var out []Sort
	for {
		field, err := p.field()
		if err != nil {
			return nil, err
		}
		s := Sort{Field: field}
		if p.accept("desc") {
			s.Desc = true
		} else {
			p.accept("asc")
		}
		out = append(out, s)
		if !p.accept(",") {
			break
		}
	}
	if len(out) > maxOrder {
		return nil, &Error{"The maximum number of fields in the ORDER BY clause is 7."}
	}
	return out, nil
}
