package graphql

import "strconv"

// deepest is how deep fields and values may be nested: a hostile request must not use up the stack.
const deepest = 60

// parser reads tokens, one ahead.
type parser struct {
	lex   lexer
	tok   token
	depth int
}

func newParser(text string) (*parser, *Error) {
	p := &parser{lex: lexer{text: text, line: 1}}
	return p, p.step()
}

func (p *parser) step() (err *Error) {
	p.tok, err = p.lex.next()
	return err
}

func (p *parser) unexpected() *Error {
	return faulty(p.tok.at, "Syntax Error: Unexpected %q.", p.tok.text)
}

// take passes a token of a kind and returns its text.
func (p *parser) take(kind string) (string, *Error) {
	if p.tok.kind != kind {
		return "", faulty(p.tok.at, "Syntax Error: Expected %s, found %q.", kind, p.tok.text)
	}
	text := p.tok.text
	return text, p.step()
}

// deeper guards a rule that calls itself.
func (p *parser) deeper(rule func() *Error) *Error {
	if p.depth++; p.depth > deepest {
		return faulty(p.tok.at, "Syntax Error: nested too deeply.")
	}
	defer func() { p.depth-- }()
	return rule()
}

// until reads what one reads up to a closing token, at least one when some is set.
func (p *parser) until(end string, some bool, one func() *Error) *Error {
	for some || p.tok.kind != end {
		some = false
		if err := one(); err != nil {
			return err
		}
	}
	return p.step()
}

// Parse reads a request.
func Parse(text string) (*Document, *Error) {
	p, err := newParser(text)
	if err != nil {
		return nil, err
	}
	d := &Document{}
	for p.tok.kind != "end" || len(d.Operations) == 0 {
		o, err := p.operation()
		if err != nil {
			return nil, err
		}
		d.Operations = append(d.Operations, o)
	}
	return d, nil
}

func (p *parser) operation() (*Operation, *Error) {
	o := &Operation{Kind: "query", At: p.tok.at}
	var err *Error
	if p.tok.kind == "name" {
		switch o.Kind = p.tok.text; o.Kind {
		case "query", "mutation":
		case "fragment", "subscription":
			return nil, faulty(p.tok.at, "This simulator reads no %ss.", o.Kind)
		default:
			return nil, p.unexpected()
		}
		if err = p.step(); err != nil {
			return nil, err
		}
		if p.tok.kind == "name" {
			if o.Name, err = p.take("name"); err != nil {
				return nil, err
			}
		}
		if p.tok.kind == "(" {
			if o.Variables, err = p.variables(); err != nil {
				return nil, err
			}
		}
	}
	o.Set, err = p.selections()
	return o, err
}

func (p *parser) variables() ([]Variable, *Error) {
	var out []Variable
	if err := p.step(); err != nil {
		return nil, err
	}
	err := p.until(")", true, func() *Error {
		v := Variable{At: p.tok.at}
		var err *Error
		if _, err = p.take("$"); err != nil {
			return err
		}
		if v.Name, err = p.take("name"); err != nil {
			return err
		}
		if _, err = p.take(":"); err != nil {
			return err
		}
		if v.Type, err = p.ref(); err != nil {
			return err
		}
		if p.tok.kind == "=" {
			v.HasDefault = true
			if err = p.step(); err != nil {
				return err
			}
			if v.Default, err = p.value(true); err != nil {
				return err
			}
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

// ref reads a use of a type.
func (p *parser) ref() (Ref, *Error) {
	var r Ref
	err := p.deeper(func() *Error {
		var err *Error
		if p.tok.kind != "[" {
			r.Name, err = p.take("name")
			return err
		}
		if err = p.step(); err != nil {
			return err
		}
		inner, err := p.ref()
		if err != nil {
			return err
		}
		r.List = &inner
		_, err = p.take("]")
		return err
	})
	if err == nil && p.tok.kind == "!" {
		r.NonNull = true
		err = p.step()
	}
	return r, err
}

func (p *parser) selections() ([]Selection, *Error) {
	var out []Selection
	if p.tok.kind != "{" {
		return nil, faulty(p.tok.at, "Syntax Error: Expected {, found %q.", p.tok.text)
	}
	err := p.deeper(func() *Error {
		if err := p.step(); err != nil {
			return err
		}
		return p.until("}", true, func() *Error {
			s, err := p.selection()
			out = append(out, s)
			return err
		})
	})
	return out, err
}

func (p *parser) selection() (Selection, *Error) {
	s := Selection{At: p.tok.at}
	if p.tok.kind == "..." {
		return s, faulty(p.tok.at, "This simulator reads no fragments.")
	}
	var err *Error
	if s.Name, err = p.take("name"); err != nil {
		return s, err
	}
	s.Alias = s.Name
	if p.tok.kind == ":" {
		if err = p.step(); err != nil {
			return s, err
		}
		if s.Name, err = p.take("name"); err != nil {
			return s, err
		}
	}
	if p.tok.kind == "(" {
		if s.Args, err = p.arguments(); err != nil {
			return s, err
		}
	}
	if p.tok.kind == "@" {
		return s, faulty(p.tok.at, "This simulator reads no directives.")
	}
	if p.tok.kind == "{" {
		s.Set, err = p.selections()
	}
	return s, err
}

func (p *parser) arguments() ([]Argument, *Error) {
	var out []Argument
	if err := p.step(); err != nil {
		return nil, err
	}
	err := p.until(")", true, func() *Error {
		a := Argument{At: p.tok.at}
		var err *Error
		a.Name, a.Value, err = p.member(false)
		out = append(out, a)
		return err
	})
	return out, err
}

// member reads a name, a colon and a value.
func (p *parser) member(constant bool) (string, any, *Error) {
	name, err := p.take("name")
	if err != nil {
		return "", nil, err
	}
	if _, err = p.take(":"); err != nil {
		return "", nil, err
	}
	v, err := p.value(constant)
	return name, v, err
}

// value reads a value; a constant one holds no variables.
func (p *parser) value(constant bool) (v any, err *Error) {
	err = p.deeper(func() *Error {
		v, err = p.anyValue(constant)
		return err
	})
	return v, err
}

func (p *parser) anyValue(constant bool) (any, *Error) {
	tok := p.tok
	if tok.kind == "$" && constant || tok.kind == "end" {
		return nil, p.unexpected()
	}
	if err := p.step(); err != nil {
		return nil, err
	}
	switch tok.kind {
	case "$":
		name, err := p.take("name")
		return Var(name), err
	case "string":
		return tok.text, nil
	case "int":
		n, _ := strconv.ParseInt(tok.text, 10, 64) // the lexer has read it
		return n, nil
	case "float":
		n, _ := strconv.ParseFloat(tok.text, 64)
		return n, nil
	case "name":
		switch tok.text {
		case "true", "false":
			return tok.text == "true", nil
		case "null":
			return nil, nil
		}
		return Enum(tok.text), nil
	case "[":
		list := []any{}
		err := p.until("]", false, func() *Error {
			v, err := p.value(constant)
			list = append(list, v)
			return err
		})
		return list, err
	case "{":
		object := map[string]any{}
		return object, p.until("}", false, func() *Error {
			name, v, err := p.member(constant)
			object[name] = v
			return err
		})
	}
	return nil, faulty(tok.at, "Syntax Error: Unexpected %q.", tok.text)
}
