package xraycloud_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"syncd/internal/sim/xraycloud"
)

// TestWalk holds the shape of every answer against testdata/walk.golden; UPDATE_GOLDEN=1 writes it.
func TestWalk(t *testing.T) {
	r := newRig(t, xraycloud.Options{})
	var b strings.Builder
	step := func(query string, vars ...any) {
		t.Helper()
		fmt.Fprintf(&b, "== %s %v\n%s\n", query, vars, r.ask(query, vars...).want(200).pretty())
	}
	step(`query($exec:[String],$since:String){ getTestRuns(testExecIssueIds:$exec, modifiedSince:$since, limit:2, start:2){
  total start limit results { id status{name final coverageStatus} comment defects startedOn finishedOn lastModified
   executedById assigneeId evidence{filename size downloadLink createdOn} testType{name kind}
   steps{action data result actualResult comment defects status{name testStatus{name}}}
   test{issueId jira(fields:["key"])} testExecution{issueId testEnvironments jira(fields:["key","fixVersions"])} } } }`,
		"exec", []string{r.id("SHOP-40")}, "since", "2026-01-01T00:00:00Z")
	step(`{ getTestExecutions(jql:"issuetype = 'Test Execution' and fixVersion = 1.4 order by key", limit:2){ total start limit
  results { issueId projectId lastModified testEnvironments jira(fields:["key","summary","status"])
   tests(limit:2){ total results{ issueId } } testPlans(limit:5){ results{ jira(fields:["key"]) } } testRuns(limit:1){ total results{ id } } } } }`)
	step(`query($id:String!){ getCoverableIssue(issueId:$id){ issueId jira(fields:["key"]) status{name} firefox: status(environment:"firefox"){name}
  old: status(version:"1.3"){name} tests(limit:10){ total results{ issueId status(version:"1.4"){name final} } } } }`, "id", r.id("SHOP-1"))
	step(`query($id:String){ getTest(issueId:$id){ issueId projectId testType{id name kind} lastModified coverableIssues(limit:5){ total warnings results{ issueId } }
  testExecutions(limit:5){ total } testPlans(limit:5){ total } testRuns(limit:5){ results{ status{name} } } } }`, "id", r.id("SHOP-29"))
	step(`{ getTests(projectId:"10000", testType:{name:"Generic"}, limit:3){ total results{ issueId unstructured } } }`)
	step(`{ getTestPlans(limit:3){ total results{ issueId tests(limit:1){ total } testExecutions(limit:5){ total } } } getTestSets(limit:1){ total } }`)
	step(`{ getCoverableIssues(jql:"project = SHOP and sprint in openSprints()", limit:2){ total results{ issueId status{name} } } }`)
	step(`{ getStatuses{ name description final color coverageStatus } getStepStatuses{ name testStatus{name} } getStatus(name:"FAILED"){ color } }`)
	step(`{ getProjectSettings(projectIdOrKey:"SHOP"){ projectId defectIssueTypes testEnvironments testCoverageSettings{ coverableIssueTypeIds
  epicIssuesRelation issueSubTasksRelation issueLinkTypeId issueLinkTypeDirection } testTypeSettings{ defaultTestTypeId testTypes{name kind} } } getIssueLinkTypes{ id name } }`)
	step(`mutation($run:String!){ add: addDefectsToTestRun(id:$run, issues:["SHOP-19","NOPE-1"]){ addedDefects warnings } again: addDefectsToTestRun(id:$run, issues:["SHOP-19"]){ addedDefects warnings __typename }
  removeDefectsFromTestRun(id:$run, issues:["SHOP-9"]) updateTestRun(id:$run, comment:"seen", startedOn:"2026-01-14T10:00:00Z", customFields:[{id:"x",value:1}]){ warnings } updateTestRunStatus(id:$run, status:"ABORTED") updateTestRunComment(id:$run, comment:"seen again") }`,
		"run", r.run("SHOP-40", "SHOP-25"))
	step(`query($run:String){ getTestRunById(id:$run){ id defects comment startedOn status{name} } getTestRunsById(ids:[$run], limit:1){ total } }`, "run", r.run("SHOP-40", "SHOP-25"))
	step(`query($t:String,$e:String){ getTestRun(testIssueId:$t, testExecIssueId:$e){ defects } }`, "t", r.id("SHOP-23"), "e", r.id("SHOP-40"))
	for _, path := range []string{"/_sim/xray/audit", "/_sim/xray/requests"} {
		fmt.Fprintf(&b, "== %s\n%s\n", path, r.do("GET", path, "").want(200).pretty())
	}
	const file = "testdata/walk.golden"
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("the answers are not those of %s:\n%s", file, got)
	}
}
