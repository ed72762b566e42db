package xraycloud_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/xraycloud"
)

// What does not fit the schema, or asks for too much, is 400 and does nothing.
func TestRefusals(t *testing.T) {
	r := newRig(t, xraycloud.Options{})
	for query, says := range map[string]string{
		`{ getTestRuns{ total } }`:                                                 `argument \"limit\" of type \"Int!\" is required`,
		`{ getTestRuns(limit:101){ total } }`:                                      "within 1-100",
		`{ getTestRuns(limit:0){ total } }`:                                        "within 1-100",
		`{ getTestRuns(limit:"5"){ total } }`:                                      "Int cannot represent value",
		`{ getTestRuns(limit:5, statuses:["PASSED"]){ total } }`:                   `Unknown argument \"statuses\"`,
		`{ getTestRuns(limit:5){ results{ key } } }`:                               `Cannot query field \"key\" on type \"TestRun\"`,
		`{ getTestRuns(limit:5){ results } }`:                                      "must have a selection",
		`{ getTestRuns(limit:5){ total{ x } } }`:                                   "must not have a selection",
		`{ getTestRuns(limit:5){ total }`:                                          "Syntax Error",
		`query($n:Int){ getTestRuns(limit:$n){ total } }`:                          `used in position expecting type \"Int!\"`,
		`query($n:Int!){ getTestRuns(limit:$n){ total } }`:                         "was not provided",
		`query($n:Int!,$m:Int){ getTestRuns(limit:5){ total } }`:                   "is never used",
		`{ getTestRuns(limit:$n){ total } }`:                                       "is not defined",
		`{ __schema{ types{ name } } }`:                                            `Cannot query field \"__schema\"`,
		`{ getTestRuns(limit:5){ ...F } } fragment F on TestRunResults{ total }`:   "no fragments",
		`mutation{ removeDefectsFromTestRun(id:"1", issues:["A-1"]){ warnings } }`: "must not have a selection",
		`mutation{ addDefectsToTestRun(id:"1"){ warnings } }`:                      `argument \"issues\" of type \"[String]!\" is required`,
		`{ getTests(limit:50){ results{ testSets(limit:10){ total } testRuns(limit:50){ results{ testExecution{ testPlans(limit:5){ total } } } } } } }`: "15550 of 10000",
		"{" + strings.Repeat(" a%: getTestRuns(limit:1){ total }", 26) + "}":                                                                             "26 of 25",
		`mutation A{ updateTestRunStatus(id:"1",status:"PASSED") } query B{ getStatuses{ name } }`:                                                       "Must provide operation name",
		``: "Must provide query string",
	} {
		for n := 0; strings.Contains(query, "a%"); n++ {
			query = strings.Replace(query, "a%", fmt.Sprintf("a%d", n), 1)
		}
		p := r.ask(query)
		if p.status != 400 || !strings.Contains(p.body, says) || strings.Contains(p.body, `"data"`) {
			t.Errorf("%s\n%d %s\nwants %s", query, p.status, p.body, says)
		}
	}
	r.do("GET", "/api/v2/graphql", "").want(405)
	r.do("POST", "/api/v2/graphql", "{").want(400)
	if len(r.sim.Audit()) > 0 {
		t.Error(r.sim.Audit())
	}
}

// What fails while a request is answered is 200, with errors beside what could be answered.
func TestPartialAnswers(t *testing.T) {
	r := newRig(t, xraycloud.Options{})
	p := r.ask(`{ good: getStatus(name:"PASSED"){ name } bad: getStatus(name:"PASS"){ name } }`).want(200)
	p.says(`"good":{"name":"PASSED"}`).says(`"bad":null`).says(`"path":["bad"]`).says(`"errors":[`)
	for _, query := range []string{`{ getTest(issueId:"77"){ issueId } }`, `{ getTests(jql:"colour = red", limit:1){ total } }`, `{ getTestRuns(limit:1, modifiedSince:"yesterday"){ total } }`,
		`{ getTestRunById(id:"x"){ id } }`, `{ getTestRun{ id } }`, `{ getProjectSettings(projectIdOrKey:"NOPE"){ projectId } }`, `{ getCoverableIssue(issueId:"1"){ issueId } }`,
		`mutation{ updateTestRunStatus(id:"` + r.run("SHOP-40", "SHOP-21") + `", status:"PASS") }`, `mutation{ updateTestRunComment(id:"x", comment:"") }`,
		`mutation{ updateTestRun(id:"` + r.run("SHOP-40", "SHOP-21") + `", assigneeId:"nobody"){ warnings } }`} {
		r.ask(query).want(200).says(`"errors":[{"message"`)
	}
	// One write of several fails; the others are done.
	r.ask(`mutation{ a: updateTestRunComment(id:"x", comment:"no") b: updateTestRunComment(id:"` + r.run("SHOP-40", "SHOP-21") + `", comment:"yes") }`).want(200).says(`"a":null`).says(`"b":"`)
	if a := r.sim.Audit(); len(a) != 1 || a[0].To != "yes" {
		t.Error(a)
	}
}

