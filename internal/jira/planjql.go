package jira

// OfTypes restricts to some issue types, by their names.
func (q Query) OfTypes(names ...string) Query { return q.and("issuetype in (%s)", quoteAll(names)) }

// Keyed restricts to issues with these keys, at least one.
func (q Query) Keyed(keys ...string) Query { return q.and("key in (%s)", quoteAll(keys)) }

// MatchingOrOfTypes restricts to what JQL of somebody's own finds, see Matching, and to
// issues of some types.
func (q Query) MatchingOrOfTypes(jql string, names ...string) Query {
	if CheckJQL(jql) != nil {
		jql = Quote(jql)
	}
	return q.and("((%s) OR issuetype in (%s))", jql, quoteAll(names))
}

// InOpenSprints restricts to issues that are in a sprint which is active now. A Jira
// without sprints refuses it.
func (q Query) InOpenSprints() Query { return q.and("sprint in openSprints()") }
