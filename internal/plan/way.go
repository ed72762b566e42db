package plan

import "syncd/internal/jira"

// Way returns the transition that leads where we want to go: to a status of the category,
// or, out of Done, else to one where work is under way. One that demands fields is none.
func Way(ways []jira.Transition, to jira.Category) (jira.Transition, bool) {
	for _, category := range []jira.Category{to, jira.InProgress} {
		for _, t := range ways {
			if t.ToCategory == category && len(t.Required) == 0 {
				return t, true
			}
		}
		if to == jira.Done {
			break
		}
	}
	return jira.Transition{}, false
}
