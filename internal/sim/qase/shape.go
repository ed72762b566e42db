package qase

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// stamp is a moment as answers show it: ISO 8601 with an offset. A zero one is null.
func stamp(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05-07:00")
}

// orNull is a text, or null where there is none.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// idOrNull is an id, or null where it is 0.
func idOrNull(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// list is a list that is never null.
func list[T any](in []T) []T { return append([]T{}, in...) }

// tags are tags as answers show them.
func tags(titles []string) []any {
	out := []any{}
	for n, t := range titles {
		out = append(out, object{"title": t, "internal_id": n + 1})
	}
	return out
}

// holds reports whether a title holds what is searched for.
func holds(title, search string) bool {
	return strings.Contains(strings.ToLower(title), strings.ToLower(search))
}

// where are the elements that fit.
func where[T any](list []T, fits func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(list), func(e T) bool { return !fits(e) })
}

// all fits everything.
func all[T any](T) bool { return true }

func projects(c *call) (any, *refusal) {
	s := c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	return entities(c, c.server.projects, c.server.projects, s, showProject), nil
}

func oneProject(c *call) (any, *refusal) {
	return showProject(c.project), c.query.done()
}

func showProject(p *project) any {
	active := where(p.Runs, func(r Run) bool { return r.Ended.IsZero() })
	open := where(p.Defects, func(d Defect) bool { return d.Status == "open" })
	return object{"title": p.Title, "code": p.Code, "counts": object{
		"cases": len(p.Cases), "suites": len(p.Suites), "milestones": len(p.Milestones),
		"runs":    object{"total": len(p.Runs), "active": len(active)},
		"defects": object{"total": len(p.Defects), "open": len(open)}}}
}

func suites(c *call) (any, *refusal) {
	text, s := c.query.text("search"), c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	fit := where(c.project.Suites, func(u Suite) bool { return holds(u.Title, text) })
	return entities(c, c.project.Suites, fit, s, func(u Suite) any {
		inside := where(c.project.Cases, func(k Case) bool { return k.Suite == u.ID })
		return object{"id": u.ID, "title": u.Title, "description": nil, "preconditions": nil, "position": u.ID,
			"cases_count": len(inside), "parent_id": idOrNull(u.Parent), "created_at": stamp(u.Created), "updated_at": stamp(u.Created)}
	}), nil
}

func milestones(c *call) (any, *refusal) {
	text, s := c.query.text("search"), c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	fit := where(c.project.Milestones, func(m Milestone) bool { return holds(m.Title, text) })
	return entities(c, c.project.Milestones, fit, s, func(m Milestone) any {
		status := "active"
		if m.Completed {
			status = "completed"
		}
		return object{"id": m.ID, "title": m.Title, "description": nil, "status": status, "due_date": nil,
			"created_at": stamp(m.Created), "updated_at": stamp(m.Created)}
	}), nil
}

func environments(c *call) (any, *refusal) {
	text, slug, s := c.query.text("search"), c.query.text("slug"), c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	fit := where(c.project.Environments, func(e Environment) bool { return holds(e.Title, text) && (slug == "" || e.Slug == slug) })
	return entities(c, c.project.Environments, fit, s, func(e Environment) any {
		return object{"id": e.ID, "title": e.Title, "description": nil, "slug": e.Slug, "host": nil}
	}), nil
}

// configurations lists groups. It takes no limit and no offset: all come at once.
func configurations(c *call) (any, *refusal) {
	if no := c.query.done(); no != nil {
		return nil, no
	}
	whole := slice{limit: len(c.project.Groups)}
	return entities(c, c.project.Groups, c.project.Groups, whole, func(g Group) any {
		inside := []any{}
		for _, f := range g.Configurations {
			inside = append(inside, object{"id": f.ID, "title": f.Title})
		}
		return object{"id": g.ID, "title": g.Title, "configurations": inside}
	}), nil
}

func plans(c *call) (any, *refusal) {
	s := c.page()
	if no := c.query.done(); no != nil {
		return nil, no
	}
	return entities(c, c.project.Plans, where(c.project.Plans, all), s, func(p TestPlan) any {
		return object{"id": p.ID, "title": p.Title, "description": nil, "cases_count": len(p.Cases),
			"created_at": stamp(p.Created), "updated_at": stamp(p.Created)}
	}), nil
}

// notFound refuses what is not there.
func notFound(what string) *refusal { return refuse(http.StatusNotFound, "%s not found", what) }
