package jira_test

import (
	"strings"
	"testing"

	simjira "syncd/internal/sim/jira"
)

func TestIdentity(t *testing.T) {
	r := newRig(t, simjira.Options{})
	me := r.get("myself").want(200)
	if me.text("emailAddress") != "demo@example.com" || me.text("timeZone") != "Europe/Berlin" || me.text("accountType") != "atlassian" {
		t.Errorf("myself = %s", me.body)
	}
	info := r.as("", "").get("serverInfo").want(200)
	if info.text("deploymentType") != "Cloud" || info.text("baseUrl") != "http://jira.example" {
		t.Errorf("serverInfo = %s", info.body)
	}
	r.get("mypermissions").want(400)
	r.get("mypermissions?permissions=EDIT_ISSUES,NOPE&projectKey=SHOP").want(400).says("Unrecognized permission: NOPE")
	if got := r.get("mypermissions?permissions=EDIT_ISSUES&projectKey=SHOP").want(200).text("permissions", "EDIT_ISSUES", "havePermission"); got != "true" {
		t.Errorf("havePermission = %s", got)
	}
}

func TestWrongCredentials(t *testing.T) {
	r := newRig(t, simjira.Options{})
	for _, login := range [][2]string{{"demo@example.com", "wrong"}, {"nobody@example.com", "demo-token"}, {"demo@example.com", ""}} {
		p := r.as(login[0], login[1]).get("myself").want(401).says("errorMessages")
		if p.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
			t.Errorf("%v: no login reason", login)
		}
		r.as(login[0], login[1]).post("search/jql", `{"jql":"project = SHOP"}`).want(401)
	}
	nobody := r.as("", "")
	nobody.get("myself").want(401)
	nobody.post("search/jql", `{"jql":"project = SHOP"}`).want(200).says(`"issues":[]`)
	nobody.get("issue/SHOP-1").want(404)
	nobody.post("issue", `{}`).want(401)
}

func TestExpiredTokenLooksEmpty(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.script(simjira.Fault{Effect: simjira.ExpireToken})
	p := r.post("search/jql", `{"jql":"project = SHOP"}`).want(200).says(`"issues":[]`)
	if p.header.Get("X-Seraph-LoginReason") != "AUTHENTICATED_FAILED" {
		t.Error("an expired token must show in X-Seraph-LoginReason")
	}
	r.get("myself").want(401)
	r.sim.ClearFaults()
	r.get("myself").want(200)
}

func TestCreateRefusals(t *testing.T) {
	r := newRig(t, simjira.Options{})
	long := strings.Repeat("x", 256)
	huge := strings.Repeat("x", 32768)
	doc := func(text string) string {
		return `{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"` + text + `"}]}]}`
	}
	for name, tc := range map[string]struct{ fields, field, says string }{
		"no summary":      {`"issuetype":{"name":"Bug"}`, "summary", "Summary is required."},
		"long summary":    {`"summary":"` + long + `","issuetype":{"name":"Bug"}`, "summary", "255"},
		"newline":         {`"summary":"a\nb","issuetype":{"name":"Bug"}`, "summary", "newline"},
		"no type":         {`"summary":"a"`, "issuetype", "Specify an issue type"},
		"unknown type":    {`"summary":"a","issuetype":{"name":"Defect"}`, "issuetype", "Specify a valid issue type"},
		"unknown field":   {`"summary":"a","issuetype":{"name":"Bug"},"customfield_1":1`, "customfield_1", "Field 'customfield_1' cannot be set. It is not on the appropriate screen, or unknown."},
		"status":          {`"summary":"a","issuetype":{"name":"Bug"},"status":{"name":"Done"}`, "status", "cannot be set"},
		"resolution":      {`"summary":"a","issuetype":{"name":"Bug"},"resolution":{"name":"Done"}`, "resolution", "cannot be set"},
		"label space":     {`"summary":"a","issuetype":{"name":"Bug"},"labels":["a b"]`, "labels", "contains spaces"},
		"label string":    {`"summary":"a","issuetype":{"name":"Bug"},"labels":"a"`, "labels", "array"},
		"priority":        {`"summary":"a","issuetype":{"name":"Bug"},"priority":{"name":"Urgent"}`, "priority", "Priority name 'Urgent' is not valid"},
		"version":         {`"summary":"a","issuetype":{"name":"Bug"},"fixVersions":[{"name":"9"}]`, "fixVersions", "Version name '9' is not valid"},
		"option":          {`"summary":"a","issuetype":{"name":"Bug"},"customfield_10050":{"value":"green"}`, "customfield_10050", "Option value 'green' is not valid"},
		"text as string":  {`"summary":"a","issuetype":{"name":"Bug"},"description":"x"`, "description", "Operation value must be an Atlassian Document"},
		"empty text node": {`"summary":"a","issuetype":{"name":"Bug"},"description":` + doc(""), "description", "INVALID_INPUT"},
		"huge text":       {`"summary":"a","issuetype":{"name":"Bug"},"description":` + doc(huge), "description", "32,767"},
		"sub-task":        {`"summary":"a","issuetype":{"name":"Sub-task"}`, "parent", "parent"},
		"links as field":  {`"summary":"a","issuetype":{"name":"Bug"},"issuelinks":[]`, "issuelinks", "cannot be set"},
		"nameless type":   {`"summary":"a","issuetype":"Bug"`, "issuetype", "object"},
	} {
		t.Run(name, func(t *testing.T) {
			p := r.post("issue", `{"fields":{"project":{"key":"SHOP"},`+tc.fields+`}}`).want(400)
			if got := p.text("errors", tc.field); !strings.Contains(got, tc.says) {
				t.Errorf("errors.%s = %q, want %q in %s", tc.field, got, tc.says, p.body)
			}
		})
	}
	r.post("issue", `{"fields":{"project":{"key":"NOPE"},"summary":"a","issuetype":{"name":"Bug"}}}`).want(400).says(`"project":`)
	r.post("issue", `{`).want(400)
	if n := len(r.sim.Audit()); n != 0 {
		t.Errorf("%d mutations after nothing but refusals", n)
	}
}

