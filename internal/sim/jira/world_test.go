package jira_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	simjira "syncd/internal/sim/jira"
)

// tick is a clock that moves a second per reading.
func tick() func() time.Time {
	var n atomic.Int64
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	return func() time.Time { return start.Add(time.Duration(n.Add(1)) * time.Second) }
}

func TestPeopleAreAudited(t *testing.T) {
	r := newRig(t, simjira.Options{Now: tick()})
	ada := r.sim.As("ada@example.com")
	key, err := ada.Create("SHOP", "Bug", "by hand", simjira.Fields{"labels": []string{"a"}, "description": "h2. x"})
	if err != nil {
		t.Fatal(err)
	}
	other := r.bug("by the daemon")
	for _, err := range []error{ada.AddLabel(key, "b"), ada.RemoveLabel(key, "a"), ada.Transition(key, "In Review", ""), ada.Transition(key, "Done", "Duplicate"),
		ada.Comment(key, "twice"), ada.Link("Duplicate", key, other), ada.Restrict(other, "Staff only"), ada.Archive("SHOP-12"), ada.Delete("SHOP-11")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var verbs []string
	for _, m := range r.sim.Audit() {
		verbs = append(verbs, strings.TrimSuffix(m.User, "@example.com")+" "+m.Verb+" "+m.Key)
		if (m.Request == "") != (m.User == "ada@example.com") {
			t.Errorf("request of %s by %s is %q", m.Verb, m.User, m.Request)
		}
	}
	want := "ada create SHOP-13;demo create SHOP-14;ada update SHOP-13;ada update SHOP-13;ada transition SHOP-13;ada transition SHOP-13;" +
		"ada transition SHOP-13;ada comment SHOP-13;ada link SHOP-13;ada restrict SHOP-14;ada archive SHOP-12;ada delete SHOP-11"
	if got := strings.Join(verbs, ";"); got != want {
		t.Errorf("audit\n got %s\nwant %s", got, want)
	}
	i, _ := r.sim.Issue(key)
	if i.Resolution != "Duplicate" || i.Links[0].Says != "duplicates" || strings.Join(i.Labels, " ") != "b" || i.Reporter != "ada@example.com" {
		t.Errorf("issue: %+v", i)
	}
	if err := r.sim.As("nobody@example.com").Comment(key, "x"); err == nil {
		t.Error("an unknown person can do nothing")
	}
	if err := ada.Transition(key, "Nowhere", ""); err == nil {
		t.Error("there is no way to a status that does not exist")
	}
}

func TestRestrictedArchivedMoved(t *testing.T) {
	r := newRig(t, simjira.Options{})
	ada := r.sim.As("ada@example.com")
	for _, err := range []error{ada.Restrict("SHOP-1", "Staff only"), ada.Archive("SHOP-2")} {
		if err != nil {
			t.Fatal(err)
		}
	}
	moved, err := ada.Move("SHOP-3", "PAY")
	if err != nil {
		t.Fatal(err)
	}
	r.get("issue/SHOP-1").want(404)
	r.get("issue/SHOP-2").want(200)
	r.put("issue/SHOP-2", `{"fields":{"summary":"x"}}`).want(400).says("archived")
	if got := r.keys(`project = SHOP and fixVersion = 1.4 and type in (Story, Epic) order by key`); got != "SHOP-7 SHOP-11" {
		t.Errorf("search shows %q", got)
	}
	if got := r.get("issue/SHOP-3").want(200).text("key"); got != moved || moved != "PAY-1" {
		t.Errorf("the old key leads to %s", got)
	}
	if got := r.keys(`key = SHOP-3`); got != moved {
		t.Errorf("JQL by the old key: %q", got)
	}
	if got := r.get("issue/"+moved+"/changelog").text("values", "0", "items", "0", "field"); got != "Key" {
		t.Errorf("a move shows as %q", got)
	}
	r.as("ada@example.com", "ada-token").get("issue/SHOP-1").want(200)
}

func TestPermissions(t *testing.T) {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Projects[0].Permissions = map[string][]string{"guest@example.com": {"BROWSE_PROJECTS"}}
	seed.Projects[1].Permissions = map[string][]string{"guest@example.com": {}}
	seed.Projects[2].Permissions = seed.Projects[1].Permissions
	r := newRig(t, simjira.Options{Seed: seed}).as("guest@example.com", "guest-token")
	r.get("issue/SHOP-1").want(200)
	if got := r.get("issue/SHOP-1/transitions").want(200).text("transitions"); got != "[]" {
		t.Errorf("transitions without permission: %s", got)
	}
	r.post("issue/SHOP-1/transitions", `{"transition":{"id":"31"}}`).want(400)
	r.put("issue/SHOP-1", `{"fields":{"summary":"x"}}`).want(403)
	r.post("issue/SHOP-1/comment", `{"body":`+hello+`}`).want(400).says("permission")
	r.post("issueLink", `{"type":{"name":"Blocks"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"}}`).want(404)
	r.post("issue/SHOP-1/remotelink", `{"object":{"url":"https://x.example","title":"T"}}`).want(403)
	r.put("issue/SHOP-1/properties/a", `1`).want(403)
	r.post("version", `{"name":"2.0","project":"SHOP"}`).want(404)
	r.put("version/10001", `{"released":true}`).want(404)
	r.do("DELETE", "issue/SHOP-1", "").want(403)
	r.post("issue", `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"x"}}`).want(403)
	r.get("issue/createmeta/SHOP/issuetypes").want(400)
	r.get("project/PAY").want(404)
	r.post("search/jql", `{"jql":"project = PAY"}`).want(400)
	if got := r.get("project/search").text("total"); got != "1" {
		t.Errorf("%s projects", got)
	}
	if got := r.get("mypermissions?permissions=CREATE_ISSUES&projectKey=SHOP").text("permissions", "CREATE_ISSUES", "havePermission"); got != "false" {
		t.Errorf("havePermission = %s", got)
	}
}

func TestMetadata(t *testing.T) {
	r := newRig(t, simjira.Options{})
	types := r.get("issue/createmeta/SHOP/issuetypes?maxResults=2").want(200)
	if types.text("total") != "5" || types.text("issueTypes", "1", "name") != "Story" || types.text("issueTypes", "2") != "<none>" {
		t.Errorf("types: %s", types.body)
	}
	fields := r.get("issue/createmeta/SHOP/issuetypes/10004?maxResults=200").want(200)
	if fields.text("fields", "0", "fieldId") != "summary" || fields.text("fields", "0", "required") != "true" {
		t.Errorf("fields: %s", fields.body)
	}
	fields.says(`"allowedValues":[{"id":"100500","self":"http://jira.example/rest/api/3/customFieldOption/100500","value":"uncovered"}`)
	r.get("issue/createmeta/SHOP/issuetypes/1").want(400)
	r.get("project/SHOP/statuses").want(200).says(`"key":"indeterminate"`)
	r.get("project/SHOP/versions").want(200).says(`"name":"1.4"`)
	r.get("issueLinkType").want(200).says(`"inward":"is duplicated by"`)
	r.get("label").want(200).says(`"checkout"`)
	r.get("issue/SHOP-1/editmeta").want(200).says(`"operations":["add","set","remove"]`)
	r.get("issue/limit/report").want(200).says(`"remoteIssueLinks":2000`)
	board := r.get("/rest/agile/1.0/board?projectKeyOrId=SHOP").want(200)
	if board.text("values", "0", "id") != "1" || board.text("isLast") != "true" {
		t.Errorf("board: %s", board.body)
	}
	sprints := r.get("/rest/agile/1.0/board/1/sprint?state=active,future").want(200)
	if sprints.text("values", "0", "name") != "SHOP Sprint 2" || sprints.text("total") != "2" {
		t.Errorf("sprints: %s", sprints.body)
	}
	r.get("/rest/agile/1.0/board/1/sprint?state=open").want(400)
	r.get("/rest/agile/1.0/sprint/3").want(200).says(`"state":"future"`)
	r.get("/rest/agile/1.0/board/9").want(404)
	r.post("/rest/agile/1.0/sprint/3/issue", `{"issues":["SHOP-12"]}`).want(204)
	if got := r.keys("sprint = 3 and key = SHOP-12"); got != "SHOP-12" {
		t.Errorf("moved to sprint: %q", got)
	}
}

func TestGrowthLimits(t *testing.T) {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Limits.Comments, seed.Limits.RemoteLinks = 1, 1
	r := newRig(t, simjira.Options{Seed: seed})
	r.post("issue/SHOP-1/comment", `{"body":`+hello+`}`).want(201)
	r.post("issue/SHOP-1/comment", `{"body":`+hello+`}`).want(413)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"a","object":{"url":"https://x.example","title":"T"}}`).want(201)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"b","object":{"url":"https://x.example","title":"T"}}`).want(413)
	r.post("issue/SHOP-1/remotelink", `{"globalId":"a","object":{"url":"https://x.example","title":"T"}}`).want(200)
	r.get("issue/limit/report").want(200).says(`"issuesBreachingLimit":{"comment":{"10000":1}`)
}

func TestAssign(t *testing.T) {
	r := newRig(t, simjira.Options{})
	id := r.as("ada@example.com", "ada-token").get("myself").text("accountId")
	r.put("issue/SHOP-6/assignee", `{"accountId":"`+id+`"}`).want(204)
	if i, _ := r.sim.Issue("SHOP-6"); i.Assignee != "ada@example.com" {
		t.Errorf("assignee = %q", i.Assignee)
	}
	r.put("issue/SHOP-6/assignee", `{"accountId":null}`).want(204)
	if i, _ := r.sim.Issue("SHOP-6"); i.Assignee != "" {
		t.Errorf("assignee = %q", i.Assignee)
	}
	r.put("issue/SHOP-6/assignee", `{"accountId":"nope"}`).want(400)
}
