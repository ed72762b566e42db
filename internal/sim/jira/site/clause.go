package site

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/jql"
)

var (
	isOps    = []jql.Op{jql.Is, jql.IsNot}
	equalOps = append([]jql.Op{jql.Equals, jql.NotEquals, jql.In, jql.NotIn}, isOps...)
	rangeOps = append([]jql.Op{jql.Greater, jql.GreaterEqual, jql.Less, jql.LessEqual}, equalOps...)
	textOps  = append([]jql.Op{jql.Contains, jql.NotContains}, isOps...)
)

func (ev evaluator) clause(c jql.Clause) (matcher, *Refusal) {
	switch strings.ToLower(c.Field) {
	case "key", "issue", "issuekey", "id":
		return ev.key(c)
	case "text":
		return ev.text(c, ev.site.everything)
	case "comment":
		return ev.text(c, comments)
	case "statuscategory":
		return ev.refs(c, category(ev.site), ev.category)
	case "attachments":
		return ev.attachments(c)
	case "issuelinktype":
		return ev.refs(c, linkTypes, ev.linkType)
	case "creator":
		return ev.refs(c, func(i *Issue) []string { return []string{i.Creator} }, ev.user)
	}
	f := ev.field(c.Field)
	if f == nil {
		return nil, refuse(400, "Field '%s' does not exist or you do not have permission to view it.", c.Field)
	}
	switch f.Kind {
	case KindString, KindText:
		return ev.text(c, fieldText(f))
	case KindNumber:
		return ev.number(c, f)
	case KindDate, KindDateTime:
		return ev.date(c, fieldTime(f, ev.actor.User))
	case KindComputed:
		return ev.computed(c, f)
	}
	return ev.refs(c, fieldRefs(f), func(c jql.Clause, v string) ([]string, *Refusal) { return ev.ids(c, f, v) })
}

// computed fields which can be searched are times.
func (ev evaluator) computed(c jql.Clause, f *Field) (matcher, *Refusal) {
	get, ok := computedTimes[f.ID]
	if !ok {
		return nil, refuse(400, "Searching by field '%s' is not supported by this simulator.", c.Field)
	}
	return ev.date(c, get)
}

// allow refuses an operator that a field does not take, in Jira's words.
func allow(c jql.Clause, ops []jql.Op) *Refusal {
	if !slices.Contains(ops, c.Op) {
		return refuse(400, "The operator '%s' is not supported by the '%s' field.", c.Op, c.Field)
	}
	many := c.Op == jql.In || c.Op == jql.NotIn
	if many != (c.Operand.List != nil) && !(many && c.Operand.Func != nil) {
		if many {
			return refuse(400, "Operator '%s' does not support the non-list value '%s' for field '%s'.", c.Op, told(c.Operand), c.Field)
		}
		return refuse(400, "Operator '%s' does not support the list value for field '%s'.", c.Op, c.Field)
	}
	if (c.Op == jql.Is || c.Op == jql.IsNot) && !c.Operand.Empty {
		return refuse(400, "The operator '%s' only supports EMPTY or NULL for field '%s'.", c.Op, c.Field)
	}
	return nil
}

func told(o jql.Operand) string {
	switch {
	case o.Value != nil:
		return *o.Value
	case o.Func != nil:
		return o.Func.Name + "()"
	}
	return "EMPTY"
}

// operands are the values of a clause as a list.
func operands(c jql.Clause) []jql.Operand {
	if c.Operand.List != nil {
		return c.Operand.List
	}
	return []jql.Operand{c.Operand}
}

// wants says whether a clause asks for a match or for its absence.
func wants(op jql.Op) bool {
	return op == jql.Equals || op == jql.In || op == jql.Is || op == jql.Contains
}

// refs compiles a clause over ids. An issue without a value never matches != or NOT IN: that is how Jira treats
// empty fields, and the trap that hides unresolved issues.
func (ev evaluator) refs(c jql.Clause, get func(*Issue) []string, resolve func(jql.Clause, string) ([]string, *Refusal)) (matcher, *Refusal) {
	if r := allow(c, equalOps); r != nil {
		return nil, r
	}
	var ids []string
	empty := false
	for _, o := range operands(c) {
		if o.Empty {
			empty = true
			continue
		}
		found, refusal := ev.resolve(c, o, resolve)
		if refusal != nil {
			return nil, refusal
		}
		ids = append(ids, found...)
	}
	want := wants(c.Op)
	return func(i *Issue) bool {
		values := get(i)
		if len(values) == 0 {
			return want && empty
		}
		hit := slices.ContainsFunc(values, func(v string) bool { return slices.Contains(ids, v) })
		return hit == want
	}, nil
}

func (ev evaluator) resolve(c jql.Clause, o jql.Operand, resolve func(jql.Clause, string) ([]string, *Refusal)) ([]string, *Refusal) {
	if o.Func != nil {
		return ev.call(c, o.Func)
	}
	c.Operand = o
	return resolve(c, *o.Value)
}
