package jira_test

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/cloud"
	"syncd/internal/sim/jira/published"
)

// richRig is a site in which every part of an issue exists.
func richRig(t *testing.T) *rig {
	r := newRig(t, simjira.Options{Now: tick()})
	r.tape = &published.Recorder{Next: r.sim.Transport()}
	ada := r.sim.As("ada@example.com")
	for _, err := range []error{ada.Comment("SHOP-1", "x"), ada.Link("Blocks", "SHOP-1", "SHOP-2"), ada.AddLabel("SHOP-1", "new"),
		ada.Transition("SHOP-1", "Done", ""), ada.Restrict("SHOP-1", "Staff and bots"),
		ada.Edit("SHOP-1", simjira.Fields{"Browsers": []map[string]string{{"value": "Firefox"}}, "duedate": "2026-12-01", "components": []map[string]string{{"name": "Cart"}}})} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := ada.Create("SHOP", "Sub-task", "child", simjira.Fields{"parent": map[string]string{"key": "SHOP-1"}}); err != nil {
		t.Fatal(err)
	}
	r.post("issue/SHOP-1/remotelink", `{"globalId":"a","relationship":"r","application":{"name":"n"},"object":{"url":"https://x.example","title":"T","icon":{"title":"i"},"status":{"resolved":true}}}`).want(201)
	r.put("issue/SHOP-1/properties/syncd", `{"a":1}`).want(201)
	return r
}

// step is one request of the walk; the path is below rest/api/3/ unless it begins with a slash.
type step struct {
	method, path, body string
	status             int
}

const issueBody = `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"}}`

