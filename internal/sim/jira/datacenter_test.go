package jira_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
)

// newDC is a Data Center site, and demo's password.
func newDC(t *testing.T, opts simjira.Options) *rig {
	t.Helper()
	opts.Edition = simjira.DataCenter
	return newRig(t, opts).as("demo", "demo-token")
}

// dc is a path of the API of Data Center.
func dc(path string) string { return "/rest/api/2/" + path }

// A site is one product: what only the other has is not there.
func TestProductsAreNeverMixed(t *testing.T) {
	cloud, dcRig := newRig(t, simjira.Options{}), newDC(t, simjira.Options{})
	for _, path := range []string{"/rest/api/3/myself", "/rest/api/3/search/jql", dc("search/jql?jql=project=SHOP"), dc("project/search"), dc("issue/SHOP-1/changelog"),
		dc("issue/limit/report"), dc("issue/createmeta?projectKeys=SHOP"), "/_edge/tenant_info", "/ex/jira/11223344-a1b2-4b33-8c44-def123456789/rest/api/2/myself"} {
		dcRig.get(path).want(404)
	}
	dcRig.post(dc("issue/bulkfetch"), `{"issueIdsOrKeys":["SHOP-1"]}`).want(405) // GET is a key that nobody has
	cloud.get(dc("search?jql=project=SHOP")).want(410)
	for path, text := range map[string]string{"serverInfo": `"deploymentType":"Server"`, "myself": `"name":"demo"`, "field": `"id":"summary"`, "mypermissions": `"CREATE_ISSUES"`,
		"issue/createmeta/SHOP/issuetypes": `"values":[`, "issue/createmeta/SHOP/issuetypes/10004": `"isLast":true`} {
		dcRig.get(dc(path)).want(200).says(text)
	}
	for path, word := range map[string]string{"myself": "accountId", "issue/SHOP-1": "accountId", "issue/SHOP-2": "statuscategorychangedate", "field": `"key":"summary"`,
		"issue/SHOP-1/transitions": "isAvailable", "project/SHOP": "simplified", "issue/createmeta/SHOP/issuetypes": "hierarchyLevel"} {
		if p := dcRig.get(dc(path)).want(200); strings.Contains(p.body, word) {
			t.Errorf("%s tells of %s", path, word)
		}
	}
}

// A search is a window over the result; what it does not know it refuses.
func TestSearchByStartAt(t *testing.T) {
	r := newDC(t, simjira.Options{IndexLag: time.Minute, Now: tick()})
	p := r.post(dc("search"), `{"jql":"project = SHOP ORDER BY key","startAt":10,"maxResults":5,"fields":["summary"]}`).want(200)
	if p.text("total") != "12" || p.text("startAt") != "10" || p.text("issues", "0", "key") != "SHOP-11" || p.text("issues", "2") != "<none>" {
		t.Error(p.body)
	}
	if p.text("issues", "0", "fields", "status") != "<none>" {
		t.Error("it brings fields that nobody asked for")
	}
	if got := r.get(dc("search?jql=project=SHOP&maxResults=5000")).want(200).text("maxResults"); got != "1000" {
		t.Errorf("a page may hold %s", got)
	}
	for body, status := range map[string]int{`{"jql":"project = SHOP","nextPageToken":"x"}`: 400, `{"jql":"project = SHOP","properties":["syncd"]}`: 400, `{"jql":"key = NOPE-1"}`: 400,
		`{"jql":"project = SHOP","startAt":9990,"maxResults":50}`: 500, `{"jql":"project = SHOP","startAt":-1}`: 400, `{"jql":"project = SHOP","expand":"names"}`: 400} {
		r.post(dc("search"), body).want(status)
	}
	r.get(dc("search?jql=project=SHOP&failFast=true")).want(400)
	key := r.post(dc("issue"), `{"fields":{"project":{"key":"SHOP"},"issuetype":{"name":"Bug"},"summary":"new","labels":["fresh"]},"properties":[{"key":"syncd","value":{"a":"b"}}]}`).want(201).text("key")
	find := `{"jql":"labels = fresh"}`
	if got := r.post(dc("search"), find).want(200).text("total"); got != "0" {
		t.Errorf("the index shows %s at once", got)
	}
	if got := r.get(dc("issue/"+key+"?properties=syncd&fields=summary")).want(200).text("properties", "syncd", "a"); got != "b" {
		t.Errorf("the property is %s", got)
	}
	r.sim.Advance(time.Minute)
	if got := r.post(dc("search"), find).want(200).text("total"); got != "1" {
		t.Errorf("the index shows %s later", got)
	}
	r.as("", "").post(dc("search"), `{"jql":"project = SHOP"}`).want(200).says(`"total":0`)
}

