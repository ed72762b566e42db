package site

import (
	"slices"

	"syncd/internal/sim/jira/jql"
)

// key compiles key, issue and id. A key that does not exist is an error, as in Jira; a moved one is followed.
func (ev evaluator) key(c jql.Clause) (matcher, *Refusal) {
	if c.Op != jql.In && c.Op != jql.NotIn && c.Op != jql.Equals && c.Op != jql.NotEquals && slices.Contains(rangeOps, c.Op) && !slices.Contains(isOps, c.Op) {
		return ev.keyRange(c)
	}
	return ev.refs(c, func(i *Issue) []string { return []string{idText(i.ID)} }, ev.issue)
}

func (ev evaluator) issue(c jql.Clause, v string) ([]string, *Refusal) {
	i := ev.site.find(v)
	if !ev.site.sees(ev.actor.User, i) {
		return nil, refuse(400, "An issue with key '%s' does not exist for field '%s'.", v, c.Field)
	}
	return []string{idText(i.ID)}, nil
}

// keyRange compares numbers within the project of the key that is named.
func (ev evaluator) keyRange(c jql.Clause) (matcher, *Refusal) {
	if c.Operand.Value == nil {
		return nil, refuse(400, "Operator '%s' needs an issue key for field '%s'.", c.Op, c.Field)
	}
	if _, refusal := ev.issue(c, *c.Operand.Value); refusal != nil {
		return nil, refusal
	}
	bound := ev.site.find(*c.Operand.Value)
	project, number := splitKey(bound.Key)
	return func(i *Issue) bool {
		p, n := splitKey(i.Key)
		return p == project && compares(c.Op, n-number)
	}, nil
}

// compares applies an operator to the sign of a difference.
func compares(op jql.Op, diff int64) bool {
	switch op {
	case jql.Greater:
		return diff > 0
	case jql.GreaterEqual:
		return diff >= 0
	case jql.Less:
		return diff < 0
	case jql.LessEqual:
		return diff <= 0
	case jql.Equals, jql.In:
		return diff == 0
	}
	return diff != 0
}