// walk goes to every endpoint of the Cloud face, in the order in which a site can answer them.
var walk = []step{
	{"GET", "myself", "", 200},
	{"GET", "serverInfo", "", 200},
	{"GET", "mypermissions?permissions=EDIT_ISSUES,ADMINISTER", "", 200},
	{"GET", "mypermissions", "", 400},
	{"GET", "field", "", 200},
	{"GET", "project/search?maxResults=1&expand=lead,issueTypes", "", 200},
	{"GET", "project/SHOP", "", 200},
	{"GET", "project/SHOP/statuses", "", 200},
	{"GET", "project/SHOP/versions", "", 200},
	{"GET", "project/SHOP/version", "", 200},
	{"GET", "status", "", 200},
	{"GET", "statuscategory", "", 200},
	{"GET", "issuetype", "", 200},
	{"GET", "issuetype/project?projectId=10000", "", 200},
	{"GET", "resolution", "", 200},
	{"GET", "priority", "", 200},
	{"GET", "issueLinkType", "", 200},
	{"GET", "label?maxResults=1", "", 200},
	{"GET", "issue/createmeta/SHOP/issuetypes", "", 200},
	{"GET", "issue/createmeta/SHOP/issuetypes/10004", "", 200},
	{"POST", "issue", issueBody, 201},
	{"POST", "issue", `{"fields":{}}`, 400},
	{"POST", "issue/bulk", `{"issueUpdates":[` + issueBody + `,{"fields":{}}]}`, 201},
	{"POST", "issue/bulk", `{"issueUpdates":[{"fields":{}}]}`, 400},
	{"GET", "issue/SHOP-1?expand=names,schema,renderedFields,changelog,transitions,editmeta&properties=*all", "", 200},
	{"PUT", "issue/SHOP-1?returnIssue=true", `{"fields":{"summary":"y"}}`, 200},
	{"GET", "issue/SHOP-1/editmeta", "", 200},
	{"GET", "issue/SHOP-1/changelog?maxResults=1", "", 200},
	{"GET", "issue/SHOP-1/comment", "", 200},
	{"POST", "issue/SHOP-1/comment", `{"body":` + hello + `}`, 201},
	{"GET", "issue/SHOP-1/remotelink", "", 200},
	{"GET", "issue/SHOP-1/remotelink?globalId=a", "", 200},
	{"POST", "issue/SHOP-2/remotelink", `{"object":{"url":"https://x.example","title":"T"}}`, 201},
	{"GET", "issue/SHOP-1/properties", "", 200},
	{"GET", "issue/SHOP-1/properties/syncd", "", 200},
	{"GET", "issueLink/10000", "", 200},
	{"POST", "issue/bulkfetch", `{"issueIdsOrKeys":["SHOP-1","SHOP-2","SHOP-99"],"properties":["syncd"]}`, 200},
	{"POST", "search/jql", `{"jql":"project = SHOP","fields":["*all"],"maxResults":2,"expand":"names,schema"}`, 200},
	{"GET", "search/jql?jql=project=SHOP", "", 200},
	{"POST", "search/approximate-count", `{"jql":"project = SHOP"}`, 200},
	{"POST", "jql/parse?validation=strict", `{"queries":["project = SHOP and labels in (a) order by key","b"]}`, 200},
	{"POST", "jql/match", `{"jqls":["project = SHOP"],"issueIds":[10000,1]}`, 200},
	{"GET", "attachment/meta", "", 200},
	{"GET", "issue/limit/report", "", 200},
	{"GET", "project", "", 200},
	{"GET", "project/SHOP/components", "", 200},
	{"GET", "project/NONE", "", 404},
	{"GET", "issue/SHOP-99", "", 404},
	{"GET", "search/jql?jql=project=SHOP&fields=*all&expand=names", "", 200},
	{"GET", "search/jql?jql=(", "", 400},
	{"POST", "search/jql", `{"jql":"project = SHOP","startAt":5}`, 400},
	{"GET", "search?jql=project=SHOP", "", 410},
	{"POST", "search", `{"jql":"project = SHOP"}`, 410},
	{"GET", "issue/SHOP-1/comment/10000", "", 200},
	{"PUT", "issue/SHOP-1/comment/10000", `{"body":` + hello + `}`, 200},
	{"DELETE", "issue/SHOP-1/comment/10000", "", 204},
	{"DELETE", "issue/SHOP-1/comment/10000", "", 404},
	{"PUT", "issue/SHOP-1", `{"update":{"labels":[{"add":"x"}]}}`, 204},
	{"PUT", "issue/SHOP-1", `{"fields":{"nothing":1}}`, 400},
	{"PUT", "issue/SHOP-1/assignee", `{"accountId":null}`, 204},
	{"PUT", "issue/SHOP-1/properties/syncd", `{"a":2}`, 200},
	{"DELETE", "issue/SHOP-1/properties/syncd", "", 204},
	{"GET", "issue/SHOP-1/properties/syncd", "", 404},
	{"PUT", "issue/SHOP-1/remotelink/10000", `{"object":{"url":"https://y.example","title":"U"}}`, 204},
	{"GET", "issue/SHOP-1/remotelink/10000", "", 200},
	{"GET", "issue/SHOP-1/remotelink", "", 200},
	{"POST", "issue/SHOP-1/remotelink", `{"object":{}}`, 400},
	{"DELETE", "issue/SHOP-1/remotelink?globalId=a", "", 415},
	{"DELETE", "issue/SHOP-1/remotelink/10000", "", 204},
	{"GET", "issue/SHOP-1/remotelink/10000", "", 404},
	{"POST", "issueLink", `{"type":{"name":"Relates"},"inwardIssue":{"key":"SHOP-3"},"outwardIssue":{"key":"SHOP-4"}}`, 201},
	{"POST", "issueLink", `{"type":{"name":"None"},"inwardIssue":{"key":"SHOP-3"},"outwardIssue":{"key":"SHOP-4"}}`, 404},
	{"DELETE", "issueLink/10000", "", 204},
	{"GET", "issueLink/10000", "", 404},
	{"GET", "status/done", "", 200},
	{"GET", "priority/99", "", 404},
	{"GET", "user?accountId=nobody", "", 404},
	{"GET", "user/search?query=ada", "", 200},
	{"GET", "user/search", "", 400},
	{"GET", "user/assignable/search?project=SHOP&query=demo", "", 200},
	{"GET", "issue/createmeta?projectKeys=SHOP&expand=projects.issuetypes.fields", "", 200},
	{"GET", "issue/SHOP-2/votes", "", 200},
	{"POST", "issue/SHOP-2/watchers", `"712020:0d3f6a10-0000-4000-8000-000000000002"`, 204},
	{"POST", "issue/SHOP-2/watchers", `"nobody"`, 404},
	{"GET", "issue/SHOP-2/watchers", "", 200},
	{"DELETE", "issue/SHOP-2/watchers?accountId=712020:0d3f6a10-0000-4000-8000-000000000002", "", 204},
	{"DELETE", "issue/SHOP-2/watchers", "", 400},
	{"POST", "version", `{"name":"2.0","projectId":10000,"releaseDate":"2027-01-31"}`, 201},
	{"POST", "version", `{"name":"2.0","projectId":10000}`, 400},
	{"POST", "version", `{"name":"2.1","project":"NONE"}`, 404},
	{"PUT", "version/10002", `{"released":true}`, 200},
	{"PUT", "version/99", `{"released":true}`, 404},
	{"POST", "version/10001/removeAndSwap", `{"moveFixIssuesTo":10002}`, 204},
	{"DELETE", "version/10002", "", 204},
	{"DELETE", "version/10002", "", 404},
	{"GET", "issue/SHOP-2/transitions?expand=transitions.fields", "", 200},
	{"POST", "issue/SHOP-2/transitions", `{"transition":{"id":"31"},"fields":{"resolution":{"name":"Done"}}}`, 204},
	{"POST", "issue/SHOP-2/transitions", `{"transition":{"id":"99"}}`, 400},
	{"DELETE", "issue/SHOP-1", "", 400},
	{"DELETE", "issue/SHOP-1?deleteSubtasks=true", "", 204},
	{"GET", "/rest/agile/1.0/board", "", 200},
	{"GET", "/rest/agile/1.0/board/1", "", 200},
	{"GET", "/rest/agile/1.0/board/9", "", 404},
	{"GET", "/rest/agile/1.0/board/1/configuration", "", 200},
	{"GET", "/rest/agile/1.0/board/1/sprint?state=active,future", "", 200},
	{"GET", "/rest/agile/1.0/sprint/2", "", 200},
	{"POST", "/rest/agile/1.0/sprint/2/issue", `{"issues":["SHOP-3"]}`, 204},
}

