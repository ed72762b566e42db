package jiratest

import (
	"fmt"
	"slices"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// createOne: everything that a draft says is there, made by one request.
func createOne(w *World) {
	d := draft(7)
	d.Priority = "High"
	d.Property = map[string]string{"owner": "acme", "intent": "k007"}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.did("create SHOP-13")
	if len(made) != 1 || made[0].Err != nil || made[0].Key != "SHOP-13" || made[0].ID != w.issue("SHOP-13").ID {
		w.Fatalf("created %+v", made)
	}
	i := w.issue("SHOP-13")
	w.equal("summary", i.Summary, d.Summary)
	w.equal("type and priority", []string{i.Type, i.Priority}, []string{"Bug", "High"})
	w.equal("labels", i.Labels, d.Labels)
	w.equal("property", string(i.Properties["syncd"]), `{"intent":"k007","owner":"acme"}`)
	w.equal("requests", w.Sim.RequestCount(), 1)
	for _, label := range d.Labels {
		found, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled(label), 0)
		w.ok(err)
		w.equal("found by "+label, keys(found), []string{"SHOP-13"})
		w.equal("property found by "+label, found[0].Property["intent"], "k007")
	}
	back := w.read("SHOP-13")
	w.equal("summary read back", back.Summary, d.Summary)
	w.equal("description read back", back.Description, d.Description.Plain())
	w.equal("property read back", back.Property["intent"], "k007")
	none, err := w.Jira.Create(w.Context(), nil)
	w.ok(err)
	w.equal("created from nothing", len(none), 0)
}

// createLinks: a link in a draft is made with it, in the direction that was meant.
func createLinks(w *World) {
	d := draft(1)
	d.Links = []jira.IssueLink{{Type: "Blocks", To: "SHOP-1"}, {Type: "Blocks", From: "SHOP-2"}, {Type: "Relates", To: "SHOP-4"}}
	_, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.did("create SHOP-13", "link SHOP-13", "link SHOP-2", "link SHOP-13")
	var says []string
	for _, l := range w.issue("SHOP-13").Links {
		says = append(says, l.Says+" "+l.Key)
	}
	slices.Sort(says)
	w.equal("links", says, []string{"blocks SHOP-1", "is blocked by SHOP-2", "relates to SHOP-4"})
	w.equal("requests", w.Sim.RequestCount(), 1)

	d.Links = []jira.IssueLink{{Type: "Blocks", To: "SHOP-9999"}}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.kind(made[0].Err, jira.Refused)
	w.says(made[0].Err, "issuelinks")
}

// createBulk: a full request, in order.
func createBulk(w *World) {
	made, err := w.Jira.Create(w.Context(), drafts(jira.CreateMax))
	w.ok(err)
	var want []string
	for n, c := range made {
		want = append(want, fmt.Sprintf("create SHOP-%d", 13+n))
		if c.Err != nil || c.Key != fmt.Sprintf("SHOP-%d", 13+n) {
			w.Fatalf("draft %d: %+v", n, c)
		}
		w.equal("labels of "+c.Key, w.issue(c.ID).Labels, draft(n).Labels)
	}
	w.did(want...)
	w.equal("requests", w.Sim.RequestCount(), 1)
}

// createPartly: every draft gets its own outcome, whichever were refused.
func createPartly(w *World) {
	for _, bad := range [][]int{{0}, {4}, {1, 3}, {0, 1, 2, 3}, {2, 3, 4}} {
		ds := drafts(5)
		for _, n := range bad {
			ds[n].Priority = fmt.Sprintf("Bogus-%d", n)
		}
		made, err := w.Jira.Create(w.Context(), ds)
		w.ok(err)
		for n, c := range made {
			if !slices.Contains(bad, n) {
				w.ok(c.Err)
				w.equal("summary of "+c.Key, w.issue(c.ID).Summary, ds[n].Summary)
				continue
			}
			w.kind(c.Err, jira.Refused)
			w.says(c.Err, "priority", fmt.Sprintf("Bogus-%d", n))
			w.equal("id of a refused draft", c.ID+c.Key, "")
		}
	}
	w.equal("issues", len(w.Sim.Issues()), 12+4+4+3+1+2)
	w.seen = len(w.Sim.Audit())
}

// createNone: where all are refused, each hears its own words.
func createNone(w *World) {
	ds := drafts(3)
	ds[0].Type, ds[1].Priority, ds[2].Project = "Nonsense", "Bogus", "NOPE"
	made, err := w.Jira.Create(w.Context(), ds)
	w.ok(err)
	for n, field := range []string{"issuetype", "priority", "project"} {
		e := w.kind(made[n].Err, jira.Refused)
		if e.Fields[field] == "" {
			w.Errorf("draft %d hears %v, not of %s", n, e.Fields, field)
		}
	}
	one, err := w.Jira.Create(w.Context(), ds[1:2])
	w.ok(err)
	w.equal("field of a single draft", w.kind(one[0].Err, jira.Refused).Fields["priority"] != "", true)

	w.fault(simjira.Fault{Effect: simjira.RequireField, Field: "customfield_10051"})
	for _, n := range []int{1, 2} {
		made, err := w.Jira.Create(w.Context(), drafts(n))
		w.ok(err)
		for _, c := range made {
			w.says(w.kind(c.Err, jira.Refused), "customfield_10051", "Syncd ID is required")
		}
	}
}

// createTooMany: refused here, since half of them might be made.
func createTooMany(w *World) {
	_, err := w.Jira.Create(w.Context(), drafts(jira.CreateMax+1))
	w.says(err, "51", "50")
	w.equal("kind", jira.KindOf(err), jira.Kind(""))
	w.equal("requests", w.Sim.RequestCount(), 0)
}
