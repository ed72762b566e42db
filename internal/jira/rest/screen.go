package rest

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"strings"

	"syncd/internal/httpx"
	"syncd/internal/jira"
)

// field turns Jira's JSON into a field of the house.
func (e Edition) field(w wireField, id string) jira.Field {
	f := jira.Field{ID: id, Name: w.Name, UserNames: e.User == "name", Required: w.Required, HasDefault: w.HasDefault,
		Type: w.Schema.Type, Items: w.Schema.Items, Custom: w.Schema.Custom}
	var allowed []wireOption
	if f.Kind() != jira.Foreign && json.Unmarshal(w.Allowed, &allowed) == nil && allowed != nil {
		f.Allowed = options(allowed)
	}
	return f
}

// options are the values that may still be chosen.
func options(ws []wireOption) []jira.Option {
	out := make([]jira.Option, 0, len(ws))
	for _, w := range ws {
		if w.Disabled || w.Archived {
			continue
		}
		o := jira.Option{ID: w.ID, Name: w.Name}
		if o.Name == "" {
			o.Name = w.Value
		}
		if len(w.Children) > 0 {
			o.Below = options(w.Children)
		}
		out = append(out, o)
	}
	return out
}

// Fields lists the fields of the whole site.
func (g *Gateway) Fields(ctx context.Context) (jira.Fields, error) {
	var out []wireField
	err := g.Do(ctx, Call{Doing: "read the fields of the site", Endpoint: "field", Class: httpx.Safe,
		Method: http.MethodGet, Path: "field", Out: &out})
	if err == nil && len(out) == 0 {
		err = Strange("read the fields of the site", "fields")
	}
	fields := jira.Fields{}
	for _, f := range out {
		fields[f.ID] = g.edition.field(f, f.ID)
	}
	return fields, err
}

// screenOf is the key of a create screen.
func screenOf(project, issueType string) string {
	return strings.ToLower(project) + "\x00" + strings.ToLower(issueType)
}

// remember keeps a create screen for drafts to come, until it is read again.
func (g *Gateway) remember(project, issueType string, fields jira.Fields) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.screens[screenOf(project, issueType)] = fields
}

// draft is the body of a create. Its fields are encoded by the create screen as it was
// last read, because their JSON depends on their types.
func (g *Gateway) draft(ctx context.Context, d jira.Draft) (map[string]any, error) {
	out := g.edition.body(d)
	if len(d.Fields) == 0 {
		return out, nil
	}
	g.mu.Lock()
	known := g.screens[screenOf(d.Project, d.Type)]
	g.mu.Unlock()
	if known == nil {
		m, err := g.Meta(ctx, d.Project, d.Type)
		if err != nil {
			return nil, err
		}
		known = m.Fields
	}
	values := maps.Clone(d.Fields)
	maps.DeleteFunc(values, func(_ string, v jira.Value) bool { return len(v) == 0 })
	return out, g.edition.encode("create issue", known, values, out["fields"].(map[string]any))
}

// EditScreen lists the fields that may be set in an issue.
func (g *Gateway) EditScreen(ctx context.Context, id string) (jira.Fields, error) {
	var out struct {
		Fields map[string]wireField `json:"fields"`
	}
	err := g.Do(ctx, Call{Doing: "read what can be edited in issue " + id, Endpoint: "issue/{id}/editmeta", Class: httpx.Safe,
		Method: http.MethodGet, Path: "issue/" + Esc(id) + "/editmeta", Out: &out})
	if err != nil {
		return nil, err
	}
	known := jira.Fields{}
	for id, f := range out.Fields {
		known[id] = g.edition.field(f, id)
	}
	return known, nil
}

// editable are the fields of an issue that an edit may set, with what they take. Jira
// does not hold an edit against the screen, so a field that is not on it is looked up
// among those of the site; what it takes is then left to Jira.
func (g *Gateway) editable(ctx context.Context, id string, values map[string]jira.Value) (jira.Fields, error) {
	known, err := g.EditScreen(ctx, id)
	if err != nil {
		return nil, err
	}
	for id := range values {
		if _, ok := known[id]; ok {
			continue
		}
		all, err := g.Fields(ctx)
		if err != nil {
			return nil, err
		}
		maps.Copy(all, known)
		return all, nil
	}
	return known, nil
}
