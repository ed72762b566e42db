package site

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Snapshot is a copy of an issue in readable words, for assertions.
type Snapshot struct {
	ID               string                     `json:"id"`
	Key              string                     `json:"key"`
	FormerKeys       []string                   `json:"formerKeys,omitempty"`
	Project          string                     `json:"project"`
	Type             string                     `json:"type"`
	Summary          string                     `json:"summary"`
	Description      string                     `json:"description,omitempty"` // as wiki markup
	Document         json.RawMessage            `json:"document,omitempty"`    // the description as ADF
	Status           string                     `json:"status"`
	Category         string                     `json:"category"` // new, indeterminate or done
	Resolution       string                     `json:"resolution,omitempty"`
	Priority         string                     `json:"priority,omitempty"`
	Reporter         string                     `json:"reporter,omitempty"` // e-mail addresses
	Assignee         string                     `json:"assignee,omitempty"`
	Creator          string                     `json:"creator,omitempty"`
	Labels           []string                   `json:"labels"`
	FixVersions      []string                   `json:"fixVersions,omitempty"`
	AffectedVersions []string                   `json:"affectedVersions,omitempty"`
	Components       []string                   `json:"components,omitempty"`
	Parent           string                     `json:"parent,omitempty"`
	Security         string                     `json:"security,omitempty"`
	Archived         bool                       `json:"archived,omitempty"`
	Custom           map[string]string          `json:"custom,omitempty"` // custom field name to readable value
	Links            []LinkSnapshot             `json:"links,omitempty"`
	RemoteLinks      []RemoteLinkSnapshot       `json:"remoteLinks,omitempty"`
	Properties       map[string]json.RawMessage `json:"properties,omitempty"`
	Comments         []CommentSnapshot          `json:"comments,omitempty"`
	Attachments      []string                   `json:"attachments,omitempty"`
	Files            []FileSnapshot             `json:"-"` // the attachments with their content
	Created          time.Time                  `json:"created"`
	Updated          time.Time                  `json:"updated"`
	Resolved         time.Time                  `json:"resolved,omitzero"`
}

// LinkSnapshot reads as a sentence: this issue, Says ("blocks"), Key.
type LinkSnapshot struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Outward bool   `json:"outward"`
	Says    string `json:"says"`
	Key     string `json:"key"`
}

// RemoteLinkSnapshot is a remote link; Object is its full JSON.
type RemoteLinkSnapshot struct {
	ID           int64           `json:"id"`
	GlobalID     string          `json:"globalId,omitempty"`
	Relationship string          `json:"relationship,omitempty"`
	Title        string          `json:"title"`
	URL          string          `json:"url"`
	Object       json.RawMessage `json:"object"`
	Application  json.RawMessage `json:"application,omitempty"`
}

// CommentSnapshot is a comment; Body is wiki markup, Document the ADF.
type CommentSnapshot struct {
	ID         string          `json:"id"`
	Author     string          `json:"author"`
	Body       string          `json:"body"`
	Document   json.RawMessage `json:"document"`
	Created    time.Time       `json:"created"`
	Updated    time.Time       `json:"updated"`
	Properties []Property      `json:"properties,omitempty"`
}

// FileSnapshot is an attachment.
type FileSnapshot struct {
	ID, Name, MediaType, Author string
	Content                     []byte
}

// Snapshot copies an issue, whoever may see it.
func (s *Site) Snapshot(idOrKey string) (Snapshot, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i := s.find(idOrKey)
	if i == nil {
		return Snapshot{}, false
	}
	return s.snapshot(i), true
}

// Snapshots copies all issues, oldest first.
func (s *Site) Snapshots() []Snapshot {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []Snapshot
	for _, id := range s.order {
		if i := s.issues[id].now; i != nil {
			out = append(out, s.snapshot(i))
		}
	}
	return out
}

func (s *Site) snapshot(i *Issue) Snapshot {
	name := func(field string) string {
		_, text := s.show(s.catalog.field(field), i.Values[field])
		return text
	}
	out := Snapshot{ID: idText(i.ID), Key: i.Key, FormerKeys: slices.Clone(i.FormerKeys), Project: s.project(i).Key,
		Type: name("issuetype"), Summary: i.Ref("summary"), Description: name("description"), Status: name("status"),
		Category: named(s.catalog.statuses, i.Ref("status")).Category, Resolution: name("resolution"),
		Priority: name("priority"), Parent: name("parent"), Security: name("security"), Archived: i.Archived,
		Labels: slices.Clone(i.Refs("labels")), FixVersions: s.names(i, "fixVersions"), AffectedVersions: s.names(i, "versions"), Components: s.names(i, "components"),
		Reporter: s.email(i.Ref("reporter")), Assignee: s.email(i.Ref("assignee")), Creator: s.email(i.Creator),
		Properties: maps.Clone(i.Properties), Created: i.Created, Updated: i.Updated, Resolved: i.Resolved,
		Custom: map[string]string{}}
	if t, ok := i.Values["description"].(Text); ok {
		out.Document = t.Doc
	}
	for _, f := range s.catalog.fields {
		if v := i.Values[f.ID]; f.Custom && v != nil {
			_, out.Custom[f.Name] = s.show(f, v)
		}
	}
	s.snapshotParts(i, &out)
	return out
}

func (s *Site) snapshotParts(i *Issue, out *Snapshot) {
	for _, l := range i.Links {
		t := named(s.catalog.linkTypes, l.Type)
		says, key := t.Inward, ""
		if l.Outward {
			says = t.Outward
		}
		if other := s.issues[l.Other].now; other != nil {
			key = other.Key
		}
		out.Links = append(out.Links, LinkSnapshot{idText(l.ID), t.Name, l.Outward, says, key})
	}
	for _, r := range i.RemoteLinks {
		object, err := json.Marshal(r.Object)
		if err != nil {
			object = nil
		}
		out.RemoteLinks = append(out.RemoteLinks, RemoteLinkSnapshot{r.ID, r.GlobalID, r.Relationship, r.Object.Title, r.Object.URL, object, r.Application})
	}
	for _, c := range i.Comments {
		out.Comments = append(out.Comments, CommentSnapshot{idText(c.ID), s.email(c.Author), c.Body.Wiki, c.Body.Doc, c.Created, c.Updated, c.Properties})
	}
	for _, f := range i.Attachments {
		out.Attachments = append(out.Attachments, f.Filename)
		out.Files = append(out.Files, FileSnapshot{idText(f.ID), f.Filename, f.MimeType, s.email(f.Author), f.Content})
	}
}

func (s *Site) names(i *Issue, field string) []string {
	var out []string
	for _, id := range i.Refs(field) {
		out = append(out, s.nameOf(s.catalog.field(field), id))
	}
	return out
}

func (s *Site) email(accountID string) string {
	if u := s.catalog.userByLogin(accountID); u != nil {
		return u.Email
	}
	return accountID
}
