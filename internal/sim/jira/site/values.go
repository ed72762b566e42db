package site

import (
	"strconv"
	"strings"

	"syncd/internal/sim/jira/jql"
)

// fieldRefs reads a field's ids as a list.
func fieldRefs(f *Field) func(*Issue) []string {
	return func(i *Issue) []string {
		switch v := i.Values[f.ID].(type) {
		case string:
			return []string{v}
		case []string:
			return v
		}
		return nil
	}
}

func category(s *Site) func(*Issue) []string {
	return func(i *Issue) []string { return []string{named(s.catalog.statuses, i.Ref("status")).Category} }
}

func linkTypes(i *Issue) []string {
	var out []string
	for _, l := range i.Links {
		out = append(out, l.Type)
	}
	return out
}

func noValue(c jql.Clause, v string) *Refusal {
	return refuse(400, "The value '%s' does not exist for the field '%s'.", v, c.Field)
}

// ids resolves a literal among what a field may hold; what does not exist is an error, except for labels, which need
// no registration.
func (ev evaluator) ids(c jql.Clause, f *Field, v string) ([]string, *Refusal) {
	cat := ev.site.catalog
	switch f.Kind {
	case KindLabels:
		return []string{v}, nil
	case KindUser:
		return ev.user(c, v)
	case KindParent:
		return ev.issue(c, v)
	case KindProject:
		return ev.projectIDs(c, v)
	case KindPriority:
		return matching(c, cat.priorities, v)
	case KindResolution:
		return matching(c, cat.resolution, v)
	case KindStatus:
		return matching(c, cat.statuses, v)
	case KindType:
		return matching(c, cat.types, v)
	case KindSecurity:
		return matching(c, cat.security, v)
	case KindSprint:
		return ev.sprints(c, v)
	case KindVersions:
		return matching(c, ev.versions(), v)
	case KindComponents:
		return matching(c, ev.components(), v)
	case KindOption, KindOptions:
		ids, refusal := matching(c, f.Options, v)
		if refusal != nil {
			refusal = refuse(400, "The option '%s' for field '%s' does not exist.", v, c.Field)
		}
		return ids, refusal
	}
	return nil, refuse(400, "Searching by field '%s' is not supported by this simulator.", c.Field)
}

// matching finds all entries of a name (any case), else that of an id: releases of several projects share names. Of a
// number without quotes it is the other way round.
func matching[T interface{ names() (string, string) }](c jql.Clause, list []T, v string) ([]string, *Refusal) {
	var called, numbered []string
	for _, e := range list {
		id, name := e.names()
		if strings.EqualFold(name, v) {
			called = append(called, id)
		}
		if id == v {
			numbered = []string{id}
		}
	}
	switch {
	case numbered != nil && (c.Operand.Number || called == nil):
		return numbered, nil
	case called != nil:
		return called, nil
	}
	return nil, noValue(c, v)
}

func (ev evaluator) projectIDs(c jql.Clause, v string) ([]string, *Refusal) {
	for _, p := range ev.site.catalog.projects {
		if (strings.EqualFold(p.Key, v) || strings.EqualFold(p.Name, v) || p.ID == v || p.was(v)) && ev.site.May(ev.actor.User, p, "BROWSE_PROJECTS") {
			return []string{p.ID}, nil
		}
	}
	return nil, noValue(c, v)
}

func (ev evaluator) versions() []*Version {
	var out []*Version
	for _, p := range ev.site.catalog.projects {
		if ev.site.May(ev.actor.User, p, "BROWSE_PROJECTS") {
			out = append(out, p.Versions...)
		}
	}
	return out
}

func (ev evaluator) components() []*Named {
	var out []*Named
	for _, p := range ev.site.catalog.projects {
		out = append(out, p.Components...)
	}
	return out
}

// sprints are those that the caller may view.
func (ev evaluator) sprints(c jql.Clause, v string) ([]string, *Refusal) {
	var seen []*Sprint
	for _, b := range ev.site.catalog.boards {
		if ev.site.May(ev.actor.User, b.Project, "BROWSE_PROJECTS") {
			seen = append(seen, b.Sprints...)
		}
	}
	out, refusal := matching(c, seen, v)
	if refusal != nil {
		return nil, refuse(400, "Sprint with name '%s' does not exist or you do not have permission to view it.", v)
	}
	return out, nil
}

func (ev evaluator) user(c jql.Clause, v string) ([]string, *Refusal) {
	u := ev.site.catalog.userByLogin(v)
	if u == nil {
		return nil, noValue(c, v)
	}
	return []string{u.AccountID}, nil
}

var categoryNames = map[string]string{"to do": "new", "new": "new", "2": "new", "in progress": "indeterminate",
	"indeterminate": "indeterminate", "4": "indeterminate", "done": "done", "complete": "done", "3": "done"}

func (ev evaluator) category(c jql.Clause, v string) ([]string, *Refusal) {
	if key, ok := categoryNames[strings.ToLower(v)]; ok {
		return []string{key}, nil
	}
	return nil, noValue(c, v)
}

func (ev evaluator) linkType(c jql.Clause, v string) ([]string, *Refusal) {
	for _, t := range ev.site.catalog.linkTypes {
		if strings.EqualFold(t.Name, v) || strings.EqualFold(t.Inward, v) || strings.EqualFold(t.Outward, v) {
			return []string{t.ID}, nil
		}
	}
	return nil, noValue(c, v)
}

func (ev evaluator) attachments(c jql.Clause) (matcher, *Refusal) {
	if r := allow(c, isOps); r != nil {
		return nil, r
	}
	want := c.Op == jql.Is
	return func(i *Issue) bool { return (len(i.Attachments) == 0) == want }, nil
}

func splitKey(key string) (project string, number int64) {
	project, n, _ := strings.Cut(key, "-")
	number, _ = strconv.ParseInt(n, 10, 64)
	return project, number
}
