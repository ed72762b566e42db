package testrail

import (
	"fmt"
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
