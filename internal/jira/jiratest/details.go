package jiratest

import (
	"time"

	"syncd/internal/jira"
)

// readDetails: since when an issue is in its status category, who has it, who may see
// it. A step within a category and an edit leave the first alone.
func readDetails(w *World) {
	ada := w.Sim.As(Ada)
	before := w.read("SHOP-6")
	if w.Edition.CategorySince {
		w.equal("since", before.CategorySince, before.Created)
	}
	w.equal("who has it, who may see it", before.Assignee+before.Security, "")
	me, err := w.Jira.Myself(w.Context())
	w.ok(err)
	w.equal("creator is not assignee", w.read("SHOP-1").Assignee == me.ID, false)

	step := func(status, resolution string) time.Time {
		time.Sleep(time.Hour)
		w.ok(ada.Transition("SHOP-6", status, resolution))
		return time.Now().UTC().Truncate(time.Millisecond)
	}
	started := step("In Progress", "")
	step("In Review", "")
	if w.Edition.CategorySince {
		w.equal("since In Progress, by way of In Review", w.read("SHOP-6").CategorySince, started)
	}
	done := step("Done", "Won't Do")
	time.Sleep(time.Hour)
	w.ok(ada.Resolve("SHOP-6", "Cannot Reproduce"))
	w.ok(ada.Edit("SHOP-6", map[string]any{"assignee": map[string]string{w.Edition.userKey(): me.ID}}))
	w.ok(ada.Restrict("SHOP-6", "Staff and bots"))
	one := w.read("SHOP-6")
	w.equal("Done since", one.CategorySince, done)
	w.equal("who has it, who may see it", []string{one.Assignee, one.Security}, []string{me.ID, "Staff and bots"})
	w.equal("resolution", one.Resolution, "Cannot Reproduce")
	found, err := w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP").NewestFirst(), 0)
	w.ok(err)
	for _, i := range found {
		if i.Key == one.Key {
			w.equal("found by a search", i, one)
		}
	}
	open := step("To Do", "")
	since := w.read("SHOP-6").CategorySince
	if w.Edition.CategorySince {
		w.equal("open since", since, open)
	} else {
		w.equal("open since", since, time.Time{})
	}
}
