package site

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind is how a field's value is held in Issue.Values.
type Kind int

// The kinds; in brackets what Issue.Values holds.
const (
	KindComputed   Kind = iota // nothing: rendered from the issue itself, never set
	KindString                 // string
	KindText                   // Text
	KindNumber                 // float64
	KindDate                   // string, yyyy-MM-dd
	KindDateTime               // time.Time
	KindUser                   // string, account id
	KindOption                 // string, option id
	KindOptions                // []string, option ids
	KindLabels                 // []string
	KindPriority               // string, id
	KindResolution             // string, id
	KindStatus                 // string, id
	KindType                   // string, id
	KindProject                // string, id
	KindSecurity               // string, id
	KindParent                 // string, issue id
	KindVersions               // []string, ids
	KindComponents             // []string, ids
	KindSprint                 // []string, sprint ids
	KindVersion                // string, id
	KindCascade                // []string, ids of one option and of none or one below it
)

// Field is a system or custom field.
type Field struct {
	ID      string
	Name    string
	Kind    Kind
	Custom  bool
	Clauses []string            // names in JQL
	Options []*Named            // of a select
	Below   map[string][]*Named // of a cascading select: second options, by the id of the first
	Ops     []string            // verbs of `update`
	Type    string              // schema type, items and custom type, as Jira tells them
	Items   string
	Plugin  string
}

// CustomID is the number in customfield_10050, or 0.
func (f *Field) CustomID() int64 {
	n, err := strconv.ParseInt(strings.TrimPrefix(f.ID, "customfield_"), 10, 64)
	if err != nil || !f.Custom {
		return 0
	}
	return n
}

// logged is the field's name in a changelog.
func (f *Field) logged() string {
	switch {
	case f.ID == "fixVersions":
		return "Fix Version"
	case f.ID == "versions":
		return "Version"
	case f.ID == "components":
		return "Component"
	case f.ID == "parent":
		return "IssueParentAssociation"
	case f.Custom:
		return f.Name
	}
	return f.ID
}

var (
	setOnly = []string{"set"}
	setList = []string{"add", "set", "remove"}
)

// systemFields are Jira's own, in the order in which an issue shows them.
func systemFields() []*Field {
	return []*Field{
		{ID: "summary", Name: "Summary", Kind: KindString, Ops: setOnly, Type: "string"},
		{ID: "issuetype", Name: "Issue Type", Kind: KindType, Clauses: []string{"issuetype", "type"}, Ops: setOnly, Type: "issuetype"},
		{ID: "project", Name: "Project", Kind: KindProject, Ops: setOnly, Type: "project"},
		{ID: "parent", Name: "Parent", Kind: KindParent, Ops: setOnly, Type: "issuelink"},
		{ID: "status", Name: "Status", Kind: KindStatus, Type: "status"},
		{ID: "statusCategory", Name: "Status Category", Type: "statusCategory"},
		{ID: "statuscategorychangedate", Name: "Status Category Changed", Type: "datetime"},
		{ID: "resolution", Name: "Resolution", Kind: KindResolution, Ops: setOnly, Type: "resolution"},
		{ID: "resolutiondate", Name: "Resolved", Clauses: []string{"resolutiondate", "resolved"}, Type: "datetime"},
		{ID: "priority", Name: "Priority", Kind: KindPriority, Ops: setOnly, Type: "priority"},
		{ID: "labels", Name: "Labels", Kind: KindLabels, Ops: setList, Type: "array", Items: "string"},
		{ID: "description", Name: "Description", Kind: KindText, Ops: setOnly, Type: "string"},
		{ID: "environment", Name: "Environment", Kind: KindText, Ops: setOnly, Type: "string"},
		{ID: "assignee", Name: "Assignee", Kind: KindUser, Ops: setOnly, Type: "user"},
		{ID: "reporter", Name: "Reporter", Kind: KindUser, Ops: setOnly, Type: "user"},
		{ID: "creator", Name: "Creator", Type: "user"},
		{ID: "created", Name: "Created", Clauses: []string{"created", "createdDate"}, Type: "datetime"},
		{ID: "updated", Name: "Updated", Clauses: []string{"updated", "updatedDate"}, Type: "datetime"},
		{ID: "duedate", Name: "Due date", Kind: KindDate, Clauses: []string{"due", "duedate"}, Ops: setOnly, Type: "date"},
		{ID: "fixVersions", Name: "Fix versions", Kind: KindVersions, Clauses: []string{"fixVersion"}, Ops: setList, Type: "array", Items: "version"},
		{ID: "versions", Name: "Affects versions", Kind: KindVersions, Clauses: []string{"affectedVersion"}, Ops: setList, Type: "array", Items: "version"},
		{ID: "components", Name: "Components", Kind: KindComponents, Clauses: []string{"component"}, Ops: setList, Type: "array", Items: "component"},
		{ID: "security", Name: "Security Level", Kind: KindSecurity, Clauses: []string{"level"}, Ops: setOnly, Type: "securitylevel"},
		{ID: "issuelinks", Name: "Linked Issues", Ops: []string{"add"}, Type: "array", Items: "issuelinks"},
		{ID: "subtasks", Name: "Sub-tasks", Clauses: []string{"subtasks"}, Type: "array", Items: "issuelinks"},
		{ID: "attachment", Name: "Attachment", Clauses: []string{"attachments"}, Type: "array", Items: "attachment"},
		{ID: "comment", Name: "Comment", Ops: []string{"add"}, Type: "comments-page"},
		{ID: "votes", Name: "Votes", Type: "votes"},
		{ID: "watches", Name: "Watchers", Clauses: []string{"watchers"}, Type: "watches"},
		{ID: "worklog", Name: "Log Work", Clauses: []string{}, Type: "array", Items: "worklog"},
	}
}

