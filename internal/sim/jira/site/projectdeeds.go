package site

import (
	"fmt"
	"slices"
	"strings"
)

// was reports whether the project had a key before it was renamed.
func (p *Project) was(key string) bool {
	return slices.ContainsFunc(p.Former, func(k string) bool { return strings.EqualFold(k, key) })
}

// administered finds a project that the actor may administer, as a copy to be changed, and what puts the copy in place.
func (s *Site) administered(a Actor, key string) (*Project, func(), *Refusal) {
	n := slices.IndexFunc(s.catalog.projects, func(p *Project) bool { return strings.EqualFold(p.Key, key) || p.was(key) })
	if n < 0 || !s.May(a.User, s.catalog.projects[n], "ADMINISTER_PROJECTS") {
		return nil, nil, refuse(404, "No project could be found with key '%s'.", key)
	}
	next := *s.catalog.projects[n]
	return &next, func() { s.catalog.projects[n] = &next }, nil
}

// ArchiveProject hides a project's issues from search and makes all of it read-only, or brings it back.
func (s *Site) ArchiveProject(a Actor, key string, archived bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, put, refusal := s.administered(a, key)
	if refusal != nil {
		return refusal
	}
	p.Archived = archived
	put()
	return nil
}

// RenameProject changes the key of a project and of every issue in it. Nothing else of the issues changes, not even when
// they were updated; every old key still finds what had it.
func (s *Site) RenameProject(a Actor, key, to string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, put, refusal := s.administered(a, key)
	if refusal != nil {
		return refusal
	}
	taken := func(o *Project) bool { return strings.EqualFold(o.Key, to) || o.was(to) }
	if to == "" || slices.ContainsFunc(s.catalog.projects, taken) {
		return refuse(400, "A project with the key '%s' exists, or it is no key.", to)
	}
	p.Former, p.Key = append(slices.Clone(p.Former), p.Key), to
	put()
	for _, id := range s.order {
		i := s.issues[id].now
		if i == nil || i.Ref("project") != p.ID {
			continue
		}
		_, number := splitKey(i.Key)
		next := i.edit()
		next.Key, next.FormerKeys = fmt.Sprintf("%s-%d", to, number), append(slices.Clone(next.FormerKeys), i.Key)
		s.put(next, s.stamp(a.At))
	}
	return nil
}