func TestCreateEverything(t *testing.T) {
	r := newRig(t, simjira.Options{})
	p := r.post("issue", `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":" Cart is empty ",
		"labels":["syncd-acme","b","b"],"priority":{"name":"High"},"fixVersions":[{"name":"1.4"}],"parent":{},
		"customfield_10050":{"value":"failing"},"customfield_10051":"ABC","customfield_10020":2,
		"description":{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"see"}]}]}},
		"update":{"issuelinks":[{"add":{"type":{"name":"Relates"},"outwardIssue":{"key":"SHOP-1"}}}]},
		"properties":[{"key":"syncd","value":{"k":1}}]}`).want(201)
	key := p.text("key")
	if key != "SHOP-13" || p.text("self") != "http://jira.example/rest/api/3/issue/10012" {
		t.Fatalf("created %s", p.body)
	}
	i := r.get("issue/" + key + "?properties=syncd&expand=names").want(200)
	for _, tc := range [][]string{{"Cart is empty", "fields", "summary"}, {"To Do", "fields", "status", "name"}, {"new", "fields", "status", "statusCategory", "key"},
		{"High", "fields", "priority", "name"}, {"b", "fields", "labels", "0"}, {"syncd-acme", "fields", "labels", "1"}, {"1.4", "fields", "fixVersions", "0", "name"},
		{"failing", "fields", "customfield_10050", "value"}, {"ABC", "fields", "customfield_10051"}, {"SHOP Sprint 2", "fields", "customfield_10020", "0", "name"},
		{"SHOP-1", "fields", "issuelinks", "0", "outwardIssue", "key"}, {"1", "properties", "syncd", "k"}, {"<none>", "fields", "resolution"},
		{"demo@example.com", "fields", "reporter", "emailAddress"}, {"see", "fields", "description", "content", "0", "content", "0", "text"}, {"Test Verdict", "names", "customfield_10050"}} {
		if got := i.text(tc[1:]...); got != tc[0] {
			t.Errorf("%s = %q, want %q", strings.Join(tc[1:], "."), got, tc[0])
		}
	}
	if got := r.get("issue/SHOP-1").text("fields", "issuelinks", "0", "inwardIssue", "key"); got != key {
		t.Errorf("SHOP-1 shows %s as inwardIssue", got)
	}
}

func TestBulkCreate(t *testing.T) {
	r := newRig(t, simjira.Options{})
	ok := `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"}}`
	bad := `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"}}}`
	p := r.post("issue/bulk", `{"issueUpdates":[`+ok+`,`+bad+`,`+ok+`]}`).want(201)
	if p.text("issues", "1", "key") != "SHOP-14" || p.text("errors", "0", "failedElementNumber") != "1" ||
		p.text("errors", "0", "status") != "400" || p.text("errors", "0", "elementErrors", "errors", "summary") != "Summary is required." {
		t.Errorf("partial failure: %s", p.body)
	}
	r.post("issue/bulk", `{"issueUpdates":[`+bad+`]}`).want(400).says(`"failedElementNumber":0`)
	r.post("issue/bulk", `{"issueUpdates":[`+strings.Repeat(ok+",", 50)+ok+`]}`).want(400)
	r.post("issue/bulk", `{"issueUpdates":[]}`).want(400)
}

