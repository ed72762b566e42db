package testrail

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// CaseDraft is a case that somebody writes.
type CaseDraft struct {
	Section  int64 // default the first of all
	Title    string
	Refs     string
	Type     int64 // default 7, Other
	Priority int64 // default 2, Medium
	Custom   map[string]any
	At       time.Time // default now
}

// AddCase adds a case and returns its id; open runs of all cases of its suite take it in.
func (s *Server) AddCase(d CaseDraft) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sec := s.world.sections[cmp.Or(d.Section, 1)]
	if sec == nil || d.Title == "" {
		return 0, errors.New("a case needs a section that exists, and a title")
	}
	suite, by, at := s.world.suites[sec.Suite], s.world.users[0].ID, s.at(d.At)
	one := &Case{ID: s.world.id("case", 0), Project: suite.Project, Suite: suite.ID, Section: sec.ID, Title: d.Title, Refs: d.Refs, Template: 1,
		Type: cmp.Or(d.Type, 7), Priority: cmp.Or(d.Priority, 2), Custom: d.Custom, CreatedBy: by, Created: at, UpdatedBy: by, Updated: at}
	s.world.cases[one.ID] = one
	for _, r := range s.world.runs {
		if r.All && r.Suite == suite.ID && r.Completed == 0 {
			s.world.addTest(r, one.ID)
		}
	}
	return one.ID, nil
}

// RenameCase gives a case another title; SetRefs other references, or none.
func (s *Server) RenameCase(id int64, title string) error {
	return s.editCase(id, func(c *Case) { c.Title = title })
}

// SetRefs gives a case other references, or none.
func (s *Server) SetRefs(id int64, refs string) error {
	if err := checkRefs(refs); err != nil {
		return err
	}
	return s.editCase(id, func(c *Case) { c.Refs = refs })
}

// SetCustom sets a custom field of a case, known or not; nil empties it.
func (s *Server) SetCustom(id int64, name string, value any) error {
	return s.editCase(id, func(c *Case) {
		if c.Custom == nil {
			c.Custom = map[string]any{}
		}
		c.Custom[name] = value
	})
}

// MoveCase puts a case into another section of its suite.
func (s *Server) MoveCase(id, section int64) error {
	return s.editCase(id, func(c *Case) { c.Section = section })
}

func (s *Server) editCase(id int64, change func(*Case)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.world.cases[id] == nil {
		return fmt.Errorf("no case %d", id)
	}
	s.world.edit(id, func(c *Case) {
		change(c)
		c.Updated, c.UpdatedBy = s.now().Unix(), s.world.users[0].ID
	})
	return nil
}

// DeleteCase deletes a case. Softly, it stays in lists and in its runs, with is_deleted 1; otherwise open runs lose
// their tests of it.
func (s *Server) DeleteCase(id int64, soft bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.world.cases[id]
	if one == nil {
		return fmt.Errorf("no case %d", id)
	}
	s.world.deleteCase(one, soft, s.now().Unix())
	return nil
}

// RenameStatus gives a status another label, as administrators may.
func (s *Server) RenameStatus(id int64, label string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := slices.IndexFunc(s.world.statuses, func(st *Status) bool { return st.ID == id })
	if n < 0 {
		return fmt.Errorf("no status %d", id)
	}
	s.world.statuses[n].Label = label
	return nil
}
