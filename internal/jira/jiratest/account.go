package jiratest

import (
	"strings"

	"syncd/internal/jira"
	simjira "syncd/internal/sim/jira"
)

// myself: whose account is used, and in which zone it reads dates.
func myself(w *World) {
	me, err := w.Jira.Myself(w.Context())
	w.ok(err)
	if me.ID == "" || me.Name != "Demo User" || me.TimeZone != "Europe/Berlin" {
		w.Errorf("account is %+v", me)
	}
	_, err = w.as(Demo, "no-such-token").Myself(w.Context())
	w.kind(err, jira.Auth)
	w.says(err, "jira.auth")
}

// meta: ids, the create screen, link types. The project's key is read in any case.
func meta(w *World) {
	for _, key := range []string{"SHOP", "shop"} {
		m, err := w.Jira.Meta(w.Context(), key, "bug")
		w.ok(err)
		if m.ProjectKey != "SHOP" || m.ProjectID == "" || m.TypeID == "" {
			w.Errorf("meta of %s is %+v", key, m)
		}
		if f := m.Fields["summary"]; !f.Required || f.Name != "Summary" || f.ID != "summary" {
			w.Errorf("summary is %+v", f)
		}
		if f, ok := m.Fields["issuelinks"]; !ok || f.Required {
			w.Errorf("issuelinks is %+v (there: %t)", f, ok)
		}
		blocks := jira.LinkType{}
		for _, t := range m.LinkTypes {
			if t.Name == "Blocks" {
				blocks = t
			}
		}
		if blocks.Inward != "is blocked by" || blocks.Outward != "blocks" || blocks.ID == "" {
			w.Errorf("link types are %+v", m.LinkTypes)
		}
	}
	w.fault(simjira.Fault{Effect: simjira.RequireField, Field: "customfield_10051"})
	m, err := w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.ok(err)
	w.equal("fields on the screen", len(m.Fields) > 10, true)
}

// metaType: a type that is not offered names those that are.
func metaType(w *World) {
	_, err := w.Jira.Meta(w.Context(), "SHOP", "Incident")
	w.kind(err, jira.Refused)
	w.says(err, `"Incident"`, "Bug", "Story", "Task", "SHOP")
}

// metaProject: a project that is not there, and names that could lead elsewhere.
func metaProject(w *World) {
	for _, key := range []string{"NOPE", "..", "../myself", "SHOP/statuses", "SHOP?expand=x", "a b", "%2e%2e"} {
		_, err := w.Jira.Meta(w.Context(), key, "Bug")
		if kind := jira.KindOf(err); kind != jira.NotFound && kind != jira.Refused {
			w.Errorf("project %q: %v", key, err)
		}
		w.says(err, key)
	}
}

// metaLinks: with linking switched off there are no link types, and that is no error;
// to nobody in particular it says nothing.
func metaLinks(w *World) {
	off := simjira.Fault{Path: "(?i)issueLinkType$", Effect: simjira.Status, Status: 404,
		Body: `{"errorMessages":["Issue linking is currently disabled."],"errors":{}}`}
	w.fault(off)
	m, err := w.Jira.Meta(w.Context(), "SHOP", "Bug")
	w.ok(err)
	if len(m.LinkTypes) > 0 || m.TypeID == "" {
		w.Errorf("meta is %+v", m)
	}
	off.Headers = map[string]string{"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"}
	w.fault(off)
	_, err = w.Jira.Meta(w.Context(), "SHOP", "Bug")
	if e := w.kind(err, jira.Auth); strings.Contains(e.Message, "disabled") {
		w.Errorf("the words of an answer to nobody are believed: %v", err)
	}
}
