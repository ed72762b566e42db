package site

import (
	"encoding/json"
	"maps"
	"slices"
	"time"
)

// Issue is one immutable version of an issue. Values holds what its fields hold, by field id and in the form that
// the field's Kind documents; an unset field has no entry.
type Issue struct {
	ID            int64
	Key           string
	Values        map[string]any
	Creator       string // account id
	Created       time.Time
	Updated       time.Time
	Resolved      time.Time // zero while unresolved
	CategoryMoved time.Time
	Comments      []Comment
	Links         []Link
	RemoteLinks   []RemoteLink
	Properties    map[string]json.RawMessage
	Attachments   []Attachment
	Watchers      []string // account ids
	Histories     []History
	Archived      bool
	ArchivedAt    time.Time // zero unless archived, as is ArchivedBy
	ArchivedBy    string    // account id
	FormerKeys    []string
}

// Text is rich text: the document, and the wiki markup when that is how it was written.
type Text struct {
	Doc   json.RawMessage
	Wiki  string
	Plain string
}

// Comment is one comment; Visibility is the raw member as it was sent, or nil.
type Comment struct {
	ID           int64
	Author       string
	UpdateAuthor string
	Body         Text
	Created      time.Time
	Updated      time.Time
	Visibility   json.RawMessage
	Properties   []Property
}

// Property is an entity property.
type Property struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// Link is one end of an issue link: Outward means that this issue shows the other as outwardIssue.
type Link struct {
	ID      int64
	Type    string // link type id
	Outward bool
	Other   int64
}

// RemoteLink is a link to something outside Jira; the raw members are null when a request left them out.
type RemoteLink struct {
	ID           int64
	GlobalID     string
	Application  json.RawMessage
	Relationship string
	Object       RemoteObject
}

// RemoteObject is what a remote link points at.
type RemoteObject struct {
	URL     string          `json:"url"`
	Title   string          `json:"title"`
	Summary *string         `json:"summary"`
	Icon    json.RawMessage `json:"icon"`
	Status  json.RawMessage `json:"status"`
}

// Attachment is a file on an issue.
type Attachment struct {
	ID       int64
	Filename string
	MimeType string
	Author   string
	Created  time.Time
	Content  []byte
}

// History is one entry of an issue's changelog.
type History struct {
	ID      int64
	Author  string
	Created time.Time
	Items   []Change
}

// Change is one field that changed: ids or raw values in From and To, readable words in FromText and ToText.
type Change struct {
	Field    string `json:"field"`
	FieldID  string `json:"fieldId,omitempty"`
	From     string `json:"from,omitempty"`
	FromText string `json:"fromText,omitempty"`
	To       string `json:"to,omitempty"`
	ToText   string `json:"toText,omitempty"`
}

// edit is a copy that may be written to before it is put in place.
func (i *Issue) edit() *Issue {
	next := *i
	next.Values = maps.Clone(i.Values)
	next.Comments = slices.Clone(i.Comments)
	next.Links = slices.Clone(i.Links)
	next.RemoteLinks = slices.Clone(i.RemoteLinks)
	next.Properties = maps.Clone(i.Properties)
	next.Attachments = slices.Clone(i.Attachments)
	next.Watchers = slices.Clone(i.Watchers)
	next.Histories = slices.Clone(i.Histories)
	next.FormerKeys = slices.Clone(i.FormerKeys)
	return &next
}

// Ref is the single value of a field that refers to something by id, or "".
func (i *Issue) Ref(field string) string {
	s, _ := i.Values[field].(string)
	return s
}

// Refs is the list value of a field, or nil.
func (i *Issue) Refs(field string) []string {
	l, _ := i.Values[field].([]string)
	return l
}
