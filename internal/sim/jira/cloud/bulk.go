package cloud

import "syncd/internal/sim/jira/face"

// MaxBulkFetch is how many issues one bulk fetch takes.
const MaxBulkFetch = 100

func bulkFetch(c *face.Call) (int, any, error) {
	var body struct {
		IssueIdsOrKeys []string `json:"issueIdsOrKeys"`
		Fields         []string `json:"fields"`
		Expand         []string `json:"expand"`
		Properties     []string `json:"properties"`
		FieldsByKeys   bool     `json:"fieldsByKeys"`
	}
	if err := c.DecodeClosed(&body); err != nil {
		return 0, nil, err
	}
	if n := len(body.IssueIdsOrKeys); n == 0 || n > MaxBulkFetch {
		return 0, nil, face.Bad("The number of issues to fetch must be from 1 to %d.", MaxBulkFetch)
	}
	found, lost := c.Site.Fetch(c.Actor, body.IssueIdsOrKeys)
	issues, errors := []any{}, []any{}
	for _, i := range found {
		issues = append(issues, c.Issue(i, face.SelectFields(body.Fields, []string{"*navigable"}), body.Expand, body.Properties))
	}
	for _, w := range lost {
		errors = append(errors, face.Document{"id": w, "errorMessage": "Issue does not exist or you do not have permission to see it."})
	}
	return 200, face.Document{"issues": issues, "issueErrors": errors}, nil
}
