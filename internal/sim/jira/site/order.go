package site

import (
	"cmp"
	"slices"
	"strings"

	"syncd/internal/sim/jira/jql"
)

type comparer func(x, y *Issue) int

// order compiles ORDER BY; ties, and queries without it, show the newest issue first.
func (ev evaluator) order(sorts []jql.Sort) (func(x, y *Issue) int, *Refusal) {
	var chain []comparer
	for _, so := range sorts {
		compare := ev.by(so.Field)
		if compare == nil {
			return nil, refuse(400, "Not able to sort using field '%s'.", so.Field)
		}
		if so.Desc {
			asc := compare
			compare = func(x, y *Issue) int { return asc(y, x) }
		}
		chain = append(chain, compare)
	}
	return func(x, y *Issue) int {
		for _, compare := range chain {
			if n := compare(x, y); n != 0 {
				return n
			}
		}
		return cmp.Compare(y.ID, x.ID)
	}, nil
}

func (ev evaluator) by(name string) comparer {
	switch strings.ToLower(name) {
	case "key", "issue", "issuekey", "id":
		return byKey
	}
	f := ev.field(name)
	if f == nil {
		return nil
	}
	if get, ok := computedTimes[f.ID]; ok {
		return func(x, y *Issue) int { return get(x).Compare(get(y)) }
	}
	switch f.Kind {
	case KindDate, KindDateTime:
		get := fieldTime(f, ev.actor.User)
		return func(x, y *Issue) int { return get(x).Compare(get(y)) }
	case KindNumber:
		return func(x, y *Issue) int {
			a, _ := x.Values[f.ID].(float64)
			b, _ := y.Values[f.ID].(float64)
			return cmp.Compare(a, b)
		}
	case KindPriority:
		rank := func(i *Issue) int {
			// The list runs from highest to lowest, and descending order shows the highest first.
			return -slices.IndexFunc(ev.site.catalog.priorities, func(p *Named) bool { return p.ID == i.Ref(f.ID) })
		}
		return func(x, y *Issue) int { return cmp.Compare(rank(x), rank(y)) }
	case KindComputed:
		return nil
	}
	return func(x, y *Issue) int {
		_, a := ev.site.show(f, x.Values[f.ID])
		_, b := ev.site.show(f, y.Values[f.ID])
		return strings.Compare(a, b)
	}
}

func byKey(x, y *Issue) int {
	p, n := splitKey(x.Key)
	q, m := splitKey(y.Key)
	return cmp.Or(strings.Compare(p, q), cmp.Compare(n, m))
}
