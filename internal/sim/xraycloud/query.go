package xraycloud

import (
	"fmt"
	"slices"
	"strings"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

// queries is the root of all questions.
type queries struct{ *asker }

// kinds are the types that lists and single objects have, by the name of the query without get.
var kinds = map[string]string{"Test": xray.TypeTest, "TestSet": xray.TypeSet, "TestPlan": xray.TypePlan, "TestExecution": xray.TypeExecution}

// Resolve answers a query.
func (q queries) Resolve(field string, args graphql.Args) (any, error) {
	name := strings.TrimPrefix(field, "get")
	if kind, one := kinds[name]; one {
		return q.one(kind, args)
	}
	if kind, many := kinds[strings.TrimSuffix(name, "s")]; many {
		return q.many(kind, args)
	}
	switch name {
	case "TestRun":
		return q.run(func(r *xray.Run) bool {
			return r.Test == args.Text("testIssueId") && r.Execution == args.Text("testExecIssueId")
		})
	case "TestRunById":
		return q.run(func(r *xray.Run) bool { return r.ObjectID == args.Text("id") })
	case "TestRuns":
		return q.runs(args)
	case "TestRunsById":
		wanted := args.Texts("ids")
		return q.connect(args, runList(q.asker, q.view.Runs(func(r *xray.Run) bool { return slices.Contains(wanted, r.ObjectID) })))
	case "CoverableIssue":
		return q.coverable(args.Text("issueId"))
	case "CoverableIssues":
		return q.coverables(args)
	}
	return q.settings(name, args)
}

// one finds an issue of a type by its id. Without one the product takes any; this simulator asks for it.
func (q queries) one(kind string, args graphql.Args) (any, error) {
	if i := q.view.Typed(kind, args.Text("issueId")); i != nil && i.ID == args.Text("issueId") {
		return issue{q.asker, i}, nil
	}
	return nil, fmt.Errorf("%s with id %q not found", kind, args.Text("issueId"))
}

// many lists issues of a type, oldest first, or in the order of the JQL.
func (q queries) many(kind string, args graphql.Args) (any, error) {
	found, err := q.search(kind, args)
	if err != nil {
		return nil, err
	}
	since, err := moment(args, "modifiedSince")
	if err != nil {
		return nil, err
	}
	project := args.Text("projectId")
	var kept []any
	for _, i := range found {
		if _, asked := args["issueIds"]; asked && !slices.Contains(args.Texts("issueIds"), i.ID) || !q.inProject(i, project) ||
			!since.IsZero() && !q.view.Modified(i).After(since) || !q.ofType(i, args) {
			continue
		}
		kept = append(kept, issue{q.asker, i})
	}
	return q.connect(args, kept)
}

// search runs the JQL, where there is one.
func (q queries) search(kind string, args graphql.Args) ([]*simjira.Issue, error) {
	jql := args.Text("jql")
	if jql == "" {
		if kind == "" {
			return q.coverableIssues(), nil
		}
		return q.view.All(kind), nil
	}
	found, err := q.view.Search(kind, jql)
	if err != nil {
		return nil, fmt.Errorf("error in JQL query: %w", err)
	}
	if len(found) > 100 && !q.server.opts.PagesJQL {
		return nil, fmt.Errorf("the jql query returned %d issues, and the maximum is 100: please refine the jql search", len(found))
	}
	return found, nil
}

func (q queries) inProject(i *simjira.Issue, id string) bool {
	if id == "" {
		return true
	}
	p := q.call.Site.Project(q.call.Actor.User, i.Project)
	return p != nil && p.ID == id
}

func (q queries) ofType(i *simjira.Issue, args graphql.Args) bool {
	want, _ := args["testType"].(map[string]any)
	if want == nil {
		return true
	}
	t := testType(q.server.Kind(i.ID))
	for _, one := range t.pairs {
		if w, asked := want[one.Name]; asked && w != one.Value {
			return false
		}
	}
	return true
}

func (q queries) run(match func(*xray.Run) bool) (any, error) {
	found := q.view.Runs(match)
	if len(found) == 0 {
		return nil, fmt.Errorf("test run not found")
	}
	return run{q.asker, found[0]}, nil
}

func (q queries) runs(args graphql.Args) (any, error) {
	since, err := moment(args, "modifiedSince")
	if err != nil {
		return nil, err
	}
	in := func(name string) func(value string) bool {
		_, asked := args[name]
		list := args.Texts(name)
		return func(value string) bool { return !asked || slices.Contains(list, value) }
	}
	test, execution, assignee := in("testIssueIds"), in("testExecIssueIds"), in("testRunAssignees")
	return q.connect(args, runList(q.asker, q.view.Runs(func(r *xray.Run) bool {
		return test(r.Test) && execution(r.Execution) && assignee(r.Assignee) && (since.IsZero() || r.Modified.After(since))
	})))
}

func runList(a *asker, runs []xray.Run) []any {
	var out []any
	for _, r := range runs {
		out = append(out, run{a, r})
	}
	return out
}

// moment reads a time.
func moment(args graphql.Args, name string) (time.Time, error) {
	text := args.Text(name)
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, fmt.Errorf("%s %q is not a date such as 2026-01-14T12:00:00Z", name, text)
	}
	return t, nil
}

// connect cuts a page out of a list.
func (a *asker) connect(args graphql.Args, all []any) (any, error) {
	start, limit := args.Int("start", 0), args.Int("limit", 0)
	if start < 0 {
		return nil, fmt.Errorf("start must not be negative")
	}
	from := min(start, len(all))
	page := append([]any{}, all[from:min(from+limit, len(all))]...)
	return object(graphql.Pair{Name: "total", Value: len(all)}, graphql.Pair{Name: "start", Value: start}, graphql.Pair{Name: "limit", Value: limit},
		graphql.Pair{Name: "results", Value: page}, graphql.Pair{Name: "warnings", Value: []any{}}), nil
}

// plain is an object whose fields are known beforehand and take no arguments.
type plain struct{ pairs graphql.Pairs }

func object(pairs ...graphql.Pair) plain { return plain{pairs} }

// Resolve finds a field by its name; one that is not there is null.
func (p plain) Resolve(field string, _ graphql.Args) (any, error) {
	for _, one := range p.pairs {
		if one.Name == field {
			return one.Value, nil
		}
	}
	return nil, nil
}

// texts is a list of strings as a value.
func texts(list []string) []any {
	out := []any{}
	for _, s := range list {
		out = append(out, s)
	}
	return out
}
