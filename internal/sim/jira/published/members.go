package published

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// member is what an issue's field must look like: a component of the document, alone or in a list, and the members
// of it that clients read, which the document does not demand.
type member struct {
	component string
	list      bool
	needs     []string
}

var person = member{"UserDetails", false, []string{"self", "accountId", "accountType", "displayName", "active", "avatarUrls"}}

// members of an issue's fields. The document leaves them open; these are the components that it has for them.
var members = map[string]member{
	"status":         {"StatusDetails", false, []string{"self", "id", "name", "iconUrl", "statusCategory"}},
	"statusCategory": {"StatusCategory", false, []string{"self", "id", "key", "name", "colorName"}},
	"issuetype":      {"IssueTypeDetails", false, []string{"self", "id", "name", "subtask", "hierarchyLevel"}},
	"priority":       {"Priority", false, []string{"self", "id", "name", "iconUrl"}},
	"resolution":     {"Resolution", false, []string{"self", "id", "name", "description"}},
	"project":        {"ProjectDetails", false, []string{"self", "id", "key", "name", "projectTypeKey", "simplified", "avatarUrls"}},
	"assignee":       person, "reporter": person, "creator": person,
	"comment":     {"PageOfComments", false, []string{"comments", "startAt", "maxResults", "total"}},
	"worklog":     {"PageOfWorklogs", false, []string{"worklogs", "startAt", "maxResults", "total"}},
	"watches":     {"Watchers", false, []string{"self", "watchCount", "isWatching"}},
	"votes":       {"Votes", false, []string{"self", "votes", "hasVoted"}},
	"security":    {"SecurityLevel", false, []string{"self", "id", "name"}},
	"fixVersions": {"Version", true, []string{"self", "id", "name", "archived", "released"}},
	"versions":    {"Version", true, []string{"self", "id", "name", "archived", "released"}},
	"components":  {"ProjectComponent", true, []string{"self", "id", "name"}},
	"attachment":  {"Attachment", true, []string{"self", "id", "filename", "author", "created", "size", "mimeType", "content"}},
	"subtasks":    {"LinkedIssue", true, []string{"self", "id", "key", "fields"}},
	"parent":      {"LinkedIssue", false, []string{"self", "id", "key", "fields"}},
	"issuelinks":  {"IssueLink", true, []string{"self", "id", "type"}},
}

// operations that answer with issues, and where they hold them.
var withIssues = map[string]string{"getIssue": "", "editIssue": "", "bulkFetchIssues": "issues",
	"searchAndReconsileIssuesUsingJql": "issues", "searchAndReconsileIssuesUsingJqlPost": "issues"}

// members checks the fields of the issues in an answer.
func (o *Oracle) members(operation string, raw []byte) []string {
	where, any := withIssues[operation]
	if !any || len(raw) == 0 {
		return nil
	}
	var issues []map[string]json.RawMessage
	var page struct {
		Issues []map[string]json.RawMessage `json:"issues"`
	}
	one := map[string]json.RawMessage{}
	var err error
	if where == "" {
		err, issues = json.Unmarshal(raw, &one), []map[string]json.RawMessage{one}
	} else {
		err, issues = json.Unmarshal(raw, &page), page.Issues
	}
	if err != nil {
		return []string{"no issues can be read: " + err.Error()}
	}
	seen := map[string]bool{}
	for _, issue := range issues {
		for _, fault := range o.fields(issue["fields"]) {
			seen[fault] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// fields checks the fields of one issue; without any there is nothing to check.
func (o *Oracle) fields(raw json.RawMessage) []string {
	var fields map[string]any
	if raw == nil || json.Unmarshal(raw, &fields) != nil {
		return nil
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if m, known := members[name]; known && fields[name] != nil {
			out = append(out, o.member(name, m, fields[name])...)
		}
		if strings.HasSuffix(name, "date") && fields[name] != nil || name == "created" || name == "updated" {
			out = append(out, text(name, fields[name])...)
		}
		if name == "description" || name == "environment" {
			out = append(out, document("fields/"+name, fields[name])...)
		}
	}
	return out
}

// text insists that a time is written as one text.
func text(name string, v any) []string {
	if _, ok := v.(string); !ok {
		return []string{"fields/" + name + ": no text"}
	}
	return nil
}

// member checks a field, or each of its elements.
func (o *Oracle) member(name string, m member, v any) []string {
	at := "fields/" + name
	elements := []any{v}
	if list, ok := v.([]any); m.list && ok {
		elements = list
	} else if m.list {
		return []string{at + ": no list"}
	}
	var out []string
	for _, e := range elements {
		err := o.schemas[m.component].Value.VisitJSON(e, append(slices.Clone(options.SchemaValidationOptions), openapi3.MultiErrors(), openapi3.VisitAsResponse())...)
		out = append(out, prefixed(at, flat(err))...)
		object, _ := e.(map[string]any)
		for _, need := range m.needs {
			if _, there := object[need]; !there {
				out = append(out, at+": lacks "+need)
			}
		}
		if name == "comment" {
			out = append(out, bodies(object)...)
		}
	}
	return out
}

// bodies insists that the comments of a page are rich text, and by somebody.
func bodies(page map[string]any) []string {
	list, _ := page["comments"].([]any)
	var out []string
	for _, c := range list {
		comment, _ := c.(map[string]any)
		out = append(out, document("fields/comment/comments/*/body", comment["body"])...)
		if comment["author"] == nil || comment["id"] == nil || comment["created"] == nil {
			out = append(out, "fields/comment/comments/*: lacks author, id or created")
		}
	}
	return out
}

// document insists that rich text is a document of version 1, or null.
func document(at string, v any) []string {
	root, ok := v.(map[string]any)
	if v != nil && (!ok || root["type"] != "doc" || root["version"] != 1.0 || root["content"] == nil) {
		return []string{at + ": no rich text"}
	}
	return nil
}