func TestEdit(t *testing.T) {
	r := newRig(t, simjira.Options{})
	key := r.bug("one", "mine", "other")
	before := len(r.sim.Audit())
	r.put("issue/"+key, `{"fields":{"summary":"one"},"update":{}}`).want(204)
	if len(r.sim.Audit()) != before {
		t.Error("an edit that changes nothing must leave no trace")
	}
	r.put("issue/"+key+"?notifyUsers=false", `{"fields":{"summary":"two"},"update":{"labels":[{"add":"new"},{"remove":"mine"}]}}`).want(204)
	i, _ := r.sim.Issue(key)
	if i.Summary != "two" || strings.Join(i.Labels, " ") != "new other" {
		t.Errorf("after edit: %q %v", i.Summary, i.Labels)
	}
	r.put("issue/"+key, `{"fields":{"labels":["a"]},"update":{"labels":[{"add":"b"}]}}`).want(400).says("labels")
	r.put("issue/"+key, `{"fields":{"status":{"name":"Done"}}}`).want(400).says("Field 'status' cannot be set")
	r.put("issue/"+key, `{"fields":{"summary":null}}`).want(400)
	r.put("issue/"+key, `{"update":{"summary":[{"add":"x"}]}}`).want(400).says("does not support operation")
	r.put("issue/NOPE-1", `{"fields":{}}`).want(404)
	r.put("issue/"+key+"?returnIssue=true", `{"fields":{"priority":{"id":"1"}}}`).want(200).says(`"Highest"`)
	log := r.get("issue/" + key + "/changelog").want(200)
	if log.text("values", "0", "items", "0", "field") != "summary" || log.text("values", "0", "items", "1", "toString") != "new other" {
		t.Errorf("changelog: %s", log.body)
	}
}

func TestTransitions(t *testing.T) {
	r := newRig(t, simjira.Options{})
	key := r.bug("x")
	list := r.get("issue/" + key + "/transitions?expand=transitions.fields").want(200)
	if list.text("transitions", "1", "name") != "Done" || list.text("transitions", "1", "isAvailable") != "true" ||
		list.text("transitions", "1", "fields", "resolution", "required") != "true" || list.text("transitions", "0", "hasScreen") != "false" {
		t.Errorf("transitions: %s", list.body)
	}
	r.post("issue/"+key+"/transitions", `{"transition":{"id":"11"},"fields":{"resolution":{"name":"Done"}}}`).want(400).says("cannot be set")
	r.post("issue/"+key+"/transitions", `{"transition":{"id":"41"}}`).want(400)
	r.post("issue/"+key+"/transitions", `{"transition":{"id":11,"name":"Start Progress"}}`).want(204)
	r.post("issue/"+key+"/transitions", `{"transition":{"id":"31"},"fields":{"resolution":{"name":"Won't Do"}},"update":{"comment":[{"add":{"body":
		{"type":"doc","version":1,"content":[{"type":"paragraph","content":[{"type":"text","text":"no"}]}]}}}]}}`).want(204)
	i, _ := r.sim.Issue(key)
	if i.Status != "Done" || i.Category != "done" || i.Resolution != "Won't Do" || i.Resolved.IsZero() || len(i.Comments) != 1 {
		t.Errorf("after Done: %+v", i)
	}
	r.post("issue/"+key+"/transitions", `{"transition":{"id":"41"}}`).want(204)
	if i, _ = r.sim.Issue(key); i.Status != "To Do" || i.Resolution != "" || !i.Resolved.IsZero() {
		t.Errorf("after Reopen: %+v", i)
	}
	r.post("issue/"+key+"/transitions", `{"transition":{"id":"31"}}`).want(204)
	if i, _ = r.sim.Issue(key); i.Resolution != "Done" {
		t.Errorf("default resolution = %q", i.Resolution)
	}
}

func TestUnknownEndpoint(t *testing.T) {
	r := newRig(t, simjira.Options{})
	r.get("nonsense").want(404).says("errorMessages")
	r.get("search?jql=project=SHOP").want(410).says("search/jql")
	p := r.get("/ex/jira/some-cloud-id/rest/api/3/issue/SHOP-1").want(200)
	if got := p.text("self"); got != "http://jira.example/ex/jira/some-cloud-id/rest/api/3/issue/10000" {
		t.Errorf("self = %s", got)
	}
	r.put("issue/SHOP-1?x=1", "").want(415)
}
