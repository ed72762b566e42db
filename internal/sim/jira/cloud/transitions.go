package cloud

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

func transitions(c *Call) (int, any, error) {
	i, list, err := c.Site.Transitions(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	if id := c.query("transitionId"); id != "" {
		list = slices.DeleteFunc(list, func(t *site.Transition) bool { return t.ID != id })
	}
	withFields := strings.Contains(c.query("expand"), "transitions.fields")
	return 200, Document{"expand": "transitions", "transitions": c.transitionList(i, list, withFields)}, nil
}

func (c *Call) transitionList(i *site.Issue, list []*site.Transition, withFields bool) []any {
	return mapped(list, func(t *site.Transition) Document {
		out := Document{"id": t.ID, "name": t.Name, "to": c.status(t.To), "hasScreen": len(t.Screen) > 0,
			"isGlobal": len(t.From) == 0, "isInitial": false, "isAvailable": true, "isConditional": false, "isLooped": false}
		if withFields {
			out["fields"] = c.screen(i, t)
		}
		return out
	})
}

// screen describes the fields of a transition; a default makes a required field optional for the caller.
func (c *Call) screen(i *site.Issue, t *site.Transition) Document {
	p := c.Site.ProjectOf(i)
	kind := find(p.Types, func(t *site.IssueType) string { return t.ID }, i.Ref("issuetype"))
	out := Document{}
	for _, f := range t.Screen {
		meta := c.meta(f, p, kind, slices.Contains(t.Required, f.ID))
		if name, ok := t.Defaults[f.ID]; ok {
			meta["hasDefaultValue"], meta["defaultValue"] = true, Document{"name": name}
		}
		out[f.ID] = meta
	}
	return out
}

func doTransition(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.decode(&d); err != nil {
		return 0, nil, err
	}
	_, err := c.Site.Transition(c.Actor, c.issueKey(), &d)
	return 204, nil, err
}

func (c *Call) history(h site.History) Document {
	items := mapped(h.Items, func(ch site.Change) Document {
		kind := "jira"
		if strings.HasPrefix(ch.FieldID, "customfield_") {
			kind = "custom"
		}
		return Document{"field": ch.Field, "fieldtype": kind, "fieldId": orField(ch), "from": orNull(ch.From),
			"fromString": orNull(ch.FromText), "to": orNull(ch.To), "toString": orNull(ch.ToText)}
	})
	return Document{"id": idText(h.ID), "author": c.user(h.Author), "created": c.when(h.Created), "items": items}
}

func orField(ch site.Change) string {
	if ch.FieldID != "" {
		return ch.FieldID
	}
	return strings.ToLower(ch.Field)
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// changelog is the expand of an issue, newest first; the resource of its own runs oldest first.
func (c *Call) changelog(i *site.Issue) Document {
	all := mapped(i.Histories, c.history)
	slices.Reverse(all)
	return Document{"startAt": 0, "maxResults": len(all), "total": len(all), "histories": all}
}

func changelogPage(c *Call) (int, any, error) {
	i, err := c.Site.Issue(c.Actor, c.issueKey())
	if err != nil {
		return 0, nil, err
	}
	page, err := c.valuesPage(mapped(i.Histories, c.history), 100, 100)
	return 200, page, err
}
