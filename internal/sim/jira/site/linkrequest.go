package site

import (
	"encoding/json"
)

// linkDraft is a checked link within an update: one end is the issue that is written.
type linkDraft struct {
	kind    *LinkType
	in, out int64 // 0 is the issue itself
}

func (l linkDraft) inward(self int64) int64  { return orSelf(l.in, self) }
func (l linkDraft) outward(self int64) int64 { return orSelf(l.out, self) }

func orSelf(id, self int64) int64 {
	if id == 0 {
		return self
	}
	return id
}

// linkRequest is the body of an issue link request, and the value of update.issuelinks[].add.
type linkRequest struct {
	Type         ref              `json:"type"`
	InwardIssue  *ref             `json:"inwardIssue"`
	OutwardIssue *ref             `json:"outwardIssue"`
	Comment      *json.RawMessage `json:"comment"`
}

func (s *Site) linkType(r ref) (*LinkType, *Refusal) {
	for _, t := range s.catalog.linkTypes {
		if r.ID != nil && t.ID == *r.ID || r.ID == nil && r.Name != nil && t.Name == *r.Name {
			return t, nil
		}
	}
	if r.ID != nil {
		return nil, refuse(404, "No issue link type with id '%s' found.", *r.ID)
	}
	return nil, refuse(404, "No issue link type with name '%s' found.", r.any())
}

func (s *Site) linkEnd(a Actor, r *ref) (*Issue, *Refusal) {
	switch {
	case r == nil || r.ID == nil && r.Key == nil:
		return nil, refuse(400, "Could not find valid 'id' or 'key' of the issue to link.")
	case r.ID != nil:
		return s.open(a, *r.ID)
	}
	return s.open(a, *r.Key)
}

// linkDraft reads update.issuelinks[].add, which names only the other end.
func (s *Site) linkDraft(a Actor, raw json.RawMessage) (linkDraft, *Refusal) {
	var req linkRequest
	if json.Unmarshal(raw, &req) != nil || (req.InwardIssue == nil) == (req.OutwardIssue == nil) {
		return linkDraft{}, refuseField("issuelinks", "A link needs a type and one of inwardIssue and outwardIssue.")
	}
	t, refusal := s.linkType(req.Type)
	if refusal != nil {
		return linkDraft{}, refuseField("issuelinks", "%s", refusal.Messages[0])
	}
	end := req.InwardIssue
	if end == nil {
		end = req.OutwardIssue
	}
	other, refusal := s.linkEnd(a, end)
	if refusal != nil {
		return linkDraft{}, refuseField("issuelinks", "%s", refusal.Messages[0])
	}
	if !s.May(a.User, s.project(other), "LINK_ISSUES") {
		return linkDraft{}, refuseField("issuelinks", "You do not have permission to link issues.")
	}
	if refusal := s.shelved(other); refusal != nil {
		return linkDraft{}, refuseField("issuelinks", "%s", refusal.Messages[0])
	}
	if req.InwardIssue != nil {
		return linkDraft{kind: t, in: other.ID}, nil
	}
	return linkDraft{kind: t, out: other.ID}, nil
}
