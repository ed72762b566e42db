package qase

// Option is a value that a system field may have.
type Option struct {
	ID    int64  `json:"id"`
	Slug  string `json:"slug"`
	Title string `json:"title"`
}

// systemStatuses are the statuses of results that every workspace has. The numbers are those of steps of results
// (TestStepResult) and, for invalid, of qql_help in the vendor's MCP server.
func systemStatuses() []Option {
	return []Option{{1, "passed", "Passed"}, {2, "failed", "Failed"}, {3, "blocked", "Blocked"}, {5, "skipped", "Skipped"},
		{7, "in_progress", "In progress"}, {8, "invalid", "Invalid"}}
}

// fields are the fields of cases that have options. But for automation, whose numbers are in the vendor's document,
// the numbers are from memory: clients take them from GET /v1/system_field.
var fields = []struct {
	Slug, Title string
	Or          string // of a case that says nothing
	Options     []Option
}{
	{"severity", "Severity", "normal", []Option{{0, "undefined", "Not set"}, {1, "blocker", "Blocker"}, {2, "critical", "Critical"},
		{3, "major", "Major"}, {4, "normal", "Normal"}, {5, "minor", "Minor"}, {6, "trivial", "Trivial"}}},
	{"priority", "Priority", "medium", []Option{{0, "undefined", "Not set"}, {1, "high", "High"}, {2, "medium", "Medium"}, {3, "low", "Low"}}},
	{"type", "Type", "functional", []Option{{1, "other", "Other"}, {2, "functional", "Functional"}, {3, "smoke", "Smoke"},
		{4, "regression", "Regression"}, {5, "security", "Security"}, {6, "usability", "Usability"},
		{7, "performance", "Performance"}, {8, "acceptance", "Acceptance"}}},
	{"behavior", "Behavior", "positive", []Option{{1, "undefined", "Not set"}, {2, "positive", "Positive"}, {3, "negative", "Negative"},
		{4, "destructive", "Destructive"}}},
	{"automation", "Automation status", "is-not-automated", []Option{{0, "is-not-automated", "Manual"},
		{1, "to-be-automated", "To be automated"}, {2, "automated", "Automated"}}},
	{"status", "Status", "actual", []Option{{0, "actual", "Actual"}, {1, "draft", "Draft"}, {2, "deprecated", "Deprecated"}}},
}

// options are the options of a field of cases.
func options(field string) []Option {
	for _, f := range fields {
		if f.Slug == field {
			return f.Options
		}
	}
	return nil
}

// slugs are the words of options.
func slugs(list []Option) []string {
	var out []string
	for _, o := range list {
		out = append(out, o.Slug)
	}
	return out
}

// number is the number of an option.
func number(list []Option, slug string) int64 {
	if o := at(list, func(o Option) bool { return o.Slug == slug }); o != nil {
		return o.ID
	}
	return -1
}

// systemFields answers with the fields that have options. What a field belongs to and its type are numbers that the
// vendor does not explain; they are 0 here, and 1 for what belongs to results.
func systemFields(c *call) (any, *refusal) {
	if r := c.query.done(); r != nil {
		return nil, r
	}
	var out []any
	for _, f := range fields {
		out = append(out, field(f.Title, f.Slug, 0, f.Options, f.Or))
	}
	return append(out, field("Result Status", "result_status", 1, c.server.statuses, "")), nil
}

// field is a system field as answers show it.
func field(title, slug string, entity int, list []Option, or string) any {
	var opts []any
	for n, o := range list {
		opts = append(opts, object{"id": o.ID, "title": o.Title, "slug": o.Slug, "color": nil, "icon": nil,
			"is_default": o.Slug == or, "read_only": entity == 1 && n < len(systemStatuses())})
	}
	out := object{"title": title, "slug": slug, "default_value": nil, "is_required": false, "entity": entity, "type": 0, "options": opts}
	if or != "" {
		out["default_value"] = or
	}
	return out
}
