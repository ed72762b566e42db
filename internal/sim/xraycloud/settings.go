package xraycloud

import (
	"fmt"
	"slices"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xray"
	"syncd/internal/sim/xraycloud/graphql"
)

// p is a member of an object.
func p(name string, value any) graphql.Pair { return graphql.Pair{Name: name, Value: value} }

// settings answers the queries about what there is in general.
func (q queries) settings(name string, args graphql.Args) (any, error) {
	switch name {
	case "Status", "StepStatus":
		st, known := q.server.Status(args.Text("name"))
		if !known {
			return nil, fmt.Errorf("status %q not found", args.Text("name"))
		}
		if name == "Status" {
			return status(st), nil
		}
		return stepStatus(st), nil
	case "Statuses", "StepStatuses":
		out := []any{}
		for _, st := range q.server.Statuses() {
			if name == "Statuses" {
				out = append(out, status(st))
			} else {
				out = append(out, stepStatus(st))
			}
		}
		return out, nil
	case "IssueLinkTypes":
		out := []any{}
		for _, t := range q.call.Site.LinkTypes() {
			out = append(out, object(p("id", t.ID), p("name", t.Name)))
		}
		return out, nil
	case "ProjectSettings":
		return q.project(args.Text("projectIdOrKey"))
	}
	return nil, fmt.Errorf("this simulator does not answer %s", name)
}

func status(s xray.Status) plain {
	return object(p("name", s.Name), p("description", s.Description), p("final", s.Final), p("color", s.Color), p("coverageStatus", s.Coverage))
}

func stepStatus(s xray.Status) plain {
	return object(p("name", s.Name), p("description", s.Description), p("color", s.Color), p("testStatus", status(s)))
}

// testTypes are the built-in ones.
func testType(kind string) plain {
	for n, t := range [][2]string{{"Manual", "Steps"}, {"Cucumber", "Gherkin"}, {"Generic", "Unstructured"}} {
		if t[0] == kind {
			return object(p("id", fmt.Sprintf("5e6a0c0de5d9a1000000000%d", n)), p("name", t[0]), p("kind", t[1]))
		}
	}
	return object(p("name", kind), p("kind", "Unstructured"))
}

// coverableTypes are the types of issues that tests may cover here.
var coverableTypes = []string{"Epic", "Story"}

// project tells how coverage is modelled in a project: stories and epics, by links of the type Test.
func (q queries) project(idOrKey string) (any, error) {
	project := q.call.Site.Project(q.call.Actor.User, idOrKey)
	if project == nil {
		return nil, fmt.Errorf("project %q not found", idOrKey)
	}
	types := func(names ...string) []any {
		out := []any{}
		for _, t := range q.call.Site.IssueTypes() {
			if slices.Contains(names, t.Name) {
				out = append(out, t.ID)
			}
		}
		return out
	}
	link := any(nil)
	for _, t := range q.call.Site.LinkTypes() {
		if t.Name == xray.LinkTest {
			link = t.ID
		}
	}
	return object(p("projectId", project.ID), p("testEnvironments", texts(q.view.AllEnvironments())), p("defectIssueTypes", types("Bug")),
		p("testCoverageSettings", object(p("coverableIssueTypeIds", types(coverableTypes...)), p("epicIssuesRelation", false),
			p("issueSubTasksRelation", false), p("issueLinkTypeId", link), p("issueLinkTypeDirection", "outward"))),
		p("testTypeSettings", object(p("testTypes", []any{testType("Manual"), testType("Cucumber"), testType("Generic")}),
			p("defaultTestTypeId", testType("Manual").pairs[0].Value)))), nil
}

func (q queries) coverableIssues() []*simjira.Issue {
	var out []*simjira.Issue
	for _, t := range coverableTypes {
		out = append(out, q.view.All(t)...)
	}
	return out
}

func (q queries) coverable(id string) (any, error) {
	if i := q.view.Issue(id); i != nil && i.ID == id && slices.Contains(coverableTypes, i.Type) {
		return coverable{q.asker, i}, nil
	}
	return nil, fmt.Errorf("coverable issue with id %q not found", id)
}

func (q queries) coverables(args graphql.Args) (any, error) {
	found, err := q.search("", args)
	if err != nil {
		return nil, err
	}
	var kept []any
	for _, i := range found {
		if _, asked := args["issueIds"]; slices.Contains(coverableTypes, i.Type) && (!asked || slices.Contains(args.Texts("issueIds"), i.ID)) {
			kept = append(kept, coverable{q.asker, i})
		}
	}
	return q.connect(args, kept)
}
