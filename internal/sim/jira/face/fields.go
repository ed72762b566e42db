package face

import (
	"encoding/json"
	"strconv"
	"time"

	"syncd/internal/sim/jira/adf"
	"syncd/internal/sim/jira/site"
)

func (c *Call) fields(i *site.Issue, wants func(string) bool) Document {
	out := Document{}
	for _, f := range c.siteFields() {
		if wants(f.ID) {
			out[f.ID] = c.value(i, f)
		}
	}
	if c.Product == DataCenter && wants("archiveddate") { // Cloud tells nobody that an issue is archived
		out["archiveddate"], out["archivedby"] = c.When(i.ArchivedAt), c.User(i.ArchivedBy)
	}
	if out["parent"] == nil { // absent rather than null on issues without one
		delete(out, "parent")
	}
	return out
}

// value renders one field of an issue.
func (c *Call) value(i *site.Issue, f *site.Field) any {
	switch v := i.Values[f.ID].(type) {
	case nil:
		return c.computed(i, f)
	case site.Text:
		return c.text(v)
	case []string:
		return c.refs(f, v)
	case time.Time:
		return c.When(v)
	case string:
		return c.ref(i, f, v)
	default:
		return v
	}
}

// text is a document in v3 and wiki markup in v2.
func (c *Call) text(t site.Text) any {
	if c.APIVersion == "2" {
		return t.Wiki
	}
	return t.Doc
}

func (c *Call) ref(i *site.Issue, f *site.Field, id string) any {
	switch f.Kind {
	case site.KindUser:
		return c.User(id)
	case site.KindPriority:
		return c.priority(find(c.Site.Priorities(), namedID, id))
	case site.KindResolution:
		return c.resolution(find(c.Site.Resolutions(), namedID, id))
	case site.KindStatus:
		return c.status(find(c.Site.Statuses(), func(s *site.Status) string { return s.ID }, id))
	case site.KindType:
		return c.issueType(find(c.Site.IssueTypes(), func(t *site.IssueType) string { return t.ID }, id))
	case site.KindProject:
		return c.projectField(c.Site.ProjectOf(i))
	case site.KindSecurity:
		return c.security(find(c.Site.SecurityLevels(), func(l *site.SecurityLevel) string { return l.ID }, id))
	case site.KindOption:
		return c.option(find(f.Options, namedID, id))
	case site.KindVersion:
		if v := c.Site.Version(id); v != nil {
			return c.Version(v)
		}
		return nil
	case site.KindParent:
		if p := c.Site.Parent(c.Actor, i); p != nil {
			return c.brief(p)
		}
		return nil
	}
	return id
}

func (c *Call) refs(f *site.Field, ids []string) any {
	switch f.Kind {
	case site.KindLabels:
		return ids
	case site.KindCascade:
		out := c.option(find(f.Options, namedID, ids[0]))
		if len(ids) > 1 {
			out["child"] = c.option(find(f.Below[ids[0]], namedID, ids[1]))
		}
		return out
	}
	out := []any{}
	for _, id := range ids {
		switch f.Kind {
		case site.KindVersions:
			if v := c.Site.Version(id); v != nil { // the index may still know one that is gone
				out = append(out, c.Version(v))
			}
		case site.KindComponents:
			out = append(out, c.component(&site.Named{ID: id, Name: c.Site.Name(f, id)}))
		case site.KindOptions:
			out = append(out, c.option(find(f.Options, namedID, id)))
		case site.KindSprint:
			n, _ := strconv.ParseInt(id, 10, 64)
			if sp := c.Site.Sprint(n); sp != nil {
				out = append(out, c.sprint(sp))
			}
		}
	}
	return out
}

// computed renders fields that are no values, and what an empty field shows.
func (c *Call) computed(i *site.Issue, f *site.Field) any {
	switch f.ID {
	case "labels", "fixVersions", "versions", "components":
		return []any{}
	case "created":
		return c.When(i.Created)
	case "updated":
		return c.When(i.Updated)
	case "resolutiondate":
		return c.When(i.Resolved)
	case "statuscategorychangedate":
		return c.When(i.CategoryMoved)
	case "statusCategory":
		return c.category(find(c.Site.Statuses(), func(s *site.Status) string { return s.ID }, i.Ref("status")).Category)
	case "creator":
		return c.User(i.Creator)
	}
	return c.parts(i, f)
}

// parts renders what hangs on an issue.
func (c *Call) parts(i *site.Issue, f *site.Field) any {
	switch f.ID {
	case "issuelinks":
		return c.issueLinks(i)
	case "subtasks":
		out := []any{}
		for _, child := range c.Site.Subtasks(c.Actor, i) {
			out = append(out, c.brief(child))
		}
		return out
	case "attachment":
		out := []any{}
		for _, a := range i.Attachments {
			out = append(out, c.attachment(a))
		}
		return out
	case "comment":
		out := []any{}
		for _, cm := range i.Comments {
			out = append(out, c.comment(i, cm, false))
		}
		return Document{"comments": out, "self": c.API("issue/%d/comment", i.ID), "maxResults": len(out), "total": len(out), "startAt": 0}
	case "votes":
		return Document{"self": c.API("issue/%s/votes", i.Key), "votes": 0, "hasVoted": false}
	case "watches":
		return c.watchers(i)
	case "worklog":
		return Document{"startAt": 0, "maxResults": 20, "total": 0, "worklogs": []any{}}
	}
	return nil
}

// rendered is the HTML of the text fields.
func (c *Call) rendered(i *site.Issue, wants func(string) bool) Document {
	out := Document{}
	for _, f := range c.Site.Fields() {
		if t, ok := i.Values[f.ID].(site.Text); ok && wants(f.ID) {
			out[f.ID] = html(t)
		}
	}
	return out
}

func html(t site.Text) string {
	root, err := adf.Parse(json.RawMessage(t.Doc))
	if err != nil {
		return ""
	}
	return adf.HTML(root)
}
