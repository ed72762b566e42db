package jiratest

import (
	"fmt"
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// fieldsOfTheSite: all fields by name, for issues whose create screen is none of ours.
func fieldsOfTheSite(w *World) {
	fs, err := w.Jira.Fields(w.Context())
	w.ok(err)
	id, err := fs.Resolve("test verdict")
	w.ok(err)
	w.equal("kind", fs[id].Kind(), jira.Choice)
	w.ok(w.Sim.As(Ada).Edit("SHOP-2", simjira.Fields{"Test Verdict": map[string]string{"value": "failing"}}))
	back, err := w.Jira.Read(w.Context(), []string{"SHOP-1", "SHOP-2"}, fs[id])
	w.ok(err)
	w.equal("verdicts", []jira.Value{back[0].Fields[id], back[1].Fields[id]}, []jira.Value{nil, {"failing"}})
	_, err = w.as(Demo, "no-such-token").Fields(w.Context())
	w.kind(err, jira.Auth)
}

// fieldsRefused: what a field cannot take is told per field with what it takes, and
// nothing is sent.
func fieldsRefused(w *World) {
	w.exotic()
	m := w.meta()
	mood, place, owner := w.id(m, "Mood"), w.id(m, "Place"), w.id(m, "Owner")
	bad := map[string]jira.Value{"customfield_10053": {"Lynx"}, "customfield_10016": {"many"}, "customfield_10050": {"failing", "stale"},
		mood: {"glad"}, place: {"Web > Roof"}, owner: {"Ada Example"}, "summary": {"x"}, "customfield_99999": {"x"},
		"fixVersions": {"9.9"}, w.id(m, "Areas"): {"two words"}, w.id(m, "Found on"): {"31.12.2026"}, w.id(m, "Found at"): {"soon"}}
	words := map[string]string{"customfield_10053": `"Lynx" is not among its values; it takes "Firefox", "Chromium", "WebKit"`,
		"customfield_10016": "number", "customfield_10050": "one value, not 2", mood: "com.example.addon:exotic", place: `it takes "Cart", "Till"`,
		owner: w.Edition.NoUser, "summary": "setting of its own", "customfield_99999": "no such field", "fixVersions": `it takes "1.3", "1.4", "1.5"`}
	d := draft(1)
	d.Fields = bad
	w.Sim.ResetRequests()
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.equal("requests that change something", w.requests("POST", "issue"), 0)
	edited := w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Summary: ptr("x"), Fields: bad})
	w.equal("edits", w.requests("PUT", "issue/{issueIdOrKey}"), 0)
	for what, err := range map[string]error{"create": made[0].Err, "edit": edited} {
		e := w.kind(err, jira.Refused)
		w.equal(what+": fields", len(e.Fields), len(bad))
		for id, text := range words {
			if !strings.Contains(e.Fields[id], text) {
				w.Errorf("%s: field %s says %q, not %q", what, id, e.Fields[id], text)
			}
		}
	}
}

// fieldsInBulk: a draft that is refused here leaves the others their places.
func fieldsInBulk(w *World) {
	for _, bad := range [][]int{{0}, {2}, {1, 3}, {0, 1, 2}, {0, 1, 2, 3}} {
		ds := drafts(4)
		for n := range ds {
			ds[n].Fields = map[string]jira.Value{"customfield_10051": {fmt.Sprint("k", n)}}
		}
		for _, n := range bad {
			ds[n].Fields["customfield_10050"] = jira.Value{"red"}
		}
		ds[3].Labels = append(ds[3].Labels, "last")
		made, err := w.Jira.Create(w.Context(), ds)
		w.ok(err)
		for n, c := range made {
			if ds[n].Fields["customfield_10050"] != nil {
				w.says(w.kind(c.Err, jira.Refused), "customfield_10050", `"red"`, "uncovered")
				continue
			}
			w.ok(c.Err)
			w.equal("id in field", w.issue(c.Key).Custom["Syncd ID"], fmt.Sprint("k", n))
		}
	}
	w.seen = len(w.Sim.Audit())
	d := draft(9)
	d.Project, d.Fields = "NOPE", map[string]jira.Value{"customfield_10051": {"x"}}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.kind(made[0].Err, jira.NotFound)
}

// fieldsOffScreen: a field that the issue's screen does not show is written as the
// site describes it, and refused by Jira if so it will.
func fieldsOffScreen(w *World) {
	w.seeded(func(s *simjira.Seed) {
		shown := s.Screens[0].Fields
		s.Screens[0].Fields = append(append([]string{}, shown[:len(shown)-4]...), "customfield_10051")
	})
	err := w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Fields: map[string]jira.Value{"customfield_10050": {"failing"}}})
	w.says(w.kind(err, jira.Refused), "customfield_10050", "screen")
	w.ok(w.Jira.Edit(w.Context(), "SHOP-1", jira.Patch{Fields: map[string]jira.Value{"customfield_10051": {"x"}}}))
	w.did("update SHOP-1 Syncd ID")
}

// fieldsAsked: what cannot be read is refused before it is asked for.
func fieldsAsked(w *World) {
	mood := jira.Field{ID: "customfield_10106", Name: "Mood", Type: "any", Custom: "com.example.addon:exotic"}
	_, err := w.Jira.Read(w.Context(), []string{"SHOP-1"}, mood)
	w.says(w.kind(err, jira.Refused), "Mood", "com.example.addon:exotic")
	_, err = w.Jira.Search(w.Context(), jira.Query{}.InProjects("SHOP").With(mood), 0)
	w.kind(err, jira.Refused)
	w.equal("requests", w.Sim.RequestCount(), 0)
	w.equal("fields unasked", len(w.read("SHOP-1").Fields), 0)
	// The type of a field can change under us: then nothing is believed.
	wrong := jira.Field{ID: "summary", Custom: "com.atlassian.jira.plugin.system.customfieldtypes:select"}
	_, err = w.Jira.Read(w.Context(), []string{"SHOP-1"}, wrong)
	w.says(w.kind(err, jira.Unavailable), "summary of issue SHOP-1")
}
