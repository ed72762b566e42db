package jiratest

import (
	"fmt"
	"slices"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// exotic adds a field of each type to the site, one name twice, and one field of
// which nobody knows what it holds.
func (w *World) exotic() {
	w.Helper()
	w.seeded(func(s *simjira.Seed) {
		for n, f := range []simjira.SeedField{{Name: "Owner", Type: "user"}, {Name: "Found on", Type: "date"}, {Name: "Found at", Type: "datetime"},
			{Name: "Areas", Type: "labels"}, {Name: "Place", Type: "cascade", Options: []string{"Web", "Web > Cart", "Web > Till", "App", "A > B"}},
			{Name: "Seen in", Type: "version"}, {Name: "Mood", Type: "foreign"}, {Name: "Twin", Type: "text"}, {Name: "Twin", Type: "text"},
			{Name: "Severity", Type: "radio", Options: []string{"High", "Low"}}, {Name: "Stages", Type: "checkboxes", Options: []string{"Test", "Live"}},
			{Name: "Page", Type: "url"}, {Name: "Broken in", Type: "versions"}} {
			f.ID = fmt.Sprintf("customfield_101%02d", n)
			s.Fields = append(s.Fields, f)
			s.Screens[0].Fields = append(s.Screens[0].Fields, f.ID)
		}
	})
}

// meta is the create screen of bugs.
func (w *World) meta() jira.Meta {
	w.Helper()
	m, err := w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.ok(err)
	return m
}

// id is a field's id by its name.
func (w *World) id(m jira.Meta, name string) string {
	w.Helper()
	id, err := m.Resolve(name)
	w.ok(err)
	return id
}

// fieldsNamed: by id, by name in any case; what is unknown or means two is told with
// what was meant.
func fieldsNamed(w *World) {
	w.exotic()
	m := w.meta()
	for _, name := range []string{"customfield_10050", "Test Verdict", "test verdict", " TEST VERDICT"} {
		w.equal(name, w.id(m, name), "customfield_10050")
	}
	w.equal("Fix versions", w.id(m, "fix versions")+w.id(m, "fixVersions"), "fixVersionsfixVersions")
	_, err := m.Resolve("twin")
	w.says(err, `"twin"`, "customfield_10107, customfield_10108")
	_, err = m.Resolve("Test Verdikt")
	w.says(err, "did you mean", `"Test Verdict"`, "SHOP")
	_, err = m.Resolve("Wholly elsewhere")
	w.says(err, `"Affects versions"`, "more")
	f := m.Fields["customfield_10053"]
	w.equal("options", f.Allowed, []jira.Option{{ID: "100530", Name: "Firefox"}, {ID: "100531", Name: "Chromium"}, {ID: "100532", Name: "WebKit"}})
	w.equal("versions", m.Fields["fixVersions"].Allowed[1], jira.Option{ID: "10001", Name: "1.4"})
	w.equal("second options", len(m.Fields[w.id(m, "Place")].Allowed[0].Below), 2)
}

// sample is a value for a field, and how Jira shows it.
type sample struct {
	field string
	ours  jira.Value
	shown jira.Value
	site  string // as people read it; "area" is Edition.Area
}

// values are the samples in the words of an edition.
func (e Edition) values() []sample {
	out := slices.Clone(every)
	for n, s := range out {
		if s.ours[0] == adaID || s.ours[0] == demoID {
			out[n].ours = jira.Value{e.person(s.ours[0])}
			out[n].shown = out[n].ours
		}
		if s.site == "area" {
			out[n].site = e.Area
		}
	}
	return out
}

// every is a value for a field of each type.
var every = []sample{
	{"Syncd ID", jira.Value{" k7 \"x\"\t{code} "}, jira.Value{`k7 "x" {code}`}, `k7 "x" {code}`},
	{"Steps to Reproduce", jira.Value{"open *cart*\npay {x}\n\nwait"}, jira.Value{"open*cart*pay{x}wait"}, "area"},
	{"Story point estimate", jira.Value{"3.50"}, jira.Value{"3.5"}, "3.5"},
	{"Test Verdict", jira.Value{"FAILING"}, jira.Value{"failing"}, "failing"},
	{"Browsers", jira.Value{"webkit", "100530", "WebKit"}, jira.Value{"Firefox", "WebKit"}, "Firefox, WebKit"},
	{"Found on", jira.Value{"2026-12-31"}, jira.Value{"2026-12-31"}, "2026-12-31"},
	{"Found at", jira.Value{"2026-12-31T23:30:00+01:00"}, jira.Value{"2026-12-31T22:30:00Z"}, "2026-12-31T22:30:00.000+0000"},
	{"Areas", jira.Value{"b", "a"}, jira.Value{"a", "b"}, "a b"},
	{"Place", jira.Value{"web > till"}, jira.Value{"Web > Till"}, "Web, Till"},
	{"Severity", jira.Value{"low"}, jira.Value{"Low"}, "Low"},
	{"Stages", jira.Value{"live", "test"}, jira.Value{"Live", "Test"}, ""},
	{"Page", jira.Value{"https://ci.example/1?a=1&b=2"}, jira.Value{"https://ci.example/1?a=1&b=2"}, "https://ci.example/1?a=1&b=2"},
	{"Broken in", jira.Value{"1.5", "1.4"}, jira.Value{"1.4", "1.5"}, ""},
	{"reporter", jira.Value{adaID}, jira.Value{adaID}, ""},
	{"Seen in", jira.Value{"1.3"}, jira.Value{"1.3"}, "1.3"},
	{"Owner", jira.Value{adaID}, jira.Value{adaID}, "Ada Example"},
	{"fixVersions", jira.Value{"1.5", "1.4"}, jira.Value{"1.4", "1.5"}, ""},
	{"Affects versions", jira.Value{"10000"}, jira.Value{"1.3"}, ""},
	{"components", jira.Value{"catalogue"}, jira.Value{"Catalogue"}, ""},
	{"priority", jira.Value{"high"}, jira.Value{"High"}, ""},
	{"security", jira.Value{"Staff and bots"}, jira.Value{"Staff and bots"}, ""},
	{"assignee", jira.Value{demoID}, jira.Value{demoID}, ""},
	{"duedate", jira.Value{"2026-12-01"}, jira.Value{"2026-12-01"}, ""},
	{"environment", jira.Value{"staging\nblue"}, jira.Value{"stagingblue"}, ""},
}

// fieldsBothWays: what is set is read back in canonical form, which is that of what
// was wanted; it can be changed, set again without a trace, and emptied.
func fieldsBothWays(w *World) {
	w.exotic()
	m := w.meta()
	d := draft(1)
	d.Fields = map[string]jira.Value{"customfield_10107": nil, "customfield_10108": {" "}}
	var asked []jira.Field
	every := w.Edition.values()
	for _, e := range every {
		id := w.id(m, e.field)
		d.Fields[id] = e.ours
		asked = append(asked, m.Fields[id])
	}
	made, err := w.Jira.Create(w.Context(), []jira.Draft{d})
	w.ok(err)
	w.ok(made[0].Err)
	w.did("create SHOP-13")
	back, err := w.Jira.Read(w.Context(), []string{made[0].ID}, asked...)
	w.ok(err)
	found, err := w.Jira.Search(w.Context(), jira.Query{}.Labelled("syncd-k001").With(asked[:2]...).With(asked[2:]...), 0)
	w.ok(err)
	w.equal("found", found, back)
	custom := w.issue("SHOP-13").Custom
	for n, e := range every {
		want, err := asked[n].Canonical(e.ours)
		w.ok(err)
		w.equal(e.field, []jira.Value{back[0].Fields[asked[n].ID], want}, []jira.Value{e.shown, e.shown})
		if e.site != "" {
			w.equal(e.field+" on the site", custom[e.field], e.site)
		}
	}
	w.equal("fields", len(back[0].Fields), len(every))
	p := jira.Patch{Fields: d.Fields}
	w.ok(w.Jira.Edit(w.Context(), made[0].ID, p))
	w.did()
	w.ok(w.Jira.Edit(w.Context(), made[0].ID, jira.Patch{Fields: map[string]jira.Value{"customfield_10053": {"Chromium"}, w.id(m, "Place"): {"App"}}}))
	w.did("update SHOP-13 Browsers Place")
	w.equal("browsers", w.issue("SHOP-13").Custom["Browsers"], "Chromium")
	for id := range d.Fields {
		p.Fields[id] = nil
	}
	w.ok(w.Jira.Edit(w.Context(), made[0].ID, p))
	back, err = w.Jira.Read(w.Context(), []string{made[0].ID}, asked...)
	w.ok(err)
	w.equal("emptied", back[0].Fields, map[string]jira.Value{})
	w.equal("emptied on the site", len(w.issue("SHOP-13").Custom), 0)
	w.seen = len(w.Sim.Audit())
}
