package zephyrdc

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// clause is one condition: a field, an operator and its values.
type clause struct {
	field  string
	op     string
	values []string
}

// The grammar is small and strict: conditions joined by AND, with white space between field, operator and value, and
// strings in double quotes. There is no OR, no NOT, no parenthesis but that of IN, no order.
var (
	oneClause = regexp.MustCompile(`^([A-Za-z]+|"[^"]+")\s+(=|>=|<=|>|<|IN)\s+("[^"]*"|[0-9]+|\(\s*"[^"]*"(?:\s*,\s*"[^"]*")*\s*\))`)
	nextAnd   = regexp.MustCompile(`^\s+AND\s+`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
)

// parse reads a query; an empty one has no conditions.
func parse(query string) ([]clause, error) {
	rest := strings.TrimSpace(query)
	var out []clause
	for rest != "" {
		m := oneClause.FindStringSubmatch(rest)
		if m == nil {
			return nil, bad("The query statement is not valid: %s", rest)
		}
		c := clause{field: m[1], op: m[2]}
		for _, v := range quoted.FindAllString(m[3], -1) {
			c.values = append(c.values, strings.Trim(v, `"`))
		}
		if list := strings.HasPrefix(m[3], "("); list != (c.op == "IN") {
			return nil, bad("The query statement is not valid: %s", m[0])
		}
		if len(c.values) == 0 {
			c.values = []string{m[3]} // a number
		}
		out, rest = append(out, c), rest[len(m[0]):]
		if rest == "" {
			break
		}
		and := nextAnd.FindString(rest)
		if and == "" || rest == and {
			return nil, bad("The query statement is not valid: %s", rest)
		}
		rest = rest[len(and):]
	}
	return out, nil
}

// fields are what a search knows: each returns the values that a thing has; a numeric one may be compared.
type fields[T any] struct {
	one     map[string]func(T) string   // fields with one value
	many    map[string]func(T) []string // fields with several, which only IN can ask for
	numbers map[string]func(T) int64
	known   map[string]func(value string) bool // fields whose values must exist
}

// search keeps what fits all conditions of the query.
func search[T any](query string, all []T, f fields[T]) ([]T, error) {
	clauses, err := parse(query)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(all)
	for _, c := range clauses {
		fits, err := f.condition(c)
		if err != nil {
			return nil, err
		}
		out = slices.DeleteFunc(out, func(t T) bool { return !fits(t) })
	}
	return out, nil
}

// condition turns a clause into a test.
func (f fields[T]) condition(c clause) (func(T) bool, error) {
	for _, v := range c.values {
		if known := f.known[c.field]; known != nil && !known(v) {
			if c.field == "projectKey" {
				return nil, bad("The project %s was not found for field projectKey.", v)
			}
			return nil, bad("Value(s) not found for field %s: %s", c.field, v)
		}
	}
	if of := f.numbers[c.field]; of != nil && c.op != "IN" {
		return numeric(c, of)
	}
	if c.op != "=" && c.op != "IN" {
		return nil, bad("The operator %s is not supported for field %s.", c.op, c.field)
	}
	if of := f.one[c.field]; of != nil {
		return func(t T) bool { return slices.Contains(c.values, of(t)) }, nil
	}
	if of := f.many[c.field]; of != nil && c.op == "IN" {
		return func(t T) bool {
			return slices.ContainsFunc(of(t), func(v string) bool { return slices.Contains(c.values, v) })
		}, nil
	}
	if f.many[c.field] != nil {
		return nil, bad("The operator = is not supported for field %s.", c.field)
	}
	return nil, bad("The field %s was not found.", strings.Trim(c.field, `"`))
}

func numeric[T any](c clause, of func(T) int64) (func(T) bool, error) {
	want, err := strconv.ParseInt(c.values[0], 10, 64)
	if err != nil {
		return nil, bad("The value %s is not a number for field %s.", c.values[0], c.field)
	}
	return func(t T) bool {
		switch n := cmp.Compare(of(t), want); c.op {
		case "=":
			return n == 0
		case ">":
			return n > 0
		case ">=":
			return n >= 0
		case "<":
			return n < 0
		default:
			return n <= 0
		}
	}, nil
}