// customKinds maps a seed's field type to its kind, schema and plug-in name.
var customKinds = map[string]Field{
	"text":        {Kind: KindString, Ops: setOnly, Type: "string", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:textfield"},
	"textarea":    {Kind: KindText, Ops: setOnly, Type: "string", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:textarea"},
	"number":      {Kind: KindNumber, Ops: setOnly, Type: "number", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:float"},
	"select":      {Kind: KindOption, Ops: setOnly, Type: "option", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:select"},
	"radio":       {Kind: KindOption, Ops: setOnly, Type: "option", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:radiobuttons"},
	"url":         {Kind: KindString, Ops: setOnly, Type: "string", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:url"},
	"checkboxes":  {Kind: KindOptions, Ops: setList, Type: "array", Items: "option", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes"},
	"versions":    {Kind: KindVersions, Ops: setList, Type: "array", Items: "version", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:multiversion"},
	"multiselect": {Kind: KindOptions, Ops: setList, Type: "array", Items: "option", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:multiselect"},
	"labels":      {Kind: KindLabels, Ops: setList, Type: "array", Items: "string", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:labels"},
	"date":        {Kind: KindDate, Ops: setOnly, Type: "date", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:datepicker"},
	"datetime":    {Kind: KindDateTime, Ops: setOnly, Type: "datetime", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:datetime"},
	"user":        {Kind: KindUser, Ops: setOnly, Type: "user", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:userpicker"},
	"version":     {Kind: KindVersion, Ops: setOnly, Type: "version", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:version"},
	"cascade":     {Kind: KindCascade, Ops: setOnly, Type: "option-with-child", Plugin: "com.atlassian.jira.plugin.system.customfieldtypes:cascadingselect"},
	"foreign":     {Kind: KindString, Ops: setOnly, Type: "any", Plugin: "com.example.addon:exotic"},
	"sprint":      {Kind: KindSprint, Ops: setOnly, Type: "array", Items: "json", Plugin: "com.pyxis.greenhopper.jira:gh-sprint"},
}

func (c *catalog) addFields(seed *Seed) error {
	c.fields = systemFields()
	for _, f := range c.fields {
		if f.Clauses == nil {
			f.Clauses = []string{f.ID}
		}
	}
	for _, sf := range seed.Fields {
		f, ok := customKinds[sf.Type]
		if !ok {
			return fmt.Errorf("field %q: unknown type %q", sf.Name, sf.Type)
		}
		f.ID, f.Name, f.Custom = sf.ID, sf.Name, true
		if f.CustomID() == 0 || c.field(f.ID) != nil {
			return fmt.Errorf("field %q: id %q is not a free customfield_<number>", sf.Name, sf.ID)
		}
		f.Clauses = []string{fmt.Sprintf("cf[%d]", f.CustomID()), f.Name}
		f.choices(sf.Options)
		c.fields = append(c.fields, &f)
	}
	return nil
}

// choices gives a select its options; "A > B" in a cascading one is B below A.
func (f *Field) choices(options []string) {
	f.Below = map[string][]*Named{}
	for i, o := range options {
		id := strconv.FormatInt(f.CustomID()*10+int64(i), 10)
		top, below, nested := strings.Cut(o, " > ")
		if n := slices.IndexFunc(f.Options, func(n *Named) bool { return n.Name == top }); nested && f.Kind == KindCascade && n >= 0 {
			f.Below[f.Options[n].ID] = append(f.Below[f.Options[n].ID], &Named{ID: id, Name: below})
			continue
		}
		f.Options = append(f.Options, &Named{ID: id, Name: o})
	}
}

func (c *catalog) field(id string) *Field {
	if i := slices.IndexFunc(c.fields, func(f *Field) bool { return f.ID == id }); i >= 0 {
		return c.fields[i]
	}
	return nil
}
