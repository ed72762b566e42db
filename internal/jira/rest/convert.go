package rest

import (
	"encoding/json"
	"slices"
	"strings"

	"syncd/internal/jira"
)

// issue turns Jira's JSON into an issue of the house.
func (g *Gateway) issue(w Issue) jira.Issue {
	f := w.Fields
	i := jira.Issue{
		ID: w.ID, Key: w.Key, Project: f.Project.Key,
		Type: f.IssueType.Name, Subtask: f.IssueType.Subtask,
		Summary: f.Summary, Description: jira.Canonical(g.edition.Words(f.Description)),
		Status: f.Status.Name, Category: jira.Category(f.Status.Category.Key),
		Resolved: f.Resolved.Time, Created: f.Created.Time, Updated: f.Updated.Time,
		Archived: f.Archived.Time, Labels: f.Labels,
	}
	if i.CategorySince = f.CategorySince.Time; i.CategorySince.IsZero() {
		i.CategorySince = i.Resolved
	}
	if f.Security != nil {
		i.Security = f.Security.Name
	}
	if f.Assignee != nil {
		i.Assignee = f.Assignee.id()
	}
	if f.Resolution != nil {
		i.Resolution = f.Resolution.Name
	}
	if f.Priority != nil {
		i.Priority = f.Priority.Name
	}
	if f.Creator != nil {
		i.Creator = f.Creator.id()
	}
	for _, v := range f.Fixes {
		i.FixVersions = append(i.FixVersions, v.Name)
	}
	for _, l := range f.Links {
		switch {
		case l.Outward != nil:
			i.Links = append(i.Links, jira.Linked{Type: l.Type.Name, Key: l.Outward.Key, Outward: true})
		case l.Inward != nil:
			i.Links = append(i.Links, jira.Linked{Type: l.Type.Name, Key: l.Inward.Key})
		}
	}
	// Anybody may write a property: one that holds no texts says nothing.
	if err := json.Unmarshal(w.Properties[PropertyKey], &i.Property); err != nil {
		i.Property = nil
	}
	return i
}

// transition turns Jira's JSON into a transition of the house.
func (w wireTransition) transition() jira.Transition {
	t := jira.Transition{ID: w.ID, Name: w.Name, To: w.To.Name, ToID: w.To.ID, ToCategory: jira.Category(w.To.Category.Key)}
	for id, f := range w.Fields {
		switch {
		case id == "resolution":
			t.Resolution = true
		case f.Required && !f.HasDefault:
			t.Required = append(t.Required, f.Name)
		}
	}
	slices.Sort(t.Required)
	return t
}

// fields is the `fields` object of a create.
func (e Edition) fields(d jira.Draft) map[string]any {
	f := map[string]any{
		"project":     map[string]string{"key": d.Project},
		"issuetype":   map[string]string{"name": d.Type},
		"summary":     jira.Line(d.Summary),
		"description": e.Text(d.Description, ""),
	}
	if len(d.Labels) > 0 {
		f["labels"] = d.Labels
	}
	if d.Priority != "" {
		f["priority"] = named{Name: d.Priority}
	}
	return f
}

// body is the whole of a create but for Draft.Fields, links and property included: everything
// that is said in the one request cannot be lost after it.
func (e Edition) body(d jira.Draft) map[string]any {
	body := map[string]any{"fields": e.fields(d)}
	if len(d.Property) > 0 {
		body["properties"] = []any{map[string]any{"key": PropertyKey, "value": d.Property}}
	}
	var adds []any
	for _, l := range d.Links {
		adds = append(adds, map[string]any{"add": linkAdd(l)})
	}
	if len(adds) > 0 {
		body["update"] = map[string]any{"issuelinks": adds}
	}
	return body
}

// linkAdd is a link inside a create or edit. In a link from A to B, A is the inward
// issue and shows B as outward: the names are those of the ends, not of the arrow.
func linkAdd(l jira.IssueLink) map[string]any {
	end, key := "outwardIssue", l.To
	if l.From != "" {
		end, key = "inwardIssue", l.From
	}
	return map[string]any{"type": named{Name: l.Type}, end: keyed{key}}
}

// patch is the body of an edit, without Patch.Fields, whose types must be known. Labels go through `update`, so that those which
// people set stay.
func (e Edition) patch(p jira.Patch) map[string]any {
	f := map[string]any{}
	if p.Summary != nil {
		f["summary"] = jira.Line(*p.Summary)
	}
	if p.Description != nil {
		f["description"] = e.Text(*p.Description, "")
	}
	var labels []map[string]string
	for _, l := range p.AddLabels {
		labels = append(labels, map[string]string{"add": l})
	}
	for _, l := range p.RemoveLabels {
		labels = append(labels, map[string]string{"remove": l})
	}
	body := map[string]any{"fields": f}
	if len(labels) > 0 {
		body["update"] = map[string]any{"labels": labels}
	}
	if len(p.Property) > 0 {
		body["properties"] = []any{map[string]any{"key": PropertyKey, "value": p.Property}}
	}
	return body
}

// remote turns a link of the house into Jira's JSON, complete: an update sets what
// is left out to null.
func remote(l jira.RemoteLink) wireRemoteLink {
	w := wireRemoteLink{
		GlobalID: l.GlobalID, Relationship: l.Relationship,
		Application: &wireApp{Type: "syncd", Name: "syncd"},
		Object: wireObject{URL: l.URL, Title: l.Title, Summary: l.Summary,
			Status: &wireStatus{Resolved: l.Resolved}},
	}
	if l.Icon != "" {
		w.Object.Icon = &wireIcon{URL: l.Icon, Title: strings.TrimSpace(l.Title)}
	}
	return w
}

// link turns Jira's JSON into a remote link of the house.
func (w wireRemoteLink) link() jira.RemoteLink {
	l := jira.RemoteLink{GlobalID: w.GlobalID, Relationship: w.Relationship,
		URL: w.Object.URL, Title: w.Object.Title, Summary: w.Object.Summary}
	if w.Object.Icon != nil {
		l.Icon = w.Object.Icon.URL
	}
	if w.Object.Status != nil {
		l.Resolved = w.Object.Status.Resolved
	}
	return l
}
