package jira

import (
	"cmp"
	"encoding/json"
	"strings"

	"syncd/internal/sim/jira/site"
)

// The events that the simulator knows, by the verb of the mutation that they tell of. Remote links, properties and
// watchers are told of by none; a comment on Data Center is an update of its issue, too.
var eventsByVerb = map[string][]string{
	site.VerbCreate: {"jira:issue_created"}, site.VerbClone: {"jira:issue_created"}, site.VerbDelete: {"jira:issue_deleted"},
	site.VerbUpdate: {"jira:issue_updated"}, site.VerbTransition: {"jira:issue_updated"}, site.VerbMove: {"jira:issue_updated"},
	site.VerbRestrict: {"jira:issue_updated"}, site.VerbAttachment: {"jira:issue_updated"}, site.VerbAttachmentDelete: {"jira:issue_updated"},
	site.VerbComment: {"comment_created"}, site.VerbCommentEdit: {"comment_updated"}, site.VerbCommentDelete: {"comment_deleted"},
	site.VerbLink: {"issuelink_created"}, site.VerbUnlink: {"issuelink_deleted"},
}

// webhookEvents lists the names of events.
func webhookEvents() []string {
	return []string{"jira:issue_created", "jira:issue_updated", "jira:issue_deleted", "comment_created", "comment_updated", "comment_deleted",
		"issuelink_created", "issuelink_deleted"}
}

// events are what Jira tells of a mutation, in the shape of its webhooks
// (developer.atlassian.com/cloud/jira/platform/webhooks). The issue is shown as it is when it is told.
func (s *Server) events(m Mutation) []map[string]any {
	names := eventsByVerb[m.Verb]
	if m.Verb == site.VerbComment && s.opts.Edition == DataCenter {
		names = append([]string{"jira:issue_updated"}, names...)
	}
	var out []map[string]any
	for _, name := range names {
		e := map[string]any{"timestamp": m.Time.UnixMilli(), "webhookEvent": name}
		switch {
		case strings.HasPrefix(name, "issuelink_"):
			e["issueLink"] = s.linkEvent(m)
		case strings.HasPrefix(name, "comment_"):
			e["comment"], e["issue"] = s.commentEvent(m), s.issueEvent(m)
		default:
			e["user"], e["issue"] = s.userEvent(m.User), s.issueEvent(m)
			e["issue_event_type_name"] = "issue_" + strings.TrimPrefix(name, "jira:issue_")
			if len(m.Changes) > 0 && name == "jira:issue_updated" && m.Verb != site.VerbComment {
				e["changelog"] = changelog(m)
			}
		}
		out = append(out, e)
	}
	return out
}

// userEvent is a person as events show one.
func (s *Server) userEvent(email string) map[string]any {
	u := s.site.User(email)
	switch {
	case u == nil:
		return map[string]any{}
	case s.opts.Edition == DataCenter:
		return map[string]any{"name": u.Username, "key": u.Username, "emailAddress": u.Email, "displayName": u.DisplayName}
	}
	return map[string]any{"accountId": u.AccountID, "displayName": u.DisplayName, "active": true}
}

// issueEvent is the issue of an event; one that is gone has its names only.
func (s *Server) issueEvent(m Mutation) map[string]any {
	out := map[string]any{"id": m.IssueID, "key": m.Key, "self": "https://jira.example.com/rest/api/2/issue/" + m.IssueID}
	if i, found := s.site.Snapshot(m.IssueID); found {
		out["key"] = i.Key
		out["fields"] = map[string]any{"summary": i.Summary, "description": i.Description, "labels": i.Labels,
			"status":  map[string]any{"name": i.Status, "statusCategory": map[string]any{"key": i.Category}},
			"project": map[string]any{"key": i.Project}, "issuetype": map[string]any{"name": i.Type}}
	}
	return out
}

// commentEvent is the comment of an event.
func (s *Server) commentEvent(m Mutation) map[string]any {
	out := map[string]any{"author": s.userEvent(m.User), "updateAuthor": s.userEvent(m.User)}
	for _, c := range m.Changes {
		out["id"], out["body"] = cmp.Or(c.To, c.From), c.ToText
	}
	return out
}

// linkEvent is a link of an event: the ids of its ends, and no word of who joined them.
func (s *Server) linkEvent(m Mutation) map[string]any {
	out := map[string]any{"sourceIssueId": json.Number(m.IssueID), "systemLink": false}
	for _, c := range m.Changes {
		if other, found := s.site.Snapshot(cmp.Or(c.To, c.From)); found {
			out["destinationIssueId"] = json.Number(other.ID)
		}
	}
	return out
}

// changelog is what an update changed.
func changelog(m Mutation) map[string]any {
	var items []map[string]any
	for _, c := range m.Changes {
		items = append(items, map[string]any{"field": c.Field, "fieldtype": "jira", "from": c.From, "fromString": c.FromText, "to": c.To, "toString": c.ToText})
	}
	return map[string]any{"id": "1", "items": items}
}
