package jiratest

import (
	"slices"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// edit: what the patch names changes, and nothing else; labels of people stay.
func edit(w *World) {
	before := w.issue("SHOP-2")
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-2", "by-ada", "old-one"))
	doc := jira.Doc{Blocks: []jira.Block{jira.P(jira.T("new words"))}}
	p := jira.Patch{Summary: ptr("a better summary"), Description: &doc, AddLabels: []string{"syncd-k001"}, RemoveLabels: []string{"old-one", "never-there"}}
	for range 2 { // absolute: the second time changes nothing
		w.ok(w.Jira.Edit(w.Context(), before.ID, p))
	}
	w.did("update SHOP-2 summary labels description")
	after := w.issue("SHOP-2")
	w.equal("summary", after.Summary, "a better summary")
	w.equal("labels", after.Labels, []string{"by-ada", "checkout", "syncd-k001"})
	w.equal("description", w.read("SHOP-2").Description, doc.Plain())
	w.equal("status and priority", []string{after.Status, after.Priority}, []string{before.Status, before.Priority})
	w.ok(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{RemoveLabels: []string{"syncd-k001"}}))
	w.ok(w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{}))
	w.did("update SHOP-2 labels")
	w.equal("labels", w.issue("SHOP-2").Labels, []string{"by-ada", "checkout"})
}

// editLabels: a label of somebody else's that came meanwhile stays.
func editLabels(w *World) {
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-1", "ours"))
	w.read("SHOP-1")
	w.ok(w.Sim.As(Ada).AddLabel("SHOP-1", "theirs"))
	w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{AddLabels: []string{"syncd-k001"}, RemoveLabels: []string{"ours"}}))
	w.did("update SHOP-1 labels")
	w.equal("labels", w.issue("SHOP-1").Labels, []string{"cart", "syncd-k001", "theirs"})
}

// editRefused: the refusal names the field, and nothing of the patch is done.
func editRefused(w *World) {
	err := w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{Summary: ptr(" \n"), AddLabels: []string{"two words"}})
	e := w.kind(err, jira.Refused)
	if e.Fields["summary"] == "" || e.Fields["labels"] == "" {
		w.Errorf("fields are %v", e.Fields)
	}
	w.says(err, "edit issue SHOP-2", "summary:", "labels:", "two words")
	w.kind(w.Jira.Edit(w.Context(), "SHOP-9999", jira.Patch{Summary: ptr("x")}), jira.NotFound)
	w.ok(w.Sim.As(Ada).Archive("SHOP-2"))
	if err := w.Jira.Edit(w.Context(), "SHOP-2", jira.Patch{Summary: ptr("x")}); err == nil {
		w.Error("an archived issue was edited")
	}
}

// transitions: where an issue can go, what the way asks for.
func transitions(w *World) {
	ts, err := w.Jira.Transitions(w.Context(), "SHOP-1")
	w.ok(err)
	byTo := map[string]jira.Transition{}
	for _, t := range ts {
		byTo[t.To] = t
	}
	w.equal("ways", len(ts), 3)
	w.equal("to Done", byTo["Done"], jira.Transition{ID: "31", Name: "Done", To: "Done", ToID: "10002", ToCategory: jira.Done, Resolution: true})
	w.equal("to To Do", byTo["To Do"], jira.Transition{ID: "51", Name: "Stop Progress", To: "To Do", ToID: "10000", ToCategory: jira.ToDo})
	_, err = w.Jira.Transitions(w.Context(), "SHOP-9999")
	w.kind(err, jira.NotFound)

	w.seeded(func(s *simjira.Seed) {
		for n := range s.Workflows[0].Transitions {
			if t := &s.Workflows[0].Transitions[n]; t.ID == "31" {
				t.Required = append(t.Required, "assignee", "fixVersions")
			}
		}
	})
	ts, err = w.Jira.Transitions(w.Context(), "SHOP-1")
	w.ok(err)
	n := slices.IndexFunc(ts, func(t jira.Transition) bool { return t.ID == "31" })
	w.equal("required", strings.Join(ts[n].Required, ", "), "Assignee, Fix versions")
}

// transitionsDenied: who may not move an issue sees no way, not an error.
func transitionsDenied(w *World) {
	w.seeded(func(s *simjira.Seed) { s.Projects[0].Permissions = map[string][]string{Demo: {"BROWSE_PROJECTS"}} })
	ts, err := w.Jira.Transitions(w.Context(), "SHOP-1")
	w.ok(err)
	w.equal("ways", len(ts), 0)
	w.kind(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "31"}), jira.Refused)
}

// move: one step, with the resolution that its screen takes.
func move(w *World) {
	w.ok(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "31", Resolution: "Won't Do"}))
	w.did("transition SHOP-1 status resolution")
	i := w.issue("SHOP-1")
	w.equal("where it is", []string{i.Status, i.Resolution}, []string{"Done", "Won't Do"})
	w.ok(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "41"}))
	w.did("transition SHOP-1 status resolution")
	w.equal("resolution after reopening", w.read("SHOP-1").Resolution, "")

	w.kind(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "41"}), jira.Refused)
	w.kind(w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "../comment"}), jira.Refused)
	err := w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "31", Resolution: "Bogus"})
	w.says(w.kind(err, jira.Refused), "resolution")
	err = w.Jira.Move(w.Context(), "SHOP-1", jira.Move{Transition: "11", Resolution: "Done"})
	w.says(w.kind(err, jira.Refused), "resolution", "screen")
}