// openPublished opens the documents, or skips.
func openPublished(t *testing.T) *published.Oracle {
	t.Helper()
	o, err := published.Open()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("answers were not compared with the published API: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// searchGone: what Cloud answers to the search that it had.
var searchGone = published.Deviation{Operation: "GET /rest/api/3/search", What: `answer 410: status is not supported`,
	Reason: "the old search is gone; the document still describes it as being removed",
	Source: "https://developer.atlassian.com/changelog/#CHANGE-2046"}

// contents: the operation that answers with a file.
var contents = published.Deviation{Operation: "GET /rest/api/3/attachment/content/{id}", What: `answer 200: a body though none is declared`,
	Reason: "the operation returns the contents of an attachment, as its text says; the document declares no body for it",
	Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-attachment-content-id-get"}

// meant are the deviations that only the walk meets.
var meant = []published.Deviation{searchGone, contents,
	{Operation: "*", What: `answer 200: (/changelog/histories|/values)/\*/items/\*/(from|fromString|to|toString) Value is not nullable`,
		Reason: "what was empty before or after is null; the document's own example of a changelog has from: null",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-changelog-get"},
	{Operation: "POST /rest/api/3/search", What: `answer 410: status is not supported`,
		Reason: "the old search is gone; the document still describes it as being removed",
		Source: "https://developer.atlassian.com/changelog/#CHANGE-2046"},
	{Operation: "DELETE /rest/api/3/issue/{issueIdOrKey}/remotelink", What: `answer 415: status is not supported`,
		Reason: "without a Content-Type this one is refused, though it takes no body",
		Source: "jira-simulator.md 1, pinned live by the tests of jira.js"},
	{Operation: "PUT /rest/api/3/issue/{issueIdOrKey}/assignee", What: `request: /accountId Value is not nullable`,
		Reason: "null takes the assignee away, as the operation's text says",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-assignee-put"},
}

// TestContract holds every answer of the Cloud face against the published API, and every request that it accepts.
func TestContract(t *testing.T) {
	l := published.NewLedger(openPublished(t), slices.Concat(published.Common, meant))
	r := richRig(t)
	follow(r, "issue/SHOP-1", "issue/SHOP-1/comment", "issue/SHOP-1/remotelink", "issue/SHOP-1/properties", "issue/SHOP-1/watchers",
		"project/SHOP", "project/search", "issue/createmeta/SHOP/issuetypes/10004", "issue/createmeta", "myself", "priority", "resolution",
		"/rest/agile/1.0/board", "/rest/agile/1.0/board/1/configuration", "/rest/agile/1.0/board/1/sprint")
	for _, s := range walk {
		r.do(s.method, s.path, s.body).want(s.status)
	}
	r.as("", "").get("myself").want(401)
	r.upload("SHOP-3", "no-check").want(200)
	r.upload("SHOP-3", "").want(403)
	file := r.get("issue/SHOP-3").want(200).text("fields", "attachment", "0", "id")
	r.get("attachment/" + file).want(200)
	r.get("attachment/content/" + file).want(200).says("stack")
	r.do("DELETE", "attachment/"+file, "").want(204)
	r.do("DELETE", "attachment/"+file, "").want(404)
	r.post("issue/SHOP-3/remotelink", `{"globalId":"b","object":{"url":"https://x.example","title":"T"}}`).want(201)
	r.post("issue/SHOP-3/remotelink", `{"globalId":"b","object":{"url":"https://x.example","title":"U"}}`).want(200)
	req := r.request("DELETE", "issue/SHOP-3/remotelink?globalId=b", "")
	req.Header.Set("Content-Type", "application/json")
	r.send(req).want(204)
	for _, e := range r.tape.Exchanges() {
		side := published.Both
		if e.Status >= 400 {
			side = published.AnswerOnly // what is refused may well be wrong
		}
		l.Enter(e, side)
	}
	unvisited(t, r.sim)
	line, faults := l.Report()
	for _, f := range faults {
		t.Error(f)
	}
	t.Log("the simulator's Cloud face and the published API: " + line)
}

// follow reads documents and goes wherever their self links lead, once to each.
func follow(r *rig, paths ...string) {
	r.t.Helper()
	seen := map[string]bool{}
	var links func(v any) []string
	links = func(v any) []string {
		var out []string
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				out = append(out, links(e)...)
			}
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				if link, ok := v[name].(string); ok && name == "self" && !seen[link] {
					seen[link] = true
					out = append(out, link)
				}
				out = append(out, links(v[name])...)
			}
		}
		return out
	}
	for len(paths) > 0 {
		path := strings.TrimPrefix(paths[0], "http://jira.example")
		paths = append(paths[1:], links(r.get(path).want(200).at())...)
	}
	if len(seen) < 40 {
		r.t.Errorf("no more than %d self links were found", len(seen))
	}
}

// unvisited insists that the walk went everywhere: version 2 and latest share the endpoints of version 3.
func unvisited(t *testing.T, sim *simjira.Server) {
	t.Helper()
	visited := map[string]bool{}
	for _, q := range sim.Requests() {
		visited[q.Method+" "+q.Endpoint] = true
	}
	for _, route := range cloud.Routes() {
		if (strings.HasPrefix(route.Path, "/rest/api/3/") || strings.HasPrefix(route.Path, "/rest/agile/")) && !visited[route.Method+" "+route.Path] {
			t.Errorf("the walk does not go to %s %s", route.Method, route.Path)
		}
	}
}
