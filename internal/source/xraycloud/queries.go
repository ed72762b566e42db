package xraycloud

// The questions, each with as much nested as Xray answers at once: the sum of all limits,
// times those around them, must stay below 10 000.
const (
	// lookText asks what there is in general.
	lookText = `query($project:String){settings:getProjectSettings(projectIdOrKey:$project){projectId testCoverageSettings{issueLinkTypeId}} statuses:getStatuses{name}}`
	// generalText asks what does not depend on a project.
	generalText = `query{statuses:getStatuses{name} links:getIssueLinkTypes{id name}}`
	// testsText asks for tests with the first of their stories.
	testsText = `query($project:String,$ids:[String],$since:String,$limit:Int!,$start:Int){page:getTests(projectId:$project,issueIds:$ids,modifiedSince:$since,limit:$limit,start:$start){total results{issueId projectId testType{name kind} unstructured folder{path} jira(fields:["key","summary","priority","labels","components"]) coverableIssues(limit:20){total results{issueId jira(fields:["key"])}}}}}`
	// presentText asks whether tests are there.
	presentText = `query($ids:[String],$limit:Int!,$start:Int){page:getTests(issueIds:$ids,limit:$limit,start:$start){total results{issueId}}}`
	// storiesText asks for the stories of a test that has many; nobody has more than a hundred.
	storiesText = `query($ids:[String]){tests:getTests(issueIds:$ids,limit:1){results{coverableIssues(limit:100){total results{issueId jira(fields:["key"])}}}}}`
	// executionsText asks for executions, and how many runs each has.
	executionsText = `query($project:String,$ids:[String],$since:String,$limit:Int!,$start:Int){page:getTestExecutions(projectId:$project,issueIds:$ids,modifiedSince:$since,limit:$limit,start:$start){total results{issueId lastModified testEnvironments jira(fields:["key","summary","fixVersions","status","created"]) testRuns(limit:1){total}}}}`
	// runFields are read of a run.
	runFields = `id status{name} comment startedOn finishedOn lastModified defects test{issueId projectId testType{name kind} jira(fields:["key","summary"])} testExecution{issueId}`
	// runsText asks for the runs of executions.
	runsText = `query($executions:[String],$since:String,$limit:Int!,$start:Int){page:getTestRuns(testExecIssueIds:$executions,modifiedSince:$since,limit:$limit,start:$start){total results{` + runFields + `}}}`
	// runText asks for one run, and for how statuses are called. A list that is empty says
	// more clearly than an error that there is none.
	runText = `query($ids:[String],$limit:Int!,$start:Int){page:getTestRunsById(ids:$ids,limit:$limit,start:$start){total results{` + runFields + `}} statuses:getStatuses{name}}`
	// addText and statusText change a run.
	addText    = `mutation($run:String!,$issues:[String]!){done:addDefectsToTestRun(id:$run,issues:$issues){addedDefects warnings}}`
	statusText = `mutation($run:String!,$status:String!){done:updateTestRunStatus(id:$run,status:$status)}`
	// countText counts what the first pull would read.
	countText = `query($project:String,$since:String){tests:getTests(projectId:$project,limit:1){total results{issueId}} all:getTestExecutions(projectId:$project,limit:1){total results{issueId}} page:getTestExecutions(projectId:$project,modifiedSince:$since,limit:100){total results{issueId testRuns(limit:1){total}}}}`
)
