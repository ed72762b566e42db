package testrail

import (
	"slices"
	"strings"
)

// field is a custom field. Kind is TestRail's number: 1 text, 3 longer text, 6 choice, 11 steps' results.
type field struct {
	ID     int64
	System string
	Label  string
	Kind   int
	Items  string // of a choice
}

// The custom fields of the instance: of cases, and of results.
var (
	caseFields = []field{
		{1, "custom_automation_type", "Automation Type", 6, "0, None\n1, Automated"},
		{2, "custom_automation_id", "Automation ID", 1, ""},
		{3, "custom_preconds", "Preconditions", 3, ""},
		{4, "custom_steps", "Steps", 3, ""},
		{5, "custom_expected", "Expected Result", 3, ""},
	}
	resultFields = []field{{6, "custom_step_results", "Steps", 11, ""}}
)

// knownField tells whether a custom field exists.
func knownField(system string) bool {
	return slices.ContainsFunc(slices.Concat(caseFields, resultFields), func(f field) bool { return f.System == system })
}

func showField(_ *call, f field) object {
	options := object{{"is_required", false}, {"default_value", ""}}
	if f.Items != "" {
		options = append(options, member{"items", f.Items})
	}
	config := object{{"context", object{{"is_global", true}, {"project_ids", nil}}}, {"options", options}, {"id", "4be1344d55d11"}}
	return object{{"id", f.ID}, {"is_active", true}, {"type_id", f.Kind}, {"name", strings.TrimPrefix(f.System, "custom_")}, {"system_name", f.System},
		{"label", f.Label}, {"description", nil}, {"configs", []object{config}}, {"display_order", f.ID}, {"include_all", true}, {"template_ids", []int64{}}}
}

func getCaseFields(c *call) (any, error)   { return whole(c, caseFields, showField) }
func getResultFields(c *call) (any, error) { return whole(c, resultFields, showField) }

// named is an entry of a short list.
type named struct {
	id      int64
	name    string
	Default bool
}

var (
	caseTypes  = []named{{1, "Acceptance", false}, {2, "Accessibility", false}, {3, "Automated", false}, {7, "Other", true}, {8, "Performance", false}, {9, "Regression", false}}
	priorities = []named{{1, "Low", false}, {2, "Medium", true}, {3, "High", false}, {4, "Critical", false}}
	templates  = []named{{1, "Test Case (Text)", true}, {2, "Test Case (Steps)", false}}
)

func there(list []named, id int64) bool {
	return slices.ContainsFunc(list, func(n named) bool { return n.id == id })
}

func showNamed(_ *call, n named) object {
	return object{{"id", n.id}, {"name", n.name}, {"is_default", n.Default}}
}

func getCaseTypes(c *call) (any, error) { return whole(c, caseTypes, showNamed) }

func getPriorities(c *call) (any, error) {
	return whole(c, priorities, func(c *call, n named) object {
		return append(showNamed(c, n), object{{"priority", n.id}, {"short_name", n.name}}...)
	})
}

func getTemplates(c *call) (any, error) {
	if _, err := c.project(c.path[0]); err != nil {
		return nil, err
	}
	return whole(c, templates, showNamed)
}

func getStatuses(c *call) (any, error) {
	return whole(c, c.world.statuses, func(_ *call, st *Status) object {
		return object{{"id", st.ID}, {"name", st.Name}, {"label", st.Label}, {"color_dark", 6667107}, {"color_medium", 9820525}, {"color_bright", 12709313},
			{"is_system", st.ID < firstCustom}, {"is_untested", st.ID == Untested}, {"is_final", st.Final}}
	})
}

func showUser(_ *call, u *User) object {
	role := named{1, "Lead", false}
	if u.ReadOnly {
		role = named{4, "Read-only", true}
	}
	return object{{"id", u.ID}, {"name", u.Name}, {"email", u.Email}, {"email_notifications", true}, {"is_active", true}, {"is_admin", u.Admin},
		{"role_id", role.id}, {"role", role.name}, {"group_ids", []int64{}}, {"mfa_required", 0}, {"sso_enabled", false}, {"assigned_projects", listOrNone(u.Projects)}}
}

func getCurrentUser(c *call) (any, error) { return showUser(c, c.user), nil }

func getUser(c *call) (any, error) {
	for _, u := range c.world.users {
		if u.ID == c.path[0] {
			return showUser(c, u), nil
		}
	}
	return nil, invalid("user", "user")
}

func getUserByEmail(c *call) (any, error) {
	if !c.has("email") {
		return nil, required("email")
	}
	if u := c.world.user(c.params["email"]); u != nil {
		return showUser(c, u), nil
	}
	return nil, invalid("email", "email address")
}

func getUsers(c *call) (any, error) { return whole(c, c.world.users, showUser) }
