package site

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/jql"
)

// call resolves a function that yields ids. A function outside its field is as unknown as one that does not exist.
func (ev evaluator) call(c jql.Clause, f *jql.Func) ([]string, *Refusal) {
	name, field := strings.ToLower(f.Name), strings.ToLower(c.Field)
	kind := KindComputed
	if known := ev.field(c.Field); known != nil {
		kind = known.Kind
	}
	switch {
	case name == "currentuser" && (kind == KindUser || field == "creator"):
		return []string{ev.actor.User.AccountID}, nil
	case strings.HasSuffix(name, "sprints") && kind == KindSprint:
		return ev.sprintsIn(f, name)
	case (name == "releasedversions" || name == "unreleasedversions") && kind == KindVersions:
		return ev.versionsOf(c, f, name == "releasedversions")
	case name == "linkedissues" && slices.Contains([]string{"key", "issue", "issuekey", "id"}, field):
		return ev.linked(c, f)
	}
	return nil, noFunction(f)
}

func (ev evaluator) sprintsIn(f *jql.Func, name string) ([]string, *Refusal) {
	state, ok := map[string]string{"opensprints": "active", "closedsprints": "closed", "futuresprints": "future"}[name]
	if !ok {
		return nil, noFunction(f)
	}
	var out []string
	for _, sp := range ev.site.catalog.sprints {
		if sp.State == state {
			out = append(out, idText(sp.ID))
		}
	}
	return out, nil
}

func (ev evaluator) versionsOf(c jql.Clause, f *jql.Func, released bool) ([]string, *Refusal) {
	var projects []string
	for _, arg := range f.Args {
		ids, refusal := ev.projectIDs(jql.Clause{Field: c.Field}, arg)
		if refusal != nil {
			return nil, refusal
		}
		projects = append(projects, ids...)
	}
	var out []string
	for _, v := range ev.versions() {
		if v.Released == released && !v.Archived && (projects == nil || slices.Contains(projects, v.ProjectID)) {
			out = append(out, v.ID)
		}
	}
	return out, nil
}

func (ev evaluator) linked(c jql.Clause, f *jql.Func) ([]string, *Refusal) {
	if len(f.Args) < 1 || len(f.Args) > 2 {
		return nil, refuse(400, "Function 'linkedIssues' expected between '1' and '2' arguments but received '%d'.", len(f.Args))
	}
	ids, refusal := ev.issue(c, f.Args[0])
	if refusal != nil {
		return nil, refusal
	}
	var types []string
	if len(f.Args) == 2 {
		if types, refusal = ev.linkType(c, f.Args[1]); refusal != nil {
			return nil, refusal
		}
	}
	out := []string{}
	for _, l := range ev.site.find(ids[0]).Links {
		if types == nil || slices.Contains(types, l.Type) {
			out = append(out, idText(l.Other))
		}
	}
	return out, nil
}
