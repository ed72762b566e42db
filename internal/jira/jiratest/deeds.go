package jiratest

import (
	"time"

	"syncd/internal/jira"
)

// closedAsDuplicate: the original is on the outward end, however the person made the
// link, and both ends say which they are.
func closedAsDuplicate(w *World) {
	ada := w.Sim.As(Ada)
	time.Sleep(time.Hour)
	w.ok(ada.Duplicate("SHOP-7", "SHOP-8", "Done"))
	copied, original := w.read("SHOP-7"), w.read("SHOP-8")
	w.equal("the copy", []string{string(copied.Category), copied.Resolution}, []string{"done", "Duplicate"})
	w.equal("since", copied.CategorySince, time.Now().UTC().Truncate(time.Millisecond))
	w.equal("links of the copy", copied.Links, []jira.Linked{{Type: "Duplicate", Key: "SHOP-8", Outward: true}})
	w.equal("links of the original", original.Links, []jira.Linked{{Type: "Duplicate", Key: "SHOP-7"}})
	w.ok(ada.Unlink("SHOP-8", "SHOP-7"))
	w.equal("links afterwards", len(w.read("SHOP-7").Links)+len(w.read("SHOP-8").Links), 0)
	w.ok(ada.AddVersion("SHOP", "1.6"))
	w.ok(ada.SetFixVersion("SHOP-8", "1.6", "1.5"))
	w.equal("fix versions", w.read("SHOP-8").FixVersions, []string{"1.6", "1.5"})
	w.ok(ada.SetFixVersion("SHOP-8"))
	w.equal("fix versions", len(w.read("SHOP-8").FixVersions), 0)
}

// longWay: where Done is three steps away, each step shows only the next, and the last
// asks for a resolution.
func longWay(w *World) {
	key, err := w.Sim.As(Ada).Create("OPS", "Bug", "the mail queue is full", nil)
	w.ok(err)
	for _, want := range []jira.Transition{
		{ID: "11", Name: "Start Progress", To: "In Progress", ToID: "3", ToCategory: jira.InProgress},
		{ID: "21", Name: "Ready for Review", To: "In Review", ToID: "10001", ToCategory: jira.InProgress},
		{ID: "31", Name: "Close", To: "Closed", ToID: "10003", ToCategory: jira.Done, Resolution: true}} {
		ts, err := w.Jira.Transitions(w.Context(), key)
		w.ok(err)
		w.equal("the way on from "+w.issue(key).Status, ts[0], want)
		for _, t := range ts[1:] {
			w.equal("another way out is no way to Done", t.ToCategory != jira.Done, true)
		}
		m := jira.Move{Transition: want.ID}
		if want.Resolution {
			w.says(w.kind(w.Jira.Move(w.Context(), key, m), jira.Refused), "resolution", "required")
			m.Resolution = "Won't Do"
		}
		w.ok(w.Jira.Move(w.Context(), key, m))
	}
	w.did("transition OPS-1 status", "transition OPS-1 status", "transition OPS-1 status resolution")
	one := w.read(key)
	w.equal("where it is", []string{one.Status, string(one.Category), one.Resolution}, []string{"Closed", "done", "Won't Do"})
}
