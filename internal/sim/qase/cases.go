package qase

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
)

// trackers are the words that external_issues[type] takes.
var trackers = []string{"asana", "azure-devops", "clickup-app", "github-app", "gitlab-app", "jira-cloud", "jira-server", "linear",
	"monday", "redmine-app", "trello-app", "youtrack-app"}

// app is the tracker whose app is installed.
const app = "jira-cloud"

// caseFilter is what a list of cases was asked for.
type caseFilter struct {
	search           string
	milestone, suite int64
	words            map[string][]string // by field; nil is any
	tracker          string
	issues           []string
	show             bool // external issues
}

// cases lists cases. There is no filter by time.
func cases(c *call) (any, *refusal) {
	f, s := c.caseFilter(), c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	if c.server.opts.Plan == Free && (f.show || f.tracker != "" || f.issues != nil) {
		return nil, payment("External issues")
	}
	fit := where(c.project.Cases, f.fits)
	return entities(c, c.project.Cases, fit, s, func(k Case) any { return c.showCase(k, f.show) }), nil
}

// caseFilter reads the filter.
func (c *call) caseFilter() caseFilter {
	q := c.query
	f := caseFilter{search: q.text("search"), milestone: q.number("milestone_id", 0, math.MaxInt64, 0),
		suite: q.number("suite_id", 0, math.MaxInt64, 0), words: map[string][]string{}}
	for _, field := range fields {
		f.words[field.Slug] = q.words(field.Slug, slugs(field.Options)...)
	}
	if list := q.words("external_issues[type]", trackers...); len(list) > 0 {
		f.tracker = list[0]
		if len(list) > 1 {
			q.fault("external_issues[type]", "takes one type")
		}
	}
	q.known = append(q.known, "external_issues[ids][]")
	if f.issues = q.values["external_issues[ids][]"]; f.issues != nil && f.tracker == "" {
		q.fault("external_issues[type]", "is required with external_issues[ids]")
	}
	f.show = slices.Contains(q.words("include", "external_issues"), "external_issues")
	return f
}

// fits reports whether a case is among those that were asked for.
func (f caseFilter) fits(k Case) bool {
	has := map[string]string{"severity": k.Severity, "priority": k.Priority, "type": k.Type, "behavior": k.Behavior,
		"automation": k.Automation, "status": k.Status}
	for field, words := range f.words {
		if words != nil && !slices.Contains(words, has[field]) {
			return false
		}
	}
	named := func(i Issue) bool {
		return i.Type == f.tracker && (f.issues == nil || slices.Contains(f.issues, i.ID))
	}
	return holds(k.Title, f.search) && (f.milestone == 0 || k.Milestone == f.milestone) && (f.suite == 0 || k.Suite == f.suite) &&
		(f.tracker == "" || slices.ContainsFunc(k.Issues, named))
}

func oneCase(c *call) (any, *refusal) {
	show := slices.Contains(c.query.words("include", "external_issues"), "external_issues")
	if no := c.query.done(); no != nil {
		return nil, no
	}
	k := c.project.kase(c.number("id"))
	if k == nil {
		return nil, notFound("Case")
	}
	return c.showCase(*k, show), nil
}

// showCase is a case as answers show it; its external issues only if they were asked for.
func (c *call) showCase(k Case, issues bool) any {
	out := object{"id": k.ID, "position": k.ID, "title": k.Title, "description": nil, "preconditions": nil, "postconditions": nil,
		"layer": 0, "is_flaky": 0, "isManual": k.Automation != "automated", "isToBeAutomated": k.Automation == "to-be-automated",
		"milestone_id": idOrNull(k.Milestone), "suite_id": idOrNull(k.Suite), "custom_fields": []any{}, "attachments": []any{},
		"steps_type": nil, "steps": []any{}, "parameters": parameters(k.Params), "tags": tags(k.Tags), "author_id": 1,
		"created_at": stamp(k.Created), "updated_at": stamp(k.Updated)}
	for field, slug := range map[string]string{"severity": k.Severity, "priority": k.Priority, "type": k.Type, "behavior": k.Behavior,
		"automation": k.Automation, "status": k.Status} {
		out[field] = number(options(field), slug)
	}
	if k.Flaky {
		out["is_flaky"] = 1
	}
	if issues {
		out["external_issues"] = c.showIssues(k.Issues)
	}
	return out
}

