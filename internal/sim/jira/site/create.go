package site

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"unicode/utf8"
)

// asError keeps a nil *Refusal from becoming a non-nil error.
func asError(r *Refusal) error {
	if r == nil {
		return nil
	}
	return r
}

// Create makes an issue from what its create screen shows.
func (s *Site) Create(a Actor, d *Draft) (*Issue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.create(a, d)
	return i, asError(refusal)
}

func (s *Site) create(a Actor, d *Draft) (*Issue, *Refusal) {
	p, t, refusal := s.target(a, d)
	if refusal != nil {
		return nil, refusal
	}
	var faults refusals
	screen := s.catalog.screen(p, t)
	sc := scope{s, p, a.Dialect, func(f string) bool { return slices.Contains(screen.Fields, f) }}
	values, extra := sc.assemble(d, nil, &faults)
	values["project"], values["issuetype"] = p.ID, t.ID
	s.fill(a, values)
	for _, f := range s.missing(screen, values) {
		faults.add(f)
	}
	if Subtask(t) && values["parent"] == nil {
		faults.add(refuseField("parent", "Issue type is a sub-task but parent issue key or id not specified."))
	}
	faults.add(checkProperties(d.Properties))
	links, comments := s.prepare(a, extra, &faults)
	if d.Transition != nil && !isNull(d.Transition.ID) {
		faults.add(refuse(400, "A transition within create is not supported by this simulator."))
	}
	if r := faults.refusal(); r != nil {
		return nil, r
	}
	i := s.born(a, p, t, values, d.Properties)
	for _, l := range links {
		s.link(a, l.kind, l.inward(i.ID), l.outward(i.ID))
	}
	for _, c := range comments {
		s.addComment(a, s.issues[i.ID].now, c)
	}
	return s.issues[i.ID].now, nil
}

// target resolves project and type, without which there is no screen to check against.
func (s *Site) target(a Actor, d *Draft) (*Project, *IssueType, *Refusal) {
	in := input{site: s, field: s.catalog.field("project"), dialect: a.Dialect}
	id, refusal := in.parse(d.Fields["project"])
	if refusal != nil {
		return nil, nil, refusal
	}
	pid, _ := id.(string)
	p := named(s.catalog.projects, pid)
	if p == nil || !s.May(a.User, p, "BROWSE_PROJECTS") {
		return nil, nil, refuseField("project", "valid project is required")
	}
	if !s.May(a.User, p, "CREATE_ISSUES") || p.Archived {
		return nil, nil, &Refusal{Status: 403, Messages: []string{"You do not have permission to create issues in this project."}}
	}
	in.field, in.project = s.catalog.field("issuetype"), p
	id, refusal = in.parse(d.Fields["issuetype"])
	if refusal != nil {
		return nil, nil, refusal
	}
	tid, ok := id.(string)
	if !ok {
		return nil, nil, refuseField("issuetype", "Specify an issue type")
	}
	return p, named(s.catalog.types, tid), nil
}

// fill gives the values that Jira sets by itself.
func (s *Site) fill(a Actor, values map[string]any) {
	if values["reporter"] == nil {
		values["reporter"] = a.User.AccountID
	}
	if values["priority"] == nil {
		for _, p := range s.catalog.priorities {
			if p.Default {
				values["priority"] = p.ID
			}
		}
	}
}

// missing tells the required fields that have no value; a fault script may require more than the screen does.
func (s *Site) missing(screen SeedScreen, values map[string]any) []*Refusal {
	var out []*Refusal
	for _, id := range slices.Concat(screen.Required, slices.Sorted(maps.Keys(s.require))) {
		if values[id] != nil {
			continue
		}
		name := id
		if f := s.catalog.field(id); f != nil {
			name = f.Name
		}
		out = append(out, refuseField(id, "%s is required.", name))
	}
	return out
}

// Require makes fields required on every create from now on, in the place of those of the last call.
func (s *Site) Require(fields ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.require = map[string]bool{}
	for _, f := range fields {
		s.require[f] = true
	}
}

func (s *Site) born(a Actor, p *Project, t *IssueType, values map[string]any, props []Property) *Issue {
	at := s.stamp(a.At)
	values["status"] = s.catalog.workflow(p, t).Initial.ID
	i := &Issue{ID: s.next("issue", 10000), Values: values, Creator: a.User.AccountID, Created: at, Updated: at,
		CategoryMoved: at, Watchers: []string{a.User.AccountID}, Properties: map[string]json.RawMessage{}}
	i.Key = fmt.Sprintf("%s-%d", p.Key, s.next("key "+p.ID, 1))
	for _, prop := range props {
		i.Properties[prop.Key] = prop.Value
	}
	s.put(i, at)
	s.note(a, VerbCreate, i, at, s.diff(nil, values))
	return i
}

const (
	maxPropertyKey   = 255
	maxPropertyValue = 32768
)

func checkProperties(props []Property) *Refusal {
	for _, p := range props {
		if r := checkProperty(p.Key, p.Value); r != nil {
			return r
		}
	}
	return nil
}

func checkProperty(key string, value json.RawMessage) *Refusal {
	switch {
	case key == "" || len(key) > maxPropertyKey:
		return refuse(400, "The property key must be from 1 to %d characters long.", maxPropertyKey)
	case utf8.RuneCount(value) > maxPropertyValue:
		return refuse(400, "The property value is too long. The maximum length is %d characters.", maxPropertyValue)
	case !json.Valid(value):
		return refuse(400, "The property value is not valid JSON.")
	}
	return nil
}
