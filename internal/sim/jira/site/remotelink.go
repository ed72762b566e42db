package site

import (
	"encoding/json"
	"net/url"
	"slices"
)

const maxGlobalID = 255

// remoteRequest is the body of a remote link request.
type remoteRequest struct {
	GlobalID     *string         `json:"globalId"`
	Application  json.RawMessage `json:"application"`
	Relationship *string         `json:"relationship"`
	Object       *RemoteObject   `json:"object"`
}

func (r remoteRequest) check() *Refusal {
	switch {
	case r.Object == nil:
		return refuseField("object", "'object' is required.")
	case r.Object.Title == "":
		return refuseField("title", "'title' is required.")
	case r.Object.URL == "":
		return refuseField("url", "'url' is required.")
	case r.GlobalID != nil && len(*r.GlobalID) > maxGlobalID:
		return refuseField("globalId", "'globalId' must be no longer than %d characters.", maxGlobalID)
	}
	if u, err := url.Parse(r.Object.URL); err != nil || u.Scheme == "" {
		return refuseField("url", "'url' is not a valid URL.")
	}
	return nil
}

func null(raw json.RawMessage) json.RawMessage {
	if isNull(raw) {
		return nil
	}
	return raw
}

const noLink = "You do not have permission to link issues."

// readRemote reads and checks a remote link; what the request leaves out is null.
func readRemote(raw json.RawMessage) (RemoteLink, *Refusal) {
	var req remoteRequest
	if json.Unmarshal(raw, &req) != nil {
		return RemoteLink{}, refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	if r := req.check(); r != nil {
		return RemoteLink{}, r
	}
	l := RemoteLink{Object: *req.Object, Application: null(req.Application)}
	l.Object.Icon, l.Object.Status = null(l.Object.Icon), null(l.Object.Status)
	if req.GlobalID != nil {
		l.GlobalID = *req.GlobalID
	}
	if req.Relationship != nil {
		l.Relationship = *req.Relationship
	}
	return l, nil
}

// PutRemoteLink creates a link or, when the issue has one of the same globalId, replaces it. It reports whether the
// link is new.
func (s *Site) PutRemoteLink(a Actor, idOrKey string, raw json.RawMessage) (*Issue, RemoteLink, bool, error) {
	l, refusal := readRemote(raw)
	if refusal != nil {
		return nil, l, false, refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "LINK_ISSUES", noLink)
	if refusal != nil {
		return nil, l, false, refusal
	}
	n := slices.IndexFunc(i.RemoteLinks, func(o RemoteLink) bool { return l.GlobalID != "" && o.GlobalID == l.GlobalID })
	if n >= 0 {
		return i, s.replaceRemote(a, i, n, l), false, nil
	}
	if len(i.RemoteLinks) >= s.limits.RemoteLinks {
		return nil, l, false, refuse(413, "The issue has reached its limit of %d remote links.", s.limits.RemoteLinks)
	}
	l.ID = s.next("remotelink", 10000)
	next := i.edit()
	next.RemoteLinks = append(next.RemoteLinks, l)
	s.commit(a, next, change{verb: VerbRemoteLink, history: true, touch: s.opts.Quirks.RemoteLinkMovesUpdate,
		items: []Change{{Field: "RemoteIssueLink", FieldID: l.GlobalID, To: idText(l.ID), ToText: l.Object.Title}}})
	return i, l, true, nil
}

func (s *Site) replaceRemote(a Actor, i *Issue, n int, l RemoteLink) RemoteLink {
	old := i.RemoteLinks[n]
	l.ID = old.ID
	next := i.edit()
	next.RemoteLinks[n] = l
	s.commit(a, next, change{verb: VerbRemoteLink, touch: s.opts.Quirks.RemoteLinkMovesUpdate,
		items: []Change{{Field: "RemoteIssueLink", FieldID: l.GlobalID, From: idText(l.ID), FromText: old.Object.Title, To: idText(l.ID), ToText: l.Object.Title}}})
	return l
}

// DeleteRemoteLinks removes the links which match; it is refused when none does.
func (s *Site) DeleteRemoteLinks(a Actor, idOrKey string, match func(RemoteLink) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "LINK_ISSUES", noLink)
	if refusal != nil {
		return refusal
	}
	n := slices.IndexFunc(i.RemoteLinks, match)
	if n < 0 {
		return refuse(404, "No remote link found for the issue.")
	}
	gone := i.RemoteLinks[n]
	next := i.edit()
	next.RemoteLinks = slices.Delete(next.RemoteLinks, n, n+1)
	s.commit(a, next, change{verb: VerbRemoteLinkDelete, history: true, touch: s.opts.Quirks.RemoteLinkMovesUpdate,
		items: []Change{{Field: "RemoteIssueLink", From: idText(gone.ID), FromText: gone.Object.Title}}})
	return nil
}

// ReplaceRemoteLink writes a remote link that is named by its id; its globalId stays.
func (s *Site) ReplaceRemoteLink(a Actor, idOrKey string, id int64, raw json.RawMessage) error {
	l, refusal := readRemote(raw)
	if refusal != nil {
		return refusal
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "LINK_ISSUES", noLink)
	if refusal != nil {
		return refusal
	}
	n := slices.IndexFunc(i.RemoteLinks, func(l RemoteLink) bool { return l.ID == id })
	if n < 0 {
		return refuse(404, "The remote link with the id '%d' does not exist.", id)
	}
	l.GlobalID = i.RemoteLinks[n].GlobalID
	s.replaceRemote(a, i, n, l)
	return nil
}
