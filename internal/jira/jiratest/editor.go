package jiratest

import (
	"slices"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// editScreen: what may be set in an issue, with the values that it takes; nothing for whoever
// may not edit, and no issue is NotFound.
func editScreen(w *World) {
	w.seeded(func(s *simjira.Seed) {
		for n := range s.Projects {
			if s.Projects[n].Key == "PAY" {
				s.Projects[n].Permissions = map[string][]string{Demo: {"BROWSE_PROJECTS"}}
			}
		}
	})
	fields, err := w.Jira.EditScreen(w.Context(), w.issue("SHOP-1").ID)
	w.ok(err)
	f := fields["customfield_10050"]
	w.equal("the field", []string{f.ID, f.Name, string(f.Kind())}, []string{"customfield_10050", "Test Verdict", string(jira.Choice)})
	w.equal("it takes failing", slices.ContainsFunc(f.Allowed, func(o jira.Option) bool { return o.Name == "failing" }), true)
	_, err = w.Jira.EditScreen(w.Context(), "99999")
	w.kind(err, jira.NotFound)
}

// editSilently: an administrator tells nobody, and the edit is made.
func editSilently(w *World) {
	one := w.issue("SHOP-1")
	w.ok(w.Jira.Edit(w.Context(), one.ID, jira.Patch{AddLabels: []string{"qa-failing"}, Silent: true}))
	w.did("update SHOP-1 labels")
}
