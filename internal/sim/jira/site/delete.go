package site

import (
	"slices"
)

// Delete removes an issue for good; its key resolves to nothing afterwards.
func (s *Site) Delete(a Actor, idOrKey string, subtasks bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "DELETE_ISSUES", "You do not have permission to delete issues in this project.")
	if refusal != nil {
		return refusal
	}
	children := s.children(i)
	if len(children) > 0 && !subtasks {
		return refuse(400, "The issue '%s' has subtasks.  You must specify the 'deleteSubtasks' parameter to delete this issue and all its subtasks.", i.Key)
	}
	for _, c := range children {
		s.remove(a, c)
	}
	s.remove(a, i)
	return nil
}

func (s *Site) remove(a Actor, i *Issue) {
	at := s.stamp(a.At)
	for _, l := range i.Links {
		if other := s.issues[l.Other].now; other != nil {
			s.silently(a, without(other, l.ID), []Change{{Field: "Link", From: i.Key}})
		}
	}
	rec := s.issues[i.ID]
	rec.now = nil
	rec.remember(version{at, nil}, at.Add(-s.opts.IndexLag))
	s.note(a, VerbDelete, i, at, nil)
}

// children are the sub-tasks of an issue; the stories of an epic are no sub-tasks and outlive it.
func (s *Site) children(i *Issue) []*Issue {
	var out []*Issue
	for _, id := range s.kids[idText(i.ID)] {
		if c := s.issues[id].now; c != nil && Subtask(s.issueType(c)) {
			out = append(out, c)
		}
	}
	return out
}

// Subtasks are the sub-tasks that the actor may see.
func (s *Site) Subtasks(a Actor, i *Issue) []*Issue {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.DeleteFunc(s.children(i), func(c *Issue) bool { return !s.sees(a.User, c) })
}
