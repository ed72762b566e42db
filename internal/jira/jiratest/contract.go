package jiratest

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"syncd/internal/sim/jira/published"
)

// meant are the deviations that only a gateway meets.
var meant = []published.Deviation{published.Histories,
	{Operation: "PUT /rest/api/3/issue/{issueIdOrKey}", What: `request: /fields/\w+ Value is not nullable`,
		Reason: "null empties a field; the document leaves fields open, but forgets that they can be empty",
		Source: "https://developer.atlassian.com/server/jira/platform/updating-an-issue-via-the-jira-rest-apis-6848604 (SET takes what a GET shows), jira-api.md 4.4"},
	{Operation: "POST /rest/api/3/issue", What: `request: /fields/\w+ Value is not nullable`,
		Reason: "a field that is asked to stay empty says so, in case the site has a default for it",
		Source: "as of the edit"},
	{Operation: "*", What: `answer 401: status is not supported`,
		Reason: "a login that is refused is refused everywhere; uploads, releases and histories forget to say what is answered",
		Source: "jira-api.md 2 (the error body is the same everywhere, many 4xx have no documented body)"},
	{Operation: "POST /rest/api/3/issue/{issueIdOrKey}/attachments", What: `answer 400: status is not supported`,
		Reason: "no operation tells how it refuses an issue that is archived; 400 is the word for what cannot be done with an issue as it is",
		Source: "jira-api.md 5 (archived: edits fail)"},
	{Operation: "POST /rest/api/3/issue/{issueIdOrKey}/remotelink", What: `answer 413: status is not supported`,
		Reason: "remote links are limited as comments and issue links are, for which 413 is documented",
		Source: "https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-limit-report-get (remoteIssueLinks)"},
}

// contract holds every exchange of the run against what Atlassian publishes.
func contract(t *testing.T, all *tape) {
	oracle, err := published.Open()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("requests and answers were not compared with the published API: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	exchanges := all.exchanges()
	if len(exchanges) == 0 {
		t.Skip("no request was made: run the whole tour")
	}
	l := published.NewLedger(oracle, slices.Concat(published.Common, meant))
	for _, e := range exchanges {
		l.Enter(e, published.Both)
	}
	line, faults := l.Report()
	for _, f := range faults {
		t.Error(f)
	}
	t.Log("the gateway, the simulator and the published API: " + line)
}
