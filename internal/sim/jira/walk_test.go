package jira_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

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
	{"POST", "issue/bulk", `{"issueUpdates":[]}`, 400},
	{"GET", "issue/createmeta/NONE/issuetypes", "", 400},
	{"PUT", "issue/SHOP-1", "", 415},
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
	{"POST", "/rest/agile/1.0/sprint/2", `{"state":"closed"}`, 200},
	{"POST", "/rest/agile/1.0/sprint/2", `{"state":"active","name":"Second"}`, 200},
	{"POST", "/rest/agile/1.0/sprint/3", `{"state":"active"}`, 400},
	{"POST", "/rest/agile/1.0/sprint/9", `{"state":"active"}`, 404},
}

// follow reads documents and goes wherever their self links lead, once to each.
func follow(r *rig, paths ...string) {
	r.t.Helper()
	seen := map[string]bool{}
	for len(paths) > 0 {
		path := strings.TrimPrefix(paths[0], "http://jira.example")
		paths = append(paths[1:], selves(r.get(path).want(200).at(), seen)...)
	}
	if len(seen) < 40 {
		r.t.Errorf("no more than %d self links were found", len(seen))
	}
}

// selves are the self links in a document that were not seen before.
func selves(v any, seen map[string]bool) []string {
	var out []string
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, selves(e, seen)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if link, ok := v[name].(string); ok && name == "self" && !seen[link] {
				seen[link] = true
				out = append(out, link)
			}
			out = append(out, selves(v[name], seen)...)
		}
	}
	return out
}

// TestSelfLinksOfDataCenter: there as well they lead somewhere. No open document describes that product's API.
func TestSelfLinksOfDataCenter(t *testing.T) {
	r := newDC(t, simjira.Options{Now: tick()})
	r.post(dc("issue/SHOP-1/comment"), `{"body":"x"}`).want(201)
	r.post(dc("issueLink"), `{"type":{"name":"Blocks"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"}}`).want(201)
	r.put(dc("issue/SHOP-1/properties/x"), `1`).want(201)
	follow(r, dc("issue/SHOP-1"), dc("issue/SHOP-1/comment"), dc("issue/SHOP-1/watchers"), dc("issue/SHOP-1/properties"), dc("project/SHOP"), dc("project"),
		dc("priority"), dc("resolution"), dc("status"), dc("issueLinkType"), dc("issue/createmeta/SHOP/issuetypes/10004"), dc("search?jql=project=SHOP"),
		"/rest/agile/1.0/board", "/rest/agile/1.0/board/1/configuration", "/rest/agile/1.0/board/1/sprint")
}
