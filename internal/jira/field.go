package jira

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Field is one field, as a screen or the site shows it.
type Field struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Required   bool   `json:"required"`
	HasDefault bool   `json:"has_default"`
	// Type, Items and Custom are Jira's schema: "array" of "version", or the plug-in of a
	// custom field.
	Type   string `json:"type,omitempty"`
	Items  string `json:"items,omitempty"`
	Custom string `json:"custom,omitempty"`
	// Allowed are the values of a choice; nil where it is no choice, or where they are not
	// known, as in a list of the whole site.
	Allowed []Option `json:"allowed,omitempty"`
	// UserNames: users are told by the name with which they log in, as on Data Center. Else
	// by account id.
	UserNames bool `json:"user_names,omitempty"`
}

// Option is a value of a choice, with the second choices below it.
type Option struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Below []Option `json:"below,omitempty"`
}

// FieldKind says what a field holds, and so which values it takes.
type FieldKind string

// The kinds of field that can be written and read. Foreign is every other: what a
// plug-in of somebody else makes of a value is not guessed.
const (
	Foreign     FieldKind = ""
	TextLine    FieldKind = "text"
	TextArea    FieldKind = "long text"
	Number      FieldKind = "number"
	Choice      FieldKind = "choice"    // one option, by its name
	Choices     FieldKind = "choices"   // any number of options
	Cascade     FieldKind = "cascade"   // "A" or "A > B"
	Words       FieldKind = "labels"    // a custom field of the labels type
	Date        FieldKind = "date"      // 2026-12-31
	DateTime    FieldKind = "date time" // RFC 3339, seconds
	NamedOne    FieldKind = "name"      // priority, security level, one version: by its name
	NamedMany   FieldKind = "names"     // versions or components
	UserAccount FieldKind = "user"      // account id on Cloud, user name on Data Center
	Sprints     FieldKind = "sprints"   // those that the issue is or was in, by id; read only
)

// Many reports whether a field of the kind may hold several values.
func (k FieldKind) Many() bool { return k == Choices || k == Words || k == NamedMany || k == Sprints }

// plugin is the prefix of Jira's own types of custom fields, sprintPlugin the type of
// the field that Jira Software keeps sprints in.
const (
	plugin       = "com.atlassian.jira.plugin.system.customfieldtypes:"
	sprintPlugin = "com.pyxis.greenhopper.jira:gh-sprint"
)

// customKinds are the kinds of Jira's own custom fields, systemKinds those of its
// other fields, by id. Those which a draft or a patch sets by a member of its own, or
// a transition, are not among them.
var (
	customKinds = map[string]FieldKind{
		"textfield": TextLine, "url": TextLine, "textarea": TextArea, "float": Number,
		"select": Choice, "radiobuttons": Choice, "multiselect": Choices, "multicheckboxes": Choices,
		"cascadingselect": Cascade, "labels": Words, "datepicker": Date, "datetime": DateTime,
		"version": NamedOne, "multiversion": NamedMany, "userpicker": UserAccount,
	}
	systemKinds = map[string]FieldKind{
		"environment": TextArea, "duedate": Date, "priority": NamedOne, "security": NamedOne,
		"fixVersions": NamedMany, "versions": NamedMany, "components": NamedMany,
		"assignee": UserAccount, "reporter": UserAccount,
	}
)

// Kind says what the field holds.
func (f Field) Kind() FieldKind {
	switch f.Custom {
	case "":
		return systemKinds[f.ID]
	case sprintPlugin:
		return Sprints
	}
	short, ours := strings.CutPrefix(f.Custom, plugin)
	if !ours {
		return Foreign
	}
	return customKinds[short]
}

// Fields are fields by their id.
type Fields map[string]Field

// Resolve returns the id of the field that an id or a name means. Names are compared
// exactly, then without regard to case; one that several fields carry, as happens in
// team-managed projects, is an error with their ids, an unknown one an error with
// those that are close.
func (fs Fields) Resolve(idOrName string) (string, error) {
	if _, ok := fs[idOrName]; ok {
		return idOrName, nil
	}
	for _, same := range []func(string) bool{
		func(name string) bool { return name == idOrName },
		func(name string) bool { return strings.EqualFold(name, strings.TrimSpace(idOrName)) },
	} {
		var ids []string
		for id, f := range fs {
			if same(f.Name) || id != f.Name && same(id) {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		switch len(ids) {
		case 0:
		case 1:
			return ids[0], nil
		default:
			return "", fmt.Errorf("the name %q is that of %d fields; name one by its id: %s", idOrName, len(ids), strings.Join(ids, ", "))
		}
	}
	return "", fmt.Errorf("there is no field %q%s", idOrName, fs.close(idOrName))
}

// close ends an error with the fields whose names are like the one asked for.
func (fs Fields) close(name string) string {
	var names []string
	for _, f := range fs {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return Meant(name, slices.Compact(names))
}

// Resolve is Fields.Resolve over the create screen.
func (m Meta) Resolve(idOrName string) (string, error) {
	id, err := m.Fields.Resolve(idOrName)
	if err != nil {
		return "", fmt.Errorf("%w (on the create screen in project %s)", err, m.ProjectKey)
	}
	return id, nil
}

// SprintField finds the field that holds the sprints of issues, among those of the whole
// site; false on a Jira without Jira Software. Of several, which only an import leaves
// behind, it is the first by id.
func SprintField(fields Fields) (Field, bool) {
	for _, id := range fields.IDs() {
		if fields[id].Kind() == Sprints {
			return fields[id], true
		}
	}
	return Field{}, false
}

// IDs lists the ids, sorted.
func (fs Fields) IDs() []string { return slices.Sorted(maps.Keys(fs)) }
