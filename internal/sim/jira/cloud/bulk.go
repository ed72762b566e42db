package cloud

import (
	"slices"

	"syncd/internal/sim/jira/site"
)

func createIssues(c *Call) (int, any, error) {
	var body struct {
		IssueUpdates []*site.Draft `json:"issueUpdates"`
	}
	if err := c.decode(&body); err != nil {
		return 0, nil, err
	}
	if slices.Contains(body.IssueUpdates, nil) {
		return 0, nil, bad(badJSON)
	}
	made, failed, err := c.Site.CreateBulk(c.Actor, body.IssueUpdates)
	if err != nil {
		return 0, nil, err
	}
	issues, errors := []any{}, []any{}
	for _, i := range made {
		issues = append(issues, c.created(i))
	}
	for _, f := range failed {
		element := ErrorBody(f.Refusal.Messages, f.Refusal.Fields)
		errors = append(errors, Document{"status": f.Refusal.Status, "elementErrors": element, "failedElementNumber": f.Element})
	}
	status := 201
	if len(made) == 0 {
		status = 400
	}
	return status, Document{"issues": issues, "errors": errors}, nil
}

// MaxBulkFetch is how many issues one bulk fetch takes.
const MaxBulkFetch = 100

func bulkFetch(c *Call) (int, any, error) {
	var body struct {
		IssueIdsOrKeys []string `json:"issueIdsOrKeys"`
		Fields         []string `json:"fields"`
		Expand         []string `json:"expand"`
		Properties     []string `json:"properties"`
		FieldsByKeys   bool     `json:"fieldsByKeys"`
	}
	if err := c.decodeClosed(&body); err != nil {
		return 0, nil, err
	}
	if n := len(body.IssueIdsOrKeys); n == 0 || n > MaxBulkFetch {
		return 0, nil, bad("The number of issues to fetch must be from 1 to %d.", MaxBulkFetch)
	}
	found, lost := c.Site.Fetch(c.Actor, body.IssueIdsOrKeys)
	issues, errors := []any{}, []any{}
	for _, i := range found {
		issues = append(issues, c.issue(i, selectFields(body.Fields, []string{"*navigable"}), body.Expand, body.Properties))
	}
	for _, w := range lost {
		errors = append(errors, Document{"id": w, "errorMessage": "Issue does not exist or you do not have permission to see it."})
	}
	return 200, Document{"issues": issues, "issueErrors": errors}, nil
}
