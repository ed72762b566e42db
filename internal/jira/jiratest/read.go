package jiratest

import (
	"slices"
	"strings"

	"syncd/internal/jira"
)

// readMany: more than one request holds, by id and by key, in any case, each once.
func readMany(w *World) {
	planted := w.plant(230, "many")
	ask := slices.Clone(planted)
	for n := range ask {
		switch n % 3 {
		case 0:
			ask[n] = strings.ToLower(ask[n])
		case 1:
			ask[n] = w.issue(ask[n]).ID
		}
	}
	ask = append(ask, planted[0], planted[229]) // known by then under another name
	issues, err := w.Jira.Read(w.Context(), ask)
	w.ok(err)
	got := keys(issues)
	slices.Sort(got)
	slices.Sort(planted)
	w.equal("keys", got, planted)
	none, err := w.Jira.Read(w.Context(), nil)
	w.ok(err)
	w.equal("issues when none is asked for", len(none), 0)
}

// readLost: a moved issue shows its new key; what is deleted, hidden or never was is
// left out; an archived one is still there.
func readLost(w *World) {
	ada := w.Sim.As(Ada)
	moved, err := ada.Move("SHOP-6", "PAY")
	w.ok(err)
	w.ok(ada.Delete("SHOP-7"))
	w.ok(ada.Restrict("SHOP-8", "Staff only"))
	w.ok(ada.Restrict("SHOP-9", "Staff and bots"))
	w.ok(ada.Archive("SHOP-10"))
	issues, err := w.Jira.Read(w.Context(), []string{"SHOP-6", "SHOP-7", "SHOP-8", "SHOP-9", "SHOP-10", "SHOP-9999", "99999999"})
	w.ok(err)
	got := keys(issues)
	slices.Sort(got)
	want := []string{moved, "SHOP-10", "SHOP-9"}
	slices.Sort(want)
	w.equal("keys", got, want)
	w.equal("id of the moved issue", w.read("SHOP-6").ID, w.issue(moved).ID)
	w.equal("project of the moved issue", w.read("SHOP-6").Project, "PAY")

	w.ok(ada.Transition("SHOP-1", "Done", "Won't Do"))
	w.ok(ada.Link("Blocks", "SHOP-1", "SHOP-2"))
	one := w.read("SHOP-1")
	if one.Category != jira.Done || one.Status != "Done" || one.Resolution != "Won't Do" || one.Resolved.IsZero() {
		w.Errorf("the closed issue is %+v", one)
	}
	w.equal("links of the one that blocks", one.Links, []jira.Linked{{Type: "Blocks", Key: "SHOP-2", Outward: true}})
	w.equal("links of the blocked one", w.read("SHOP-2").Links, []jira.Linked{{Type: "Blocks", Key: "SHOP-1"}})
}
