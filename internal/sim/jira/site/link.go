package site

import (
	"encoding/json"
	"slices"
	"strconv"
)

func idText(id int64) string { return strconv.FormatInt(id, 10) }

// CreateLink links two issues. A repeated request makes no second link, but its comment is added again.
func (s *Site) CreateLink(a Actor, raw json.RawMessage) error {
	var req linkRequest
	if json.Unmarshal(raw, &req) != nil {
		return refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	t, refusal := s.linkType(req.Type)
	if refusal != nil {
		return refusal
	}
	in, refusal := s.linkEnd(a, req.InwardIssue)
	if refusal != nil {
		return refusal
	}
	out, refusal := s.linkEnd(a, req.OutwardIssue)
	if refusal != nil {
		return refusal
	}
	if refusal := s.mayLink(a, in, out); refusal != nil {
		return refusal
	}
	var comments []Comment
	if req.Comment != nil && !isNull(*req.Comment) {
		c, refusal := s.comment(a, *req.Comment)
		if refusal != nil {
			return refusal
		}
		comments = append(comments, c)
	}
	s.link(a, t, in.ID, out.ID)
	s.attach(a, in.ID, nil, comments)
	return nil
}

func (s *Site) mayLink(a Actor, in, out *Issue) *Refusal {
	switch {
	case in.ID == out.ID:
		return refuse(400, "You cannot link an issue to itself.")
	case !s.May(a.User, s.project(in), "LINK_ISSUES") || !s.May(a.User, s.project(out), "LINK_ISSUES"):
		return refuse(404, "No link permission: you do not have the Link Issues permission for both issues.")
	case s.shelved(in) != nil:
		return s.shelved(in)
	case s.shelved(out) != nil:
		return s.shelved(out)
	case max(len(in.Links), len(out.Links)) >= s.limits.IssueLinks:
		return refuse(413, "The issue has reached its limit of %d issue links.", s.limits.IssueLinks)
	}
	return nil
}

// link joins two issues: the inward issue shows the other as its outwardIssue, and the reverse.
func (s *Site) link(a Actor, t *LinkType, inward, outward int64) {
	in, out := s.issues[inward].now, s.issues[outward].now
	if slices.ContainsFunc(in.Links, func(l Link) bool { return l.Type == t.ID && l.Outward && l.Other == outward }) {
		return
	}
	id := s.next("link", 10000)
	s.joined(a, in, Link{ID: id, Type: t.ID, Outward: true, Other: outward}, "This issue "+t.Outward+" "+out.Key, out.Key, true)
	s.joined(a, out, Link{ID: id, Type: t.ID, Other: inward}, "This issue "+t.Inward+" "+in.Key, in.Key, false)
}

// joined writes one end of a link; only the first end is noted in the audit, as one deed.
func (s *Site) joined(a Actor, i *Issue, l Link, words, key string, noted bool) {
	next := i.edit()
	next.Links = append(next.Links, l)
	items := []Change{{Field: "Link", To: key, ToText: words}}
	if noted {
		s.commit(a, next, change{verb: VerbLink, items: items, history: true, touch: true})
		return
	}
	s.silently(a, next, items)
}

// silently changes the other side of a deed that is already in the audit.
func (s *Site) silently(a Actor, next *Issue, items []Change) {
	at := s.stamp(a.At)
	next.Updated = at
	next.Histories = append(next.Histories, History{ID: s.next("history", 10000), Author: a.User.AccountID, Created: at, Items: items})
	s.put(next, at)
}

// DeleteLink removes a link from both its issues.
func (s *Site) DeleteLink(a Actor, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	from, l := s.linkByID(a, id)
	if from == nil {
		return refuse(404, "No issue link with id '%d' exists.", id)
	}
	to := s.issues[l.Other].now
	if !s.May(a.User, s.project(from), "LINK_ISSUES") {
		return refuse(404, "No link permission.")
	}
	words := nameIn(s.catalog.linkTypes, l.Type) + " " + to.Key
	s.commit(a, without(from, id), change{verb: VerbUnlink, items: []Change{{Field: "Link", From: to.Key, FromText: words}}, history: true, touch: true})
	s.silently(a, without(to, id), []Change{{Field: "Link", From: from.Key, FromText: words}})
	return nil
}

func without(i *Issue, link int64) *Issue {
	next := i.edit()
	next.Links = slices.DeleteFunc(next.Links, func(l Link) bool { return l.ID == link })
	return next
}

// linkByID finds the inward issue of a link, which shows the other end as outwardIssue.
func (s *Site) linkByID(a Actor, id int64) (*Issue, Link) {
	for _, n := range s.order {
		i := s.issues[n].now
		if i == nil || !s.sees(a.User, i) {
			continue
		}
		for _, l := range i.Links {
			if l.ID == id && l.Outward && s.sees(a.User, s.issues[l.Other].now) {
				return i, l
			}
		}
	}
	return nil, Link{}
}

// LinkByID finds a link: its inward issue and the link as that issue holds it.
func (s *Site) LinkByID(a Actor, id int64) (*Issue, Link, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, l := s.linkByID(a, id)
	if i == nil {
		return nil, l, refuse(404, "No issue link with id '%d' exists.", id)
	}
	return i, l, nil
}

// Unlink removes all links between two issues.
func (s *Site) Unlink(a Actor, key, other string) error {
	i, err := s.Issue(a, key)
	if err != nil {
		return err
	}
	far, err := s.Issue(a, other)
	if err != nil {
		return err
	}
	found := false
	for _, l := range i.Links {
		if l.Other != far.ID {
			continue
		}
		found = true
		if err := s.DeleteLink(a, l.ID); err != nil {
			return err
		}
	}
	if !found {
		return refuse(404, "%s and %s are not linked.", key, other)
	}
	return nil
}
