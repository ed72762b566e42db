package site

import (
	"slices"
	"strconv"

	"syncd/internal/sim/jira/jql"
)

func (ev evaluator) number(c jql.Clause, f *Field) (matcher, *Refusal) {
	if r := allow(c, rangeOps); r != nil {
		return nil, r
	}
	var numbers []float64
	empty := false
	for _, o := range operands(c) {
		if o.Empty {
			empty = true
			continue
		}
		n, err := strconv.ParseFloat(told(o), 64)
		if err != nil || o.Func != nil {
			return nil, refuse(400, "The value '%s' for the field '%s' is not a number.", told(o), c.Field)
		}
		numbers = append(numbers, n)
	}
	return func(i *Issue) bool {
		v, ok := i.Values[f.ID].(float64)
		if !ok {
			return empty && wants(c.Op)
		}
		hit := slices.ContainsFunc(numbers, func(n float64) bool { return compares(positive(c.Op), sign(v, n)) })
		return hit == (positive(c.Op) == c.Op || c.Op == jql.Is)
	}, nil
}

// positive is the operator whose result a negated one turns around.
func positive(op jql.Op) jql.Op {
	switch op {
	case jql.NotEquals, jql.NotIn, jql.IsNot:
		return jql.Equals
	}
	return op
}

func sign(a, b float64) int64 {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
