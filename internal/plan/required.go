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
	for _, id := range m.in.Screen.IDs() {
		f := m.in.Screen[id]
		_, filled := draft.Fields[id]
		filled = filled || slices.Contains(always, id) || id == "priority" && draft.Priority != "" || id == "issuelinks" && len(draft.Links) > 0
		if f.Required && !f.HasDefault && !filled {
			missing = append(missing, lacking(f))
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return errors.New(strings.Join(missing, "; "))
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
