package face

import (
	"slices"

	"syncd/internal/sim/jira/site"
)

func CreateIssues(c *Call) (int, any, error) {
	var body struct {
		IssueUpdates []*site.Draft `json:"issueUpdates"`
	}
	if err := c.Decode(&body); err != nil {
		return 0, nil, err
	}
	if slices.Contains(body.IssueUpdates, nil) {
		return 0, nil, Bad(badJSON)
	}
	made, failed, err := c.Site.CreateBulk(c.Actor, body.IssueUpdates)
	if err != nil {
		return 0, nil, err
	}
	issues, errors := []any{}, []any{}
	for _, i := range made {
		issues = append(issues, c.Created(i))
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
