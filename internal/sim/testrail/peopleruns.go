package testrail

import (
	"cmp"
	"errors"
	"fmt"
	"time"
)

// RunDraft is a run that somebody starts.
type RunDraft struct {
	Project   int64 // default 1
	Suite     int64 // default the first of the project
	Name      string
	Refs      string
	Milestone int64
	Cases     []int64   // none: all of the suite, and those that come
	At        time.Time // default now
}

// AddRun starts a stand-alone run and returns its id.
func (s *Server) AddRun(d RunDraft) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.draft(d)
	if err != nil {
		return 0, err
	}
	run, err := s.world.addRun(r, d.Cases)
	if err != nil {
		return 0, err
	}
	return run.ID, nil
}

func (s *Server) draft(d RunDraft) (Run, error) {
	project := s.world.projects[cmp.Or(d.Project, 1)]
	if project == nil || d.Name == "" {
		return Run{}, errors.New("a run needs a project that exists, and a name")
	}
	if m := s.world.milestones[d.Milestone]; d.Milestone != 0 && (m == nil || m.Project != project.ID) {
		return Run{}, fmt.Errorf("no milestone %d in project %d", d.Milestone, project.ID)
	}
	suite := d.Suite
	if suite == 0 {
		suite = sorted(s.world.suites, func(one *Suite) bool { return one.Project == project.ID })[0].ID
	}
	return Run{Project: project.ID, Suite: suite, Name: d.Name, Refs: d.Refs, Milestone: d.Milestone, CreatedBy: s.world.users[0].ID, Created: s.at(d.At)}, nil
}

// AddPlan starts a plan with one entry, which has a run for each configuration (one run where none is given), and
// returns the ids of the plan and of its runs.
func (s *Server) AddPlan(d RunDraft, configs ...int64) (plan int64, runs []int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := s.draft(d)
	if err != nil {
		return 0, nil, err
	}
	if _, err := s.world.configText(r.Project, configs); err != nil {
		return 0, nil, err
	}
	p := &Plan{ID: s.world.id("run", 0), Project: r.Project, Name: r.Name, Refs: r.Refs, Milestone: r.Milestone, CreatedBy: r.CreatedBy, Created: r.Created}
	e := Entry{ID: entryID(p.ID, 0), Suite: r.Suite, Name: r.Name, All: d.Cases == nil}
	r.Plan, r.Entry = p.ID, e.ID
	for n := range max(1, len(configs)) {
		if len(configs) > 0 {
			r.Configs = configs[n : n+1]
		}
		run, err := s.world.addRun(r, d.Cases)
		if err != nil {
			return 0, nil, err
		}
		e.Runs = append(e.Runs, run.ID)
	}
	p.Entries = []Entry{e}
	s.world.plans[p.ID] = p
	return p.ID, e.Runs, nil
}

// ClosePlan completes a plan with its runs.
func (s *Server) ClosePlan(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.world.plans[id]
	if p == nil {
		return fmt.Errorf("no plan %d", id)
	}
	s.world.closePlan(p, s.now().Unix())
	return nil
}

// CloseRun completes a run.
func (s *Server) CloseRun(id int64) error {
	return s.onRun(id, func(r *Run) { s.world.closeRun(r, s.now().Unix()) })
}

// DeleteRun deletes a run with its tests and results, completed or not.
func (s *Server) DeleteRun(id int64) error { return s.onRun(id, s.world.deleteRun) }

// RenameRun gives a run another name.
func (s *Server) RenameRun(id int64, name string) error {
	return s.onRun(id, func(r *Run) { r.Name, r.Updated = name, s.now().Unix() })
}

func (s *Server) onRun(id int64, do func(*Run)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.world.runs[id]
	if r == nil {
		return fmt.Errorf("no run %d", id)
	}
	do(r)
	return nil
}

// CompleteMilestone completes a milestone.
func (s *Server) CompleteMilestone(id int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.world.milestones[id]
	if m == nil {
		return fmt.Errorf("no milestone %d", id)
	}
	m.Completed = s.now().Unix()
	return nil
}

// RevokeKeys takes all keys of a user away: the next request is refused with 401.
func (s *Server) RevokeKeys(email string) error {
	return s.onUser(email, func(u *User) { u.Keys = nil })
}

// Restrict lets a user see these projects alone; none: all.
func (s *Server) Restrict(email string, projects ...int64) error {
	return s.onUser(email, func(u *User) { u.Projects = projects })
}

func (s *Server) onUser(email string, do func(*User)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.world.user(email)
	if u == nil {
		return fmt.Errorf("no user %q", email)
	}
	do(u)
	return nil
}

// Maintenance begins or ends what TestRail Cloud does once a day: every request is answered with 409.
func (s *Server) Maintenance(on bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opts.Edition != Cloud {
		return errors.New("TestRail Server has no daily maintenance")
	}
	s.maintenance = on
	return nil
}