// parameters are the parameters of a case as answers show them.
func parameters(params []Param) []any {
	out := []any{}
	for _, p := range params {
		out = append(out, object{"shared_id": nil, "type": "single", "item": object{"title": p.Title, "values": list(p.Values)}})
	}
	return out
}

// showIssues groups issues by their tracker.
func (c *call) showIssues(issues []Issue) []any {
	inside := []any{}
	for _, i := range issues {
		inside = append(inside, object{"id": i.ID, "link": c.server.link(i)})
	}
	if len(inside) == 0 {
		return inside
	}
	return []any{object{"type": app, "issues": inside}}
}

// link is where people find an issue.
func (s *Server) link(i Issue) string { return s.opts.Jira + "/browse/" + i.ID }

// caseLinks is the body of attach and detach.
type caseLinks struct {
	Type  *string `json:"type"`
	Links *[]struct {
		Case   *int64    `json:"case_id"`
		Issues *[]string `json:"external_issues"`
	} `json:"links"`
}

func attach(c *call) (any, *refusal) { return c.linkCases("attach-issues", true) }
func detach(c *call) (any, *refusal) { return c.linkCases("detach-issues", false) }

// linkCases adds issues to cases, or takes them away: all of the request or nothing of it.
func (c *call) linkCases(verb string, add bool) (any, *refusal) {
	var in caseLinks
	no := c.query.done()
	if no == nil {
		no = c.body(&in)
	}
	if no == nil && c.server.opts.Plan == Free {
		no = payment("External issues")
	}
	if no == nil {
		no = c.checkCaseLinks(in, add)
	}
	if no != nil {
		return nil, no
	}
	for _, l := range *in.Links {
		k := c.project.kase(*l.Case)
		for _, key := range *l.Issues {
			k.name(Issue{app, key}, add)
		}
		k.Updated = c.at
		c.note(verb, fmt.Sprint(k.ID), map[string]string{"external_issues": strings.Join(*l.Issues, " ")})
	}
	return none{}, nil
}

// name has a case name an issue, or not.
func (k *Case) name(i Issue, add bool) {
	has := slices.Contains(k.Issues, i)
	switch {
	case add && !has:
		k.Issues = append(k.Issues, i)
	case !add && has:
		k.Issues = where(k.Issues, func(o Issue) bool { return o != i })
	}
}

// checkCaseLinks refuses what cannot be linked.
func (c *call) checkCaseLinks(in caseLinks, add bool) *refusal {
	if no := checkTracker(in.Type); no != nil {
		return no
	}
	if in.Links == nil {
		return lacking("links")
	}
	var unknown []string
	for n, l := range *in.Links {
		at := fmt.Sprintf("links.%d.", n)
		switch {
		case l.Case == nil:
			return lacking(at + "case_id")
		case l.Issues == nil:
			return lacking(at + "external_issues")
		case c.project.kase(*l.Case) == nil:
			return invalid(at+"case_id", "Case not found")
		}
		unknown = append(unknown, where(*l.Issues, func(key string) bool { return add && !c.server.exists(key) })...)
	}
	return strangers(unknown)
}

// checkTracker refuses trackers whose app is not installed.
func checkTracker(word *string) *refusal {
	switch {
	case word == nil:
		return lacking("type")
	case *word != "jira-cloud" && *word != "jira-server":
		return invalid("type", "must be jira-cloud or jira-server")
	case *word != app:
		return refuse(http.StatusBadRequest, "The integration %s is not installed.", *word)
	}
	return nil
}

// strangers refuses issues that the tracker does not know, in the words that the vendor's own tests quote.
func strangers(keys []string) *refusal {
	if len(keys) == 0 {
		return nil
	}
	return refuse(http.StatusBadRequest, "Issues with ids: %s not found.", strings.Join(keys, ", "))
}

// payment refuses what the plan lacks.
func payment(what string) *refusal {
	return refuse(http.StatusPaymentRequired, "%s are not part of your plan.", what)
}
