package site

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Issue reads an issue as it is now, by id or by any key it ever had.
func (s *Site) Issue(a Actor, idOrKey string) (*Issue, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	i, refusal := s.open(a, idOrKey)
	return i, asError(refusal)
}

// Fetch reads many issues; stale reads the index instead when the quirk asks for it. What is not found is told by
// its wanted name. The issues come sorted by id, each once.
func (s *Site) Fetch(a Actor, wanted []string) (found []*Issue, missing []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, w := range wanted {
		i := s.find(w)
		if s.opts.Quirks.BulkFetchReadsIndex && i != nil {
			i = s.issues[i.ID].indexed(a.At.Add(-s.opts.IndexLag))
		}
		if !s.sees(a.User, i) {
			missing = append(missing, w)
			continue
		}
		if !slices.Contains(found, i) {
			found = append(found, i)
		}
	}
	sort.Slice(found, func(x, y int) bool { return found[x].ID < found[y].ID })
	return found, missing
}

// Other reads the far end of a link for display; nil when the actor may not see it.
func (s *Site) Other(a Actor, id int64) *Issue {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if rec := s.issues[id]; rec != nil && s.sees(a.User, rec.now) {
		return rec.now
	}
	return nil
}

// Parent reads the parent of an issue; nil when it has none.
func (s *Site) Parent(a Actor, i *Issue) *Issue {
	id, err := strconv.ParseInt(i.Ref("parent"), 10, 64)
	if err != nil {
		return nil
	}
	return s.Other(a, id)
}

// Projects are those which a user may browse.
func (s *Site) Projects(u *User) []*Project {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []*Project
	for _, p := range s.catalog.projects {
		if s.May(u, p, "BROWSE_PROJECTS") {
			copied := *p
			copied.Versions = slices.Clone(p.Versions)
			out = append(out, &copied)
		}
	}
	slices.SortFunc(out, func(a, b *Project) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// Project finds a project that a user may browse by id or key; nil when there is none.
func (s *Site) Project(u *User, idOrKey string) *Project {
	for _, p := range s.Projects(u) {
		if p.ID == idOrKey || strings.EqualFold(p.Key, idOrKey) || p.was(idOrKey) {
			return p
		}
	}
	return nil
}

// ProjectOf is the project of an issue.
func (s *Site) ProjectOf(i *Issue) *Project {
	s.mu.RLock()
	defer s.mu.RUnlock()
	copied := *s.project(i)
	copied.Versions = slices.Clone(copied.Versions)
	return &copied
}

// Version finds a version by id; nil when there is none.
func (s *Site) Version(id string) *Version {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.catalog.versionByID(id)
}

// Name is the readable name of an id that a field of an issue holds.
func (s *Site) Name(f *Field, id string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.nameOf(f, id)
}

// CreateScreen are the fields of the create screen and those of them that are required now.
func (s *Site) CreateScreen(p *Project, t *IssueType) (shown []*Field, required []string) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	screen := s.catalog.screen(p, t)
	required = slices.Clone(screen.Required)
	for id := range s.require {
		required = append(required, id)
	}
	for _, f := range s.catalog.fields {
		if slices.Contains(screen.Fields, f.ID) || s.require[f.ID] {
			shown = append(shown, f)
		}
	}
	return shown, required
}

// EditScreen are the fields that an edit of an issue may change; without the permission there are none.
func (s *Site) EditScreen(a Actor, i *Issue) []*Field {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if !s.May(a.User, s.project(i), "EDIT_ISSUES") || s.shelved(i) != nil {
		return nil
	}
	can := s.editable(i)
	var out []*Field
	for _, f := range s.catalog.fields {
		if len(f.Ops) > 0 && (can(f.ID) || f.ID == "comment") {
			out = append(out, f)
		}
	}
	return out
}

// Labels are all labels in use, sorted.
func (s *Site) Labels() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []string
	for _, id := range s.order {
		if i := s.issues[id].now; i != nil {
			out = append(out, i.Refs("labels")...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
