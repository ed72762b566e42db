package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// always are the fields that every new defect has, or that Jira fills in by itself.
var always = []string{"project", "issuetype", "summary", "description", "labels", "reporter"}

// unfilled says which field of the screen must be set and is not, nil if none is: Jira
// would refuse the create.
func (m *maker) unfilled(draft jira.Draft) error {
	var missing []string
	for _, f := range Unfilled(m.in.Screen, func(id string) bool {
		_, filled := draft.Fields[id]
		return filled || id == "priority" && draft.Priority != "" || id == "issuelinks" && len(draft.Links) > 0
	}) {
		missing = append(missing, lacking(f))
	}
	if len(missing) == 0 {
		return nil
	}
	return errors.New(strings.Join(missing, "; "))
}

// Unfilled lists the fields of a screen without which Jira refuses a create and which have
// no value: they are required, have no default, are not among those that every new defect
// has, and filled does not say that they are.
func Unfilled(screen jira.Fields, filled func(id string) bool) []jira.Field {
	var out []jira.Field
	for _, id := range screen.IDs() {
		if f := screen[id]; f.Required && !f.HasDefault && !slices.Contains(always, id) && !filled(id) {
			out = append(out, f)
		}
	}
	return out
}

// lacking says how a field that must be set can be.
func lacking(f jira.Field) string {
	text := fmt.Sprintf("new issues must have the field %q (%s), and nothing fills it: name it in defects.fields", f.Name, f.ID)
	if _, err := f.Canonical(nil); err != nil {
		return fmt.Sprintf("new issues must have the field %q (%s), which syncd cannot fill: make it optional for its account, or give it a default", f.Name, f.ID)
	}
	if len(f.Allowed) == 0 {
		return text
	}
	var names []string
	for i, o := range f.Allowed {
		if i == 10 {
			names = append(names, "…")
			break
		}
		names = append(names, o.Name)
	}
	return text + "; it takes " + strings.Join(names, ", ")
}
