package site

import (
	"encoding/json"
	"slices"
)

// commentDraft is the body of a comment request.
type commentDraft struct {
	Body       json.RawMessage `json:"body"`
	Visibility json.RawMessage `json:"visibility"`
	Properties []Property      `json:"properties"`
}

// comment reads and checks a comment.
func (s *Site) comment(a Actor, raw json.RawMessage) (Comment, *Refusal) {
	var d commentDraft
	if json.Unmarshal(raw, &d) != nil {
		return Comment{}, refuse(400, "There was an error parsing JSON. Check that your request body is valid.")
	}
	if isNull(d.Body) {
		return Comment{}, refuseField("comment", "Comment body can not be empty!")
	}
	body, wrong := s.readText(d.Body, a.Dialect)
	switch {
	case wrong != "":
		return Comment{}, refuseField("comment", "%s", wrong)
	case body.Wiki == "" && body.Plain == "":
		return Comment{}, refuseField("comment", "Comment body can not be empty!")
	}
	if r := checkProperties(d.Properties); r != nil {
		return Comment{}, r
	}
	c := Comment{Body: body, Properties: d.Properties}
	if !isNull(d.Visibility) {
		c.Visibility = d.Visibility
	}
	return c, nil
}

// prepare checks the links and comments of an update before anything is written.
func (s *Site) prepare(a Actor, extra side, faults *refusals) ([]linkDraft, []Comment) {
	var links []linkDraft
	var comments []Comment
	for _, raw := range extra.links {
		l, refusal := s.linkDraft(a, raw)
		faults.add(refusal)
		links = append(links, l)
	}
	for _, op := range extra.comments {
		if op.name != "add" {
			faults.add(refuseField("comment", "Field 'comment' does not support operation '%s'. Supported operation(s) are: 'add'.", op.name))
			continue
		}
		c, refusal := s.comment(a, op.raw)
		faults.add(refusal)
		comments = append(comments, c)
	}
	return links, comments
}

// AddComment adds a comment from a raw request body.
func (s *Site) AddComment(a Actor, idOrKey string, raw json.RawMessage) (*Issue, Comment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "ADD_COMMENTS", "You do not have the permission to comment on this issue.")
	if refusal != nil {
		if refusal.Status == 403 { // which this operation does not document
			refusal.Status = 400
		}
		return nil, Comment{}, refusal
	}
	if len(i.Comments) >= s.limits.Comments {
		return nil, Comment{}, refuse(413, "The issue has reached its limit of %d comments.", s.limits.Comments)
	}
	c, refusal := s.comment(a, raw)
	if refusal != nil {
		return nil, Comment{}, refusal
	}
	return i, s.addComment(a, i, c), nil
}

func (s *Site) addComment(a Actor, i *Issue, c Comment) Comment {
	at := s.stamp(a.At)
	c.ID, c.Author, c.UpdateAuthor = s.next("comment", 10000), a.User.AccountID, a.User.AccountID
	c.Created, c.Updated = at, at
	next := i.edit()
	next.Comments = append(next.Comments, c)
	s.commit(a, next, change{verb: VerbComment, items: []Change{{Field: "comment", To: idText(c.ID), ToText: c.Body.Wiki}}, touch: true})
	return c
}

// EditComment replaces the body, visibility and, when given, the properties of a comment.
func (s *Site) EditComment(a Actor, idOrKey string, id int64, raw json.RawMessage) (*Issue, Comment, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, n, refusal := s.ownComment(a, idOrKey, id, "EDIT")
	if refusal != nil {
		return nil, Comment{}, refusal
	}
	c, refusal := s.comment(a, raw)
	if refusal != nil {
		return nil, Comment{}, refusal
	}
	old := i.Comments[n]
	c.ID, c.Author, c.Created = old.ID, old.Author, old.Created
	c.UpdateAuthor, c.Updated = a.User.AccountID, s.stamp(a.At)
	if c.Properties == nil {
		c.Properties = old.Properties
	}
	next := i.edit()
	next.Comments[n] = c
	s.commit(a, next, change{verb: VerbCommentEdit, touch: true,
		items: []Change{{Field: "comment", From: idText(id), FromText: old.Body.Wiki, To: idText(id), ToText: c.Body.Wiki}}})
	return next, c, nil
}

// DeleteComment removes a comment.
func (s *Site) DeleteComment(a Actor, idOrKey string, id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, n, refusal := s.ownComment(a, idOrKey, id, "DELETE")
	if refusal != nil {
		return refusal
	}
	next := i.edit()
	next.Comments = slices.Delete(next.Comments, n, n+1)
	s.commit(a, next, change{verb: VerbCommentDelete, touch: true,
		items: []Change{{Field: "comment", From: idText(id), FromText: i.Comments[n].Body.Wiki}}})
	return nil
}

// ownComment finds a comment that the actor may edit or delete.
func (s *Site) ownComment(a Actor, idOrKey string, id int64, what string) (*Issue, int, *Refusal) {
	i, refusal := s.openFor(a, idOrKey, "BROWSE_PROJECTS", noEdit)
	if refusal != nil {
		return nil, 0, refusal
	}
	n := slices.IndexFunc(i.Comments, func(c Comment) bool { return c.ID == id })
	if n < 0 {
		return nil, 0, refuse(404, "Can not find a comment for the id: %d.", id)
	}
	own := i.Comments[n].Author == a.User.AccountID && s.May(a.User, s.project(i), what+"_OWN_COMMENTS")
	if !own && !s.May(a.User, s.project(i), what+"_ALL_COMMENTS") {
		return nil, 0, refuse(400, "You do not have permission to change the comment with id: %d.", id)
	}
	return i, n, nil
}
