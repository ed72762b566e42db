package site

import (
	"strconv"
	"time"
)

// Mutation is one thing that somebody did to one issue.
type Mutation struct {
	Seq     int       `json:"seq"`
	Time    time.Time `json:"time"`
	User    string    `json:"user"` // e-mail address
	Verb    string    `json:"verb"`
	IssueID string    `json:"issueId"`
	Key     string    `json:"key"`
	Request string    `json:"request,omitempty"` // the REST request, empty for what people do by hand
	Changes []Change  `json:"changes,omitempty"`
}

// The verbs of mutations.
const (
	VerbCreate           = "create"
	VerbUpdate           = "update"
	VerbTransition       = "transition"
	VerbComment          = "comment"
	VerbCommentEdit      = "comment-edit"
	VerbCommentDelete    = "comment-delete"
	VerbLink             = "link"
	VerbUnlink           = "unlink"
	VerbRemoteLink       = "remotelink"
	VerbRemoteLinkDelete = "remotelink-delete"
	VerbProperty         = "property"
	VerbPropertyDelete   = "property-delete"
	VerbAttachment       = "attachment"
	VerbWatch            = "watch"
	VerbUnwatch          = "unwatch"
	VerbAttachmentDelete = "attachment-delete"
	VerbDelete           = "delete"
	VerbMove             = "move"
	VerbClone            = "clone"
	VerbArchive          = "archive"
	VerbUnarchive        = "unarchive"
	VerbRestrict         = "restrict"
)

// Actor is who acts, when, and on behalf of which request.
type Actor struct {
	User    *User
	At      time.Time
	Request string
	Dialect Dialect
}

// note writes a mutation into the audit.
func (s *Site) note(a Actor, verb string, i *Issue, at time.Time, changes []Change) {
	s.audit = append(s.audit, Mutation{Seq: len(s.audit) + 1, Time: at, User: a.User.Email, Verb: verb,
		IssueID: strconv.FormatInt(i.ID, 10), Key: i.Key, Request: a.Request, Changes: changes})
}

// change is how much a write shows on the issue besides its own effect.
type change struct {
	verb    string
	items   []Change
	history bool // appears in the changelog
	touch   bool // moves `updated`
}

// commit puts a changed issue in place and notes who did what.
func (s *Site) commit(a Actor, next *Issue, c change) {
	at := s.stamp(a.At)
	if c.touch {
		next.Updated = at
	}
	if c.history && len(c.items) > 0 {
		next.Histories = append(next.Histories, History{ID: s.next("history", 10000), Author: a.User.AccountID, Created: at, Items: c.items})
	}
	s.put(next, at)
	s.note(a, c.verb, next, at, c.items)
}

// Audit is every mutation so far, in order.
func (s *Site) Audit() []Mutation {
	s.mu.RLock()
	defer s.mu.RUnlock()
	out := make([]Mutation, len(s.audit))
	copy(out, s.audit)
	return out
}