// Text is wiki markup and people have names.
func TestTextAndNames(t *testing.T) {
	r := newDC(t, simjira.Options{})
	r.put(dc("issue/SHOP-1"), `{"fields":{"description":"h3. x\n\\{code\\} [~ada]","assignee":{"name":"ada"}}}`).want(204)
	p := r.get(dc("issue/SHOP-1")).want(200)
	if p.text("fields", "description") != "h3. x\n\\{code\\} [~ada]" || p.text("fields", "assignee", "name") != "ada" {
		t.Error(p.text("fields", "description"), p.text("fields", "assignee"))
	}
	if i, _ := r.sim.Issue("SHOP-1"); !strings.Contains(string(i.Document), `"mention"`) || !strings.Contains(string(i.Document), `{code} `) {
		t.Errorf("people see %s", i.Document)
	}
	r.put(dc("issue/SHOP-1"), `{"fields":{"assignee":{"name":"nobody"}}}`).want(400).says("does not exist")
	r.put(dc("issue/SHOP-1"), `{"fields":{"description":{"type":"doc","version":1,"content":[]}}}`).want(400).says("must be a string")
	r.put(dc("issue/SHOP-1/assignee"), `{"name":null}`).want(204)
	r.post(dc("issue/SHOP-1/comment"), `{"body":"*hi*"}`).want(201).says(`"body":"*hi*"`)
	r.as("guest", "guest-token").put(dc("issue/SHOP-1?notifyUsers=false"), `{"fields":{"summary":"x"}}`).want(403)
	r.put(dc("issue/SHOP-1?notifyUsers=false"), `{"fields":{"summary":"x"}}`).want(204)
}

// Passwords and personal access tokens log in; every answer tells who did. After some
// wrong passwords only a CAPTCHA helps, and a token.
func TestLogins(t *testing.T) {
	r := newDC(t, simjira.Options{})
	if p := r.get(dc("myself")).want(200); p.header.Get("X-Ausername") != "demo" || p.header.Get("X-Seraph-LoginReason") != "OK" {
		t.Errorf("headers are %v", p.header)
	}
	if p := r.as("", "").get(dc("serverInfo")).want(200); p.header.Get("X-Ausername") != "anonymous" {
		t.Errorf("headers are %v", p.header)
	}
	r.as("demo@example.com", "demo-token").get(dc("myself")).want(401) // an address is no user name
	for range 3 {
		r.as("demo", "wrong").get(dc("myself")).want(401)
	}
	for _, password := range []string{"wrong", "demo-token"} {
		p := r.as("demo", password).get(dc("myself")).want(403)
		if !strings.HasPrefix(p.header.Get("X-Authentication-Denied-Reason"), "CAPTCHA_CHALLENGE; login-url=") || p.header.Get("X-Seraph-LoginReason") != "AUTHENTICATION_DENIED" {
			t.Errorf("headers are %v", p.header)
		}
	}
	req := r.as("", "").request("GET", dc("myself"), "")
	req.Header.Set("Authorization", "Bearer demo-token")
	r.send(req).want(200)
	req.Header.Set("Authorization", "Bearer wrong")
	r.send(req).want(401)
	r.as("ada", "ada-token").get(dc("myself")).want(200)
	r.as("ada", "ada-token").get("/rest/auth/1/session").want(200).says(`"name":"ada"`)
	r.as("", "").get("/rest/auth/1/session").want(401)
}

// Below a context path there is a site; beside it there is nothing but the controls.
func TestContextPath(t *testing.T) {
	r := newDC(t, simjira.Options{ContextPath: "/jira"})
	if got := r.get("/jira" + dc("serverInfo")).want(200).text("baseUrl"); got != "http://jira.example/jira" {
		t.Errorf("base is %s", got)
	}
	r.get("/jira" + dc("issue/SHOP-1")).want(200).says("http://jira.example/jira/rest/api/2/issue/")
	for _, path := range []string{dc("serverInfo"), "/other" + dc("serverInfo"), "/jira/rest/api/3/serverInfo"} {
		if p := r.get(path); p.status != 404 {
			t.Errorf("%s answers %d", path, p.status)
		}
	}
	r.get("/_sim/state").want(200).says(`"edition":"Data Center"`)
}

// Limits hold for each user and are told in every answer.
func TestLimitsOfUsers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newDC(t, simjira.Options{Limits: true})
		for n := range 50 {
			if p := r.get(dc("myself")).want(200); p.header.Get("X-RateLimit-Limit") != "50" || p.header.Get("X-RateLimit-Remaining") != fmt.Sprint(49-n) || p.header.Get("Retry-After") != "0" {
				t.Fatalf("headers are %v", p.header)
			}
		}
		if p := r.get(dc("myself")).want(429); p.header.Get("Retry-After") != "1" || p.header.Get("X-RateLimit-Interval-Seconds") != "1" {
			t.Errorf("headers are %v", p.header)
		}
		r.as("ada", "ada-token").get(dc("myself")).want(200)
		time.Sleep(time.Second)
		r.get(dc("myself")).want(200)
	})
}

// Who may not link issues hears 401 although the login is good.
func TestLinkWithoutPermission(t *testing.T) {
	seed, err := simjira.BuiltinSeed()
	if err != nil {
		t.Fatal(err)
	}
	seed.Projects[0].Permissions = map[string][]string{"demo@example.com": {"BROWSE_PROJECTS"}}
	r := newDC(t, simjira.Options{Seed: seed})
	p := r.post(dc("issueLink"), `{"type":{"name":"Blocks"},"inwardIssue":{"key":"SHOP-1"},"outwardIssue":{"key":"SHOP-2"}}`).want(401)
	if p.header.Get("X-Ausername") != "demo" {
		t.Errorf("headers are %v", p.header)
	}
}
