package face

import (
	"slices"
	"strings"

	"syncd/internal/sim/jira/site"
)

func Transitions(c *Call) (int, any, error) {
	i, list, err := c.Site.Transitions(c.Actor, c.IssueKey())
	if err != nil {
		return 0, nil, err
	}
	if id := c.Query("transitionId"); id != "" {
		list = slices.DeleteFunc(list, func(t *site.Transition) bool { return t.ID != id })
	}
	withFields := strings.Contains(c.Query("expand"), "transitions.fields")
	return 200, Document{"expand": "transitions", "transitions": c.transitionList(i, list, withFields)}, nil
}

func (c *Call) transitionList(i *site.Issue, list []*site.Transition, withFields bool) []any {
	return Mapped(list, func(t *site.Transition) Document {
		out := Document{"id": t.ID, "name": t.Name, "to": c.status(t.To)}
		if c.Product == Cloud {
			out["hasScreen"], out["isGlobal"], out["isInitial"] = len(t.Screen) > 0, len(t.From) == 0, false
			out["isAvailable"], out["isConditional"], out["isLooped"] = true, false, false
		}
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
		meta := c.Meta(f, p, kind, slices.Contains(t.Required, f.ID))
		if name, ok := t.Defaults[f.ID]; ok {
			meta["hasDefaultValue"], meta["defaultValue"] = true, Document{"name": name}
		}
		out[f.ID] = meta
	}
	return out
}

func DoTransition(c *Call) (int, any, error) {
	var d site.Draft
	if err := c.Decode(&d); err != nil {
		return 0, nil, err
	}
	_, err := c.Site.Transition(c.Actor, c.IssueKey(), &d)
	return 204, nil, err
}

func (c *Call) History(h site.History) Document {
	items := Mapped(h.Items, func(ch site.Change) Document {
		kind := "jira"
		if strings.HasPrefix(ch.FieldID, "customfield_") {
			kind = "custom"
		}
		return Document{"field": ch.Field, "fieldtype": kind, "fieldId": orField(ch), "from": orNull(ch.From),
			"fromString": orNull(ch.FromText), "to": orNull(ch.To), "toString": orNull(ch.ToText)}
	})
	return Document{"id": IDText(h.ID), "author": c.User(h.Author), "created": c.When(h.Created), "items": items}
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

// changelog is the expand of an issue, newest first on Cloud; on Data Center, as Cloud's resource of its own, oldest first.
func (c *Call) changelog(i *site.Issue) Document {
	all := Mapped(i.Histories, c.History)
	if c.Product == Cloud {
		slices.Reverse(all)
	}
	return Document{"startAt": 0, "maxResults": len(all), "total": len(all), "histories": all}
}