// A JQL query may find a hundred issues, and not one more; newer servers page them. Without JQL there is no such end.
func TestJQLOfHundred(t *testing.T) {
	for pages, says := range map[bool]string{false: "please refine the jql search", true: `"total":101`} {
		r := newRig(t, xraycloud.Options{PagesJQL: pages})
		for r.ask(`{ getTests(limit:1){ total } }`).says("total"); ; {
			if _, err := r.sim.AddTest(newTest(len(r.sim.Jira().Issues()))); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(r.ask(`{ getTests(limit:1){ total } }`).body, `"total":100}`) {
				break
			}
		}
		r.ask(`{ getTests(jql:"project = SHOP", limit:100, start:90){ total results{ issueId } } }`).want(200).says(`"total":100`)
		if _, err := r.sim.AddTest(newTest(0)); err != nil {
			t.Fatal(err)
		}
		r.ask(`{ getTests(jql:"project = SHOP", limit:1){ total } }`).want(200).says(says)
		r.ask(`{ getTests(limit:100, start:100){ total results{ issueId } } }`).want(200).says(`"total":101`)
	}
}

// Tokens end, at their time or with the key; neither Jira's token nor none at all is one.
func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, xraycloud.Options{Jira: newJira(t, simjira.Options{}), TokenLife: time.Hour})
		const query = `{ getStatuses{ name } }`
		time.Sleep(time.Hour - time.Second)
		r.ask(query).want(200)
		time.Sleep(time.Second)
		r.ask(query).want(401)
		r.login()
		r.ask(query).want(200)
		r.sim.RevokeTokens()
		r.ask(query).want(401)
		for _, token := range []string{"", "demo-token"} {
			r.token = token
			r.ask(query).want(401)
		}
		r.do("POST", "/api/v2/authenticate", `{"client_id":"demo-id","client_secret":"wrong"}`).want(401)
		r.do("POST", "/api/v2/authenticate", `{"client_id":"demo-id"}`).want(400)
	})
}

// Three hundred requests in five minutes, whatever they ask; then the answer says when to come back.
func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, xraycloud.Options{Jira: newJira(t, simjira.Options{}), Limits: true})
		time.Sleep(time.Minute)
		for range 299 {
			r.ask(`{ getStatuses{ name } }`).want(200)
		}
		if got := r.ask(`{ getStatuses{ name } }`).want(429).header.Get("Retry-After"); got != "240" {
			t.Errorf("come back in %s seconds", got)
		}
		r.do("POST", "/api/v2/authenticate", `{"client_id":"demo-id","client_secret":"demo-secret"}`).want(429)
		time.Sleep(4 * time.Minute)
		r.ask(`{ getStatuses{ name } }`).want(200)
		r.ask(`{ getStatuses{ name } }`).want(429)
	})
}

// Faults are Jira's; a lost answer was a write all the same.
func TestFaultsAreJiras(t *testing.T) {
	r := newRig(t, xraycloud.Options{})
	if err := r.sim.Jira().Script(simjira.Fault{Endpoint: "api/v2/graphql", BodyHas: "addDefects", Effect: simjira.LostAnswer, Count: 1},
		simjira.Fault{Endpoint: "api/v2/graphql", BodyHas: "getTestRuns", Effect: simjira.Status, Status: 503, Count: 1}); err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", "http://xray.example/api/v2/graphql",
		strings.NewReader(`{"query":"mutation{ addDefectsToTestRun(id:\"`+r.run("SHOP-40", "SHOP-25")+`\", issues:[\"SHOP-19\"]){ warnings } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if resp, err := r.sim.Client().Do(req); err == nil {
		resp.Body.Close()
		t.Error("the answer was not lost")
	}
	if got, _ := r.sim.Run("SHOP-40", "SHOP-25"); len(got.Defects) != 1 || len(r.sim.Audit()) != 1 {
		t.Error("the write was lost")
	}
	r.ask(`{ getTestRuns(limit:1){ total } }`).want(503)
	r.ask(`{ getTestRuns(limit:1){ total } }`).want(200)
}
