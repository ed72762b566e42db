package site

import (
	"fmt"
	"time"
)

// Move takes an issue to another project: a new key, and the old one keeps resolving.
func (s *Site) Move(a Actor, idOrKey, project string) (*Issue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "MOVE_ISSUES", "You do not have permission to move issues in this project.")
	if refusal != nil {
		return nil, refusal
	}
	to := named(s.catalog.projects, project)
	if to == nil || to.ID == i.Ref("project") {
		return nil, refuse(400, "Cannot move %s to project %q.", i.Key, project)
	}
	next := i.edit()
	next.Values["project"] = to.ID
	for _, f := range []string{"fixVersions", "versions", "components"} { // they belong to the old project
		delete(next.Values, f)
	}
	if flow := s.catalog.workflow(to, s.issueType(i)); !flow.knows(i.Ref("status")) { // Jira asks for another; people take the first
		next.Values["status"] = flow.Initial.ID
		if named(s.catalog.statuses, i.Ref("status")).Category != flow.Initial.Category {
			next.CategoryMoved = s.stamp(a.At)
		}
	}
	next.Key = fmt.Sprintf("%s-%d", to.Key, s.next("key "+to.ID, 1))
	next.FormerKeys = append(next.FormerKeys, i.Key)
	items := append([]Change{{Field: "Key", FromText: i.Key, ToText: next.Key}}, s.diff(i.Values, next.Values)...)
	s.commit(a, next, change{verb: VerbMove, items: items, history: true, touch: true})
	return next, nil
}

// Clone copies an issue as Jira's Clone does: prefixed summary, labels and fields copied, initial status, linked.
func (s *Site) Clone(a Actor, idOrKey string) (*Issue, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "CREATE_ISSUES", "You do not have permission to create issues in this project.")
	if refusal != nil {
		return nil, refusal
	}
	values := i.edit().Values
	for _, f := range []string{"resolution", "status"} {
		delete(values, f)
	}
	summary := "CLONE - " + i.Ref("summary")
	if r := []rune(summary); len(r) > maxSummary {
		summary = string(r[:maxSummary])
	}
	values["summary"], values["reporter"] = summary, a.User.AccountID
	var props []Property
	if s.opts.Quirks.CloneCopiesProperties {
		for k, v := range i.Properties {
			props = append(props, Property{k, v})
		}
	}
	p, t := s.project(i), s.issueType(i)
	made := s.born(a, p, t, values, props)
	s.audit[len(s.audit)-1].Verb = VerbClone
	if cloners := named(s.catalog.linkTypes, "Cloners"); cloners != nil {
		s.link(a, cloners, made.ID, i.ID)
	}
	return s.issues[made.ID].now, nil
}

// Archive hides an issue from search and makes it read-only; Unarchive brings it back.
func (s *Site) Archive(a Actor, idOrKey string, archived bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.open(a, idOrKey)
	if refusal != nil {
		return refusal
	}
	verb := VerbArchive
	if !archived {
		verb = VerbUnarchive
	}
	next := i.edit()
	next.Archived, next.ArchivedAt, next.ArchivedBy = archived, time.Time{}, ""
	if archived {
		next.ArchivedAt, next.ArchivedBy = s.stamp(a.At), a.User.AccountID
	}
	s.commit(a, next, change{verb: verb})
	return nil
}

// Restrict sets the security level of an issue by name; "" lifts it.
func (s *Site) Restrict(a Actor, idOrKey, level string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, refusal := s.openFor(a, idOrKey, "SET_ISSUE_SECURITY", noEdit)
	if refusal != nil {
		return refusal
	}
	next := i.edit()
	delete(next.Values, "security")
	if level != "" {
		l := named(s.catalog.security, level)
		if l == nil {
			return refuse(400, "Security level name '%s' is not valid", level)
		}
		next.Values["security"] = l.ID
	}
	s.commit(a, next, change{verb: VerbRestrict, items: s.diff(i.Values, next.Values), history: true, touch: true})
	return nil
}
