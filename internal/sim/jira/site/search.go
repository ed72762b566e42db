package site

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/jql"
)

// MaxReconcile is how many issues one search reads fresh.
const MaxReconcile = 50

// Search answers a query from the index as it was IndexLag ago; issues named in reconcile (ids) are read fresh. An
// issue that the index still shows but that has been deleted is skipped.
func (s *Site) Search(a Actor, query string, reconcile []int64) ([]*Issue, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	q, refusal := s.query(a, query)
	if refusal != nil {
		return nil, refusal
	}
	cut := a.At.Add(-s.opts.IndexLag)
	var out []*Issue
	for _, id := range s.order {
		rec := s.issues[id]
		i := rec.indexed(cut)
		if slices.Contains(reconcile, id) {
			i = rec.now
		}
		if rec.now == nil || i == nil || i.Archived || s.project(i).Archived || !s.sees(a.User, i) || !q.match(i) {
			continue
		}
		out = append(out, i)
	}
	slices.SortStableFunc(out, q.compare)
	return out, nil
}

// Check parses and validates a query without running it.
func (s *Site) Check(a Actor, query string) (*jql.Query, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	q, err := jql.Parse(query)
	if err != nil {
		return nil, refuse(400, "%s", err)
	}
	_, refusal := s.compile(a, q)
	return q, asError(refusal)
}

// query parses, bounds and compiles.
func (s *Site) query(a Actor, text string) (*compiled, *Refusal) {
	q, err := jql.Parse(text)
	if err != nil {
		return nil, refuse(400, "%s", err)
	}
	if q.Where == nil {
		return nil, refuse(400, "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.")
	}
	return s.compile(a, q)
}

type compiled struct {
	match   matcher
	compare func(x, y *Issue) int
}

type matcher func(*Issue) bool

func (s *Site) compile(a Actor, q *jql.Query) (*compiled, *Refusal) {
	ev := evaluator{site: s, actor: a}
	out := &compiled{match: func(*Issue) bool { return true }}
	if q.Where != nil {
		m, refusal := ev.node(q.Where, false)
		if refusal != nil {
			return nil, refusal
		}
		out.match = m
	}
	var refusal *Refusal
	out.compare, refusal = ev.order(q.Order)
	return out, refusal
}

// evaluator turns a tree into a matcher for one caller at one moment.
type evaluator struct {
	site  *Site
	actor Actor
}

// node compiles a tree. Jira pushes NOT down to the operators, so `NOT resolution = Done` is `resolution != Done`
// and drops unresolved issues; negated carries the NOT.
func (ev evaluator) node(n jql.Node, negated bool) (matcher, *Refusal) {
	switch n := n.(type) {
	case jql.Not:
		return ev.node(n.Node, !negated)
	case jql.And:
		return ev.all(n, negated, negated)
	case jql.Or:
		return ev.all(n, negated, !negated)
	case jql.Text:
		return negate(textMatcher(n.Words, ev.site.everything), negated), nil
	case jql.Clause:
		if negated {
			n.Op = opposite[n.Op]
		}
		return ev.clause(n)
	}
	return nil, refuse(400, "Error in the JQL Query.")
}

var opposite = map[jql.Op]jql.Op{jql.Equals: jql.NotEquals, jql.NotEquals: jql.Equals, jql.Contains: jql.NotContains,
	jql.NotContains: jql.Contains, jql.Greater: jql.LessEqual, jql.LessEqual: jql.Greater, jql.Less: jql.GreaterEqual,
	jql.GreaterEqual: jql.Less, jql.In: jql.NotIn, jql.NotIn: jql.In, jql.Is: jql.IsNot, jql.IsNot: jql.Is}

func negate(m matcher, negated bool) matcher {
	if !negated {
		return m
	}
	return func(i *Issue) bool { return !m(i) }
}

// all joins nodes: any of them suffices when either is set, else all must match.
func (ev evaluator) all(nodes []jql.Node, negated, either bool) (matcher, *Refusal) {
	var ms []matcher
	var faults refusals
	for _, n := range nodes {
		m, refusal := ev.node(n, negated)
		faults.add(refusal)
		ms = append(ms, m)
	}
	if r := faults.refusal(); r != nil {
		return nil, r
	}
	return func(i *Issue) bool {
		for _, m := range ms {
			if m(i) == either {
				return either
			}
		}
		return !either
	}, nil
}

// clauseField is how a field is searched: under its clause name, with the operators of its kind.
func (ev evaluator) field(name string) *Field {
	lower := strings.ToLower(strings.TrimSpace(name))
	for _, f := range ev.site.catalog.fields {
		for _, c := range f.Clauses {
			if strings.ToLower(c) == lower {
				return f
			}
		}
	}
	// Cloud's editor writes "Test Verdict[Dropdown]" for a custom field.
	if base, _, ok := strings.Cut(lower, "["); ok && base != "cf" && strings.HasSuffix(lower, "]") {
		return ev.field(base)
	}
	return nil
}
