package xraycloud

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

// issue is a test, a set, a plan or an execution.
type issue struct {
	*asker
	i *simjira.Issue
}

// Resolve answers for an issue; the schema knows which type has which field.
func (o issue) Resolve(field string, args graphql.Args) (any, error) {
	switch field {
	case "issueId":
		return o.i.ID, nil
	case "projectId":
		return o.call.Site.Project(o.call.Actor.User, o.i.Project).ID, nil
	case "lastModified":
		return when(o.view.Modified(o.i)), nil
	case "jira":
		return o.jira(o.i, args)
	case "testEnvironments":
		return texts(o.view.Environments(o.i.ID)), nil
	case "testType":
		return testType(o.server.Kind(o.i.ID)), nil
	case "folder":
		at := o.server.Folder(o.i.ID)
		return object(p("name", path.Base(at)), p("path", at)), nil
	case "unstructured", "gherkin":
		return nil, nil
	case "status":
		st := o.view.TestStatus(o.i.ID, scope(args))
		return object(p("name", st.Name), p("description", st.Description), p("final", st.Final), p("color", st.Color)), nil
	case "testRuns":
		return o.connect(args, runList(o.asker, o.view.Runs(func(r *xray.Run) bool { return r.Test == o.i.ID || r.Execution == o.i.ID })))
	case "coverableIssues":
		var out []any
		for _, story := range o.view.Tested(o.i) {
			if wanted(args, story) && slices.Contains(coverableTypes, story.Type) {
				out = append(out, coverable{o.asker, story})
			}
		}
		return o.connect(args, out)
	}
	return o.connect(args, o.near(field, args))
}

// near are the issues around an issue.
func (o issue) near(field string, args graphql.Args) []any {
	tests, executions := o.view.Plan(o.i.ID)
	for _, r := range o.view.Runs(func(r *xray.Run) bool { return r.Test == o.i.ID || r.Execution == o.i.ID }) {
		tests, executions = append(tests, o.view.Issue(r.Test)), append(executions, o.view.Issue(r.Execution))
	}
	var plans []*simjira.Issue
	if field == "testPlans" {
		plans = o.view.PlansOf(o.i.ID)
	}
	var out []any
	for _, i := range map[string][]*simjira.Issue{"tests": tests, "testExecutions": executions, "testPlans": plans}[field] {
		if wanted(args, i) {
			out = append(out, issue{o.asker, i})
		}
	}
	return out
}

// wanted reports whether a list is to hold an issue.
func wanted(args graphql.Args, i *simjira.Issue) bool {
	_, asked := args["issueIds"]
	return !asked || slices.Contains(args.Texts("issueIds"), i.ID)
}

// scope reads over which runs a status is asked for.
func scope(args graphql.Args) xray.Scope {
	final, asked := args["isFinal"].(bool)
	return xray.Scope{Environment: args.Text("environment"), Version: args.Text("version"), Plan: args.Text("testPlan"), AnyLatest: asked && !final}
}

// jira are fields of an issue as Jira shows them, by their names there; "key" and "id" may be among them.
func (a *asker) jira(i *simjira.Issue, args graphql.Args) (any, error) {
	known, err := a.call.Site.Issue(a.call.Actor, i.ID)
	if err != nil {
		return nil, err
	}
	shown := *a.call
	shown.Product, shown.APIVersion = face.Cloud, "2"
	names := args.Texts("fields")
	out := shown.Issue(known, face.SelectFields(names, nil), nil, nil)["fields"].(face.Document)
	for member, value := range map[string]string{"key": i.Key, "id": i.ID} {
		if len(names) == 0 || slices.Contains(names, member) {
			out[member] = value
		}
	}
	return out, nil
}

// coverable is an issue that tests may cover.
type coverable struct {
	*asker
	i *simjira.Issue
}

// Resolve answers for what is tested.
func (o coverable) Resolve(field string, args graphql.Args) (any, error) {
	switch field {
	case "issueId":
		return o.i.ID, nil
	case "jira":
		return o.jira(o.i, args)
	case "status":
		name := o.view.Covered(o.i, scope(args))
		return object(p("name", name), p("description", "The requirement is "+name), p("color", "#808080")), nil
	case "tests":
		var out []any
		for _, t := range o.view.TestsOf(o.i) {
			if wanted(args, t) {
				out = append(out, issue{o.asker, t})
			}
		}
		return o.connect(args, out)
	}
	return nil, fmt.Errorf("this simulator does not answer %s", field)
}

// run is a test run.
type run struct {
	*asker
	r xray.Run
}

// Resolve answers for a run.
func (o run) Resolve(field string, _ graphql.Args) (any, error) {
	switch field {
	case "id":
		return o.r.ObjectID, nil
	case "status":
		st, _ := o.server.Status(o.r.Status)
		return status(st), nil
	case "comment":
		return o.r.Comment, nil
	case "startedOn":
		return when(o.r.Started), nil
	case "finishedOn":
		return when(o.r.Finished), nil
	case "lastModified":
		return when(o.r.Modified), nil
	case "defects":
		return texts(o.r.Defects), nil
	case "executedById":
		return orNull(o.r.Executor), nil
	case "assigneeId":
		return orNull(o.r.Assignee), nil
	case "test":
		return issue{o.asker, o.view.Issue(o.r.Test)}, nil
	case "testExecution":
		return issue{o.asker, o.view.Issue(o.r.Execution)}, nil
	case "testType":
		return testType(o.server.Kind(o.r.Test)), nil
	case "customFields":
		return []any{}, nil
	case "evidence":
		return o.evidence(), nil
	case "steps":
		return o.steps(), nil
	}
	return nil, nil // unstructured and gherkin, which the book does not hold
}

func (o run) evidence() []any {
	out := []any{}
	for _, e := range o.r.Evidence {
		out = append(out, object(p("id", strconv.FormatInt(e.ID, 10)), p("filename", e.Name), p("size", e.Size), p("createdOn", when(e.Created)),
			p("storedInJira", false), p("downloadLink", fmt.Sprintf("%s/api/v2/attachments/%d", o.call.Base, e.ID))))
	}
	return out
}

func (o run) steps() []any {
	out := []any{}
	for _, st := range o.r.Steps {
		known, _ := o.server.Status(st.Status)
		out = append(out, object(p("id", strconv.FormatInt(st.ID, 10)), p("action", st.Action), p("data", st.Data), p("result", st.Expected),
			p("actualResult", st.Actual), p("comment", st.Comment), p("defects", texts(st.Defects)), p("evidence", []any{}), p("status", stepStatus(known))))
	}
	return out
}

// when writes a time in UTC, to the second; one that is not set is null.
func when(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
