package testrail

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Deeds are what people do in the browser. They are no part of the audit, mind no rate limit, and may be dated back.

// Execution is a result that somebody adds by hand. The test is Test, or Case in Run.
type Execution struct {
	Run, Case int64
	Test      int64
	Status    string // name or label; "": a comment, a defect or an assignment alone
	Comment   string
	Defects   string // separated by commas
	Elapsed   string // such as "1m 45s"
	Version   string
	Custom    map[string]any
	User      string    // mail address; default the first user
	At        time.Time // default now
}

// Execute adds a result and returns its id.
func (s *Server) Execute(e Execution) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.world.tests[e.Test]
	if r := s.world.runs[e.Run]; e.Test == 0 && r != nil {
		t = r.byCase[e.Case]
	}
	if t == nil {
		return 0, fmt.Errorf("no test %d, or case %d in run %d", e.Test, e.Case, e.Run)
	}
	if s.world.runs[t.Run].Completed != 0 {
		return 0, fmt.Errorf("run %d is completed", t.Run)
	}
	u := s.world.users[0]
	if e.User != "" {
		if u = s.world.user(e.User); u == nil {
			return 0, fmt.Errorf("no user %q", e.User)
		}
	}
	res := Result{Comment: e.Comment, Defects: e.Defects, Elapsed: e.Elapsed, Version: e.Version, Custom: e.Custom, CreatedBy: u.ID, Created: s.at(e.At)}
	if err := s.world.setStatus(&res, e.Status); err != nil {
		return 0, err
	}
	if err := checkElapsed(e.Elapsed); err != nil {
		return 0, err
	}
	return s.world.addResult(t, res).ID, nil
}

// at is a moment in UNIX seconds; the zero one is now.
func (s *Server) at(t time.Time) int64 {
	if t.IsZero() {
		t = s.now()
	}
	return t.Unix()
}

// setStatus sets a result's status by name; "" leaves it.
func (w *world) setStatus(res *Result, name string) error {
	if name == "" {
		return nil
	}
	st := w.status(name)
	if st == nil || st.ID == Untested {
		return fmt.Errorf("status %q is none that a result may have", name)
	}
	res.Status = st.ID
	return nil
}

// ResultEdit is what somebody changes of a result; nil and "" leave a member as it is.
type ResultEdit struct {
	Status  string
	Comment *string
	Defects *string
}

// EditResult changes a result in place; its time stays.
func (s *Server) EditResult(id int64, e ResultEdit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	res := s.world.results[id]
	if res == nil {
		return fmt.Errorf("no result %d", id)
	}
	r := s.world.runs[res.Run]
	if r.Completed != 0 {
		return fmt.Errorf("run %d is completed", r.ID)
	}
	if err := s.world.setStatus(res, e.Status); err != nil {
		return err
	}
	if e.Comment != nil {
		res.Comment = *e.Comment
	}
	if e.Defects != nil {
		res.Defects = *e.Defects
	}
	s.world.settle(r, s.world.tests[res.Test])
	return nil
}

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
