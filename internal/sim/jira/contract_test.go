package jira_test

import (
	"errors"
	"io/fs"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/cloud"
	"syncd/internal/sim/jira/published"
)

// richRig is a site in which every part of an issue exists.
func richRig(t *testing.T) *rig {
	r := newRig(t, simjira.Options{Now: tick()})
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

// openPublished opens the documents, or skips.
func openPublished(t *testing.T) *published.Oracle {
	t.Helper()
	o, err := oracle()
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
var meant = []published.Deviation{searchGone, contents, published.Histories,
	{Operation: "POST /rest/api/3/search", What: `answer 410: status is not supported`,
		Reason: "the old search is gone; the document still describes it as being removed",
		Source: "https://developer.atlassian.com/changelog/#CHANGE-2046"},
	{Operation: "*", What: `answer 429: status is not supported`,
		Reason: "any operation can be limited; few say so",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rate-limiting/"},
	{Operation: "*", What: `answer 415: status is not supported`,
		Reason: "a body without a type, or with another than JSON, is refused; no operation says so. The DELETE of remote links is refused without a type though it takes no body",
		Source: "RFC 9110 15.5.16; jira-simulator.md 1, pinned live by the tests of jira.js"},
	{Operation: "POST /rest/api/3/issue/{issueIdOrKey}/remotelink", What: `answer 413: status is not supported`,
		Reason: "remote links are limited as comments and issue links are, for which 413 is documented",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-limit-report-get (remoteIssueLinks)"},
	{Operation: "POST /rest/api/3/issue/bulk", What: `answer 400: (/ property "errorMessages" is unsupported|/errors value must be an array)`,
		Reason: "a request that is refused as a whole has no elements to tell of; the document describes the answer to one that has",
		Source: "jira-api.md 2 (the error body is the same everywhere)"},
	{Operation: "PUT /rest/api/3/issue/{issueIdOrKey}/assignee", What: `request: /accountId Value is not nullable`,
		Reason: "null takes the assignee away, as the operation's text says",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-assignee-put"},
}

// limited has the site refuse a request because there were too many, and one because the issue has grown too much.
func limited(t *testing.T) []published.Exchange {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Limits.RemoteLinks = 1
	r := newRig(t, simjira.Options{Limits: true, Seed: seed, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) }})
	for _, status := range []int{201, 413} {
		r.post("issue/SHOP-1/remotelink", `{"object":{"url":"https://x.example","title":"T"}}`).want(status)
	}
	for n := 0; r.get("myself").status != http.StatusTooManyRequests; n++ {
		if n > 1000 {
			t.Fatal("there is no limit")
		}
	}
	return slices.DeleteFunc(r.tape.Exchanges(), func(e published.Exchange) bool { return e.Status == 200 })
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
	for _, e := range append(r.tape.Exchanges(), limited(t)...) {
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
