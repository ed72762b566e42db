package site

import (
	"encoding/json"
	"slices"
)

// notEdited are fields that have no place on an edit: they change by transition, move or by themselves.
var notEdited = []string{"project", "status", "resolution", "attachment"}

// Edit changes fields. An edit that changes nothing leaves no trace, as in Jira.
func (s *Site) Edit(a Actor, idOrKey string, d *Draft) (*Issue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "EDIT_ISSUES", noEdit)
	if refusal != nil {
		return nil, refusal
	}
	var faults refusals
	sc := scope{s, s.project(i), a.Dialect, s.editable(i)}
	values, extra := sc.assemble(d, i.Values, &faults)
	for _, id := range []string{"summary", "issuetype"} {
		if values[id] == nil {
			faults.add(refuseField(id, "%s is required.", s.catalog.field(id).Name))
		}
	}
	faults.add(checkProperties(d.Properties))
	links, comments := s.prepare(a, extra, &faults)
	faults.add(s.room(i, links, comments))
	if r := faults.refusal(); r != nil {
		return nil, r
	}
	s.applyEdit(a, i, values, d.Properties)
	s.attach(a, i.ID, links, comments)
	return s.issues[i.ID].now, nil
}

func (s *Site) applyEdit(a Actor, i *Issue, values map[string]any, props []Property) {
	items := s.diff(i.Values, values)
	next := i.edit()
	next.Values = values
	for _, p := range props {
		next.Properties[p.Key] = p.Value
		items = append(items, Change{Field: "property", FieldID: p.Key, ToText: string(p.Value)})
	}
	if len(items) == 0 {
		return
	}
	s.commit(a, next, change{verb: VerbUpdate, items: items, history: len(props) == 0, touch: true})
}

// attach does the parts of an update that are no field values.
func (s *Site) attach(a Actor, id int64, links []linkDraft, comments []Comment) {
	for _, l := range links {
		s.link(a, l.kind, l.inward(id), l.outward(id))
	}
	for _, c := range comments {
		s.addComment(a, s.issues[id].now, c)
	}
}

// editable tells the fields of the edit screen: those of the create screen, less what has its own way to change.
func (s *Site) editable(i *Issue) func(string) bool {
	screen := s.catalog.screen(s.project(i), s.issueType(i))
	return func(f string) bool { return slices.Contains(screen.Fields, f) && !slices.Contains(notEdited, f) }
}

// Assign sets the assignee; raw is the body of the assignee resource.
func (s *Site) Assign(a Actor, idOrKey string, raw json.RawMessage) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "ASSIGN_ISSUES", "You do not have permission to assign issues in this project.")
	if refusal != nil {
		return refusal
	}
	in := input{site: s, field: s.catalog.field("assignee"), project: s.project(i), dialect: a.Dialect}
	var r ref
	if err := json.Unmarshal(raw, &r); err != nil {
		return refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	v, refusal := in.user(r)
	if automatic(r, a.Dialect) {
		v, refusal = s.project(i).Lead.AccountID, nil
	}
	if refusal != nil {
		return refusal
	}
	values := i.edit().Values
	assign(values, "assignee", v)
	s.applyEdit(a, i, values, nil)
	return nil
}

// automatic is "-1", which asks for the project's default assignee.
func automatic(r ref, d Dialect) bool {
	name := r.AccountID
	if d.Usernames {
		name = r.Name
	}
	return name != nil && *name == "-1"
}
