package xraycloud

import (
	"fmt"

	"syncd/internal/sim/xraycloud/graphql"
)

// mostItems is how many items one request may ask for: the sum, over all connections, of their limits times those of
// the connections around them. The documentation's example, 50 + 50·10 + 50·50 + 50·50·5, is refused.
const mostItems = 10000

// cost refuses what asks for too much, before anything is done.
func (s *Server) cost(op *graphql.Operation, vars map[string]any) []*graphql.Error {
	b := bill{schema: s.schema, vars: vars}
	root := "Query"
	if op.Kind == "mutation" {
		root = "Mutation"
	}
	b.add(root, op.Set, 1, true)
	switch {
	case b.fault != nil:
		return []*graphql.Error{b.fault}
	case b.items > mostItems:
		return []*graphql.Error{{Message: fmt.Sprintf("Request exceeds the maximum number of items: %d of %d.", b.items, mostItems)}}
	case b.resolvers > s.opts.Resolvers:
		return []*graphql.Error{{Message: fmt.Sprintf("Request exceeds the maximum number of resolvers: %d of %d.", b.resolvers, s.opts.Resolvers)}}
	}
	return nil
}

// bill adds up what a request asks for.
type bill struct {
	schema    *graphql.Schema
	vars      map[string]any
	items     int
	resolvers int
	fault     *graphql.Error
}

// add counts fields that are asked for times over. The first level is queries and mutations, each a resolver; below it
// only connections are, which are the fields with a limit.
func (b *bill) add(typeName string, set []graphql.Selection, times int, first bool) {
	for _, sel := range set {
		f := b.schema.Field(typeName, sel.Name)
		if f == nil {
			continue // __typename
		}
		inner, connection := times, f.Takes("limit")
		if connection {
			limit := sel.Arguments(b.vars).Int("limit", 0)
			if (limit < 1 || limit > 100) && b.fault == nil {
				b.fault = &graphql.Error{Message: fmt.Sprintf("Values of limit must be within 1-100; %s has %d.", sel.Alias, limit), Locations: []graphql.Location{sel.At}}
			}
			inner = min(times*max(limit, 0), 1<<40/100)
			b.items = min(b.items+inner, 1<<40)
		}
		if connection || first {
			b.resolvers++
		}
		b.add(f.Of(), sel.Set, inner, false)
	}
}
