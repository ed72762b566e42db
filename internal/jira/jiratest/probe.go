package jiratest

import (
	"fmt"
	"slices"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// server: what answers there; a page of something else is no Jira.
func server(w *World) {
	s, err := w.Jira.Server(w.Context())
	w.ok(err)
	want := map[simjira.Edition]string{simjira.Cloud: jira.CloudEdition, simjira.DataCenter: jira.DataCenterEdition}[w.Edition.Sim]
	if s.Edition != want || s.Version == "" || s.Title != "Acme Jira" {
		w.Errorf("the server is %+v", s)
	}
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 200, Body: `{"ready":true}`})
	_, err = w.Jira.Server(w.Context())
	w.says(w.kind(err, jira.Unavailable), "jira.url")
	w.fault(simjira.Fault{Effect: simjira.Status, Status: 503, Body: `not now`})
	_, err = w.Jira.Server(w.Context())
	w.says(w.kind(err, jira.Unavailable), "not now")
}

// permissions: in each project those that the account has there; of a project that may
// not be seen nothing is known.
func permissions(w *World) {
	w.seeded(func(s *simjira.Seed) {
		for n := range s.Projects {
			switch s.Projects[n].Key {
			case "PAY":
				s.Projects[n].Permissions = map[string][]string{Demo: {"BROWSE_PROJECTS", "ADD_COMMENTS"}}
			case "OPS":
				s.Projects[n].Permissions = map[string][]string{Demo: {}}
			}
		}
	})
	ask := []string{"BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "ADMINISTER_PROJECTS", "ADMINISTER"}
	for project, want := range map[string]map[string]bool{
		"SHOP": {"BROWSE_PROJECTS": true, "CREATE_ISSUES": true, "ADD_COMMENTS": true, "ADMINISTER_PROJECTS": true, "ADMINISTER": true},
		"PAY":  {"BROWSE_PROJECTS": true, "CREATE_ISSUES": false, "ADD_COMMENTS": true, "ADMINISTER_PROJECTS": false, "ADMINISTER": true},
	} {
		have, err := w.Jira.Permissions(w.Context(), project, ask...)
		w.ok(err)
		w.equal("in "+project, have, want)
	}
	for _, project := range []string{"OPS", "NOPE", "a b&x=y"} {
		_, err := w.Jira.Permissions(w.Context(), project, ask...)
		w.says(w.kind(err, jira.NotFound), project)
	}
	w.fault(simjira.Fault{Effect: simjira.ExpireToken})
	_, err := w.Jira.Permissions(w.Context(), "SHOP", ask...)
	w.kind(err, jira.Auth)
}

// projects: all that may be browsed, page after page.
func projects(w *World) {
	w.seeded(func(s *simjira.Seed) {
		for n := range 120 {
			p := s.Projects[0]
			p.ID, p.Key, p.Versions, p.Components = fmt.Sprint(20000+n), fmt.Sprintf("P%03d", n), nil, nil
			s.Projects = append(s.Projects, p)
		}
		s.Projects[1].Permissions = map[string][]string{Demo: {}}
	})
	keys, err := w.Jira.Projects(w.Context())
	w.ok(err)
	slices.Sort(keys)
	w.equal("projects", strings.Join(keys[:3], " ")+" … "+strings.Join(keys[119:], " "), "OPS P000 P001 … P118 P119 SHOP")
}

// types: those that can be created, each by its name.
func types(w *World) {
	names, err := w.Jira.Types(w.Context(), "SHOP")
	w.ok(err)
	w.equal("types", names, []string{"Epic", "Story", "Task", "Sub-task", "Bug"})
	_, err = w.Jira.Types(w.Context(), "NOPE")
	if kind := jira.KindOf(err); kind != jira.NotFound && kind != jira.Refused {
		w.Errorf("types of no project: %v", err)
	}
}

// searchTypes: issues of one type that are done, and those that are not.
func searchTypes(w *World) {
	planted := w.plant(3, "typed")
	w.ok(w.Sim.As(Ada).Transition(planted[0], "Done", ""))
	w.ok(w.Sim.As(Ada).Transition(planted[1], "In Review", ""))
	for name, c := range map[string]struct {
		q    jira.Query
		want []string
	}{
		"done":      {jira.Query{}.OfType("task").Done(true), planted[:1]},
		"open":      {jira.Query{}.OfType("Task").Done(false), planted[1:]},
		"of others": {jira.Query{}.OfType("Bug").Done(false), nil},
	} {
		issues, err := w.Jira.Search(w.Context(), c.q.InProjects("SHOP").Labelled("typed"), 50)
		w.ok(err)
		got := keys(issues)
		slices.Sort(got)
		w.equal(name, fmt.Sprint(got), fmt.Sprint(c.want))
	}
}
