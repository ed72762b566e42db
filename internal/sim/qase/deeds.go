package qase

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Deeds are what people do in Qase's pages. They change the state at once and are in no audit. Each names its project
// by code. A moment that is zero is now.

// in runs a deed under the lock and names it in the error.
func (s *Server) in(code, what string, deed func(*project) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.find(code), error(nil)
	if p == nil {
		err = fmt.Errorf("no project %q", code)
	} else {
		err = deed(p)
	}
	if err != nil {
		return fmt.Errorf("qase simulator: %s: %w", what, err)
	}
	return nil
}

// moment is t, or now.
func (s *Server) moment(t time.Time) time.Time {
	if t.IsZero() {
		return s.now()
	}
	return t.UTC().Truncate(time.Second)
}

// exist insists that all of some ids are there; 0 is none.
func exist[T any](what string, find func(int64) *T, ids ...int64) error {
	for _, id := range ids {
		if id != 0 && find(id) == nil {
			return fmt.Errorf("no %s %d", what, id)
		}
	}
	return nil
}

// AddProject makes an empty project.
func (s *Server) AddProject(code, title string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(code) < 2 || len(code) > 10 || s.find(code) != nil {
		return fmt.Errorf("qase simulator: add project: %q is taken, or not of 2 to 10 letters", code)
	}
	s.projects = append(s.projects, &project{Project{Code: code, Title: title}, map[string]int64{}})
	return nil
}

// AddStatus makes a custom status of results.
func (s *Server) AddStatus(slug, title string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slug == "" || slices.Contains(slugs(s.statuses), slug) {
		return fmt.Errorf("qase simulator: add status: %q is taken, or empty", slug)
	}
	s.statuses = append(s.statuses, Option{s.statuses[len(s.statuses)-1].ID + 1, slug, title})
	return nil
}

// AddSuite makes a suite and returns its id; parent 0 is none.
func (s *Server) AddSuite(code, title string, parent int64) (id int64, err error) {
	err = s.in(code, "add suite", func(p *project) error {
		id = p.next("suite")
		p.Suites = append(p.Suites, Suite{id, title, parent, s.now()})
		return nil
	})
	return id, err
}

// AddMilestone makes a milestone and returns its id.
func (s *Server) AddMilestone(code, title string) (id int64, err error) {
	err = s.in(code, "add milestone", func(p *project) error {
		id = p.next("milestone")
		p.Milestones = append(p.Milestones, Milestone{ID: id, Title: title, Created: s.now()})
		return nil
	})
	return id, err
}

// AddEnvironment makes an environment and returns its id.
func (s *Server) AddEnvironment(code, title, slug string) (id int64, err error) {
	err = s.in(code, "add environment", func(p *project) error {
		id = p.next("environment")
		p.Environments = append(p.Environments, Environment{id, title, slug})
		return nil
	})
	return id, err
}

// AddConfigurations makes a group of configurations and returns their ids, which count up over all groups.
func (s *Server) AddConfigurations(code, group string, titles ...string) (ids []int64, err error) {
	err = s.in(code, "add configurations", func(p *project) error {
		g := Group{ID: p.next("group"), Title: group}
		for _, t := range titles {
			g.Configurations = append(g.Configurations, Config{p.next("configuration"), t})
			ids = append(ids, g.Configurations[len(ids)].ID)
		}
		p.Groups = append(p.Groups, g)
		return nil
	})
	return ids, err
}

// AddPlan makes a plan and returns its id.
func (s *Server) AddPlan(code, title string, cases ...int64) (id int64, err error) {
	err = s.in(code, "add plan", func(p *project) error {
		if err := exist("case", p.kase, cases...); err != nil {
			return err
		}
		id = p.next("plan")
		p.Plans = append(p.Plans, TestPlan{id, title, cases, s.now()})
		return nil
	})
	return id, err
}

// AddCase makes a case and returns its id. What the case leaves empty gets its default; ID is given out, and Issues may
// leave out their Type.
func (s *Server) AddCase(code string, k Case) (id int64, err error) {
	err = s.in(code, "add case", func(p *project) error {
		k.ID, k.Issues = 0, slices.Clone(k.Issues)
		for n := range k.Issues {
			k.Issues[n].Type = cmp.Or(k.Issues[n].Type, app)
		}
		k.Created = s.moment(k.Created)
		k.Updated = k.Created
		if err := k.complete(p); err != nil {
			return err
		}
		k.ID = p.next("case")
		id = k.ID
		p.Cases = append(p.Cases, k)
		return nil
	})
	return id, err
}

// complete fills in what has a default, and refuses what is no option.
func (k *Case) complete(p *project) error {
	for _, f := range fields {
		word := map[string]*string{"severity": &k.Severity, "priority": &k.Priority, "type": &k.Type, "behavior": &k.Behavior,
			"automation": &k.Automation, "status": &k.Status}[f.Slug]
		if *word = cmp.Or(*word, f.Or); number(f.Options, *word) < 0 {
			return fmt.Errorf("%s %q is none of %v", f.Slug, *word, slugs(f.Options))
		}
	}
	suite := func(id int64) *Suite { return at(p.Suites, func(u Suite) bool { return u.ID == id }) }
	milestone := func(id int64) *Milestone {
		return at(p.Milestones, func(m Milestone) bool { return m.ID == id })
	}
	return cmp.Or(exist("suite", suite, k.Suite), exist("milestone", milestone, k.Milestone))
}

// EditCase changes a case by hand; its id and the day it was made stay.
func (s *Server) EditCase(code string, id int64, edit func(*Case)) error {
	return s.in(code, "edit case", func(p *project) error {
		k := p.kase(id)
		if k == nil {
			return fmt.Errorf("no case %d", id)
		}
		next := *k
		edit(&next)
		next.ID, next.Created, next.Updated = id, k.Created, s.now()
		if err := next.complete(p); err != nil {
			return err
		}
		*k = next
		return nil
	})
}

// DeleteCase takes a case away. Its results stay, as they do in runs.
func (s *Server) DeleteCase(code string, id int64) error {
	return s.in(code, "delete case", func(p *project) error {
		if p.kase(id) == nil {
			return fmt.Errorf("no case %d", id)
		}
		p.Cases = where(p.Cases, func(k Case) bool { return k.ID != id })
		return nil
	})
}

// AddRun makes a run and returns its id. Of Run, ID is given out and Ended stays zero unless it is set.
func (s *Server) AddRun(code string, r Run) (id int64, err error) {
	err = s.in(code, "add run", func(p *project) error {
		environment := func(id int64) *Environment {
			return at(p.Environments, func(e Environment) bool { return e.ID == id })
		}
		milestone := func(id int64) *Milestone { return at(p.Milestones, func(m Milestone) bool { return m.ID == id }) }
		if err := cmp.Or(exist("case", p.kase, r.Cases...), exist("environment", environment, r.Environment),
			exist("milestone", milestone, r.Milestone)); err != nil {
			return err
		}
		r.ID, r.Started, r.Cases = p.next("run"), s.moment(r.Started), slices.Clone(r.Cases)
		id = r.ID
		p.Runs = append(p.Runs, r)
		return nil
	})
	return id, err
}

// EndRun completes a run, or aborts it.
func (s *Server) EndRun(code string, id int64, abort bool, at time.Time) error {
	return s.in(code, "end run", func(p *project) error {
		r := p.run(id)
		if r == nil || !r.Ended.IsZero() {
			return fmt.Errorf("no run %d at work", id)
		}
		r.Ended, r.Aborted = s.moment(at), abort
		return nil
	})
}

// DeleteRun takes a run away, and its results with it.
func (s *Server) DeleteRun(code string, id int64) error {
	return s.in(code, "delete run", func(p *project) error {
		if p.run(id) == nil {
			return fmt.Errorf("no run %d", id)
		}
		p.Runs = where(p.Runs, func(r Run) bool { return r.ID != id })
		p.Results = where(p.Results, func(x Result) bool { return x.Run != id })
		return nil
	})
}

// Execute enters a result and returns its hash. A case that was not in the run is from now on; a run that has ended
// takes none. A result in progress has no end.
func (s *Server) Execute(code string, x Result) (hash string, err error) {
	err = s.in(code, "execute", func(p *project) error {
		if err := exist("case", p.kase, x.Case); err != nil || x.Case == 0 {
			return cmp.Or(err, fmt.Errorf("no case is named"))
		}
		if r := p.run(x.Run); r == nil || !r.Ended.IsZero() {
			return fmt.Errorf("no run %d at work", x.Run)
		}
		if !slices.Contains(slugs(s.statuses), x.Status) {
			return fmt.Errorf("status %q is none of %v", x.Status, slugs(s.statuses))
		}
		x.Hash, x.Member = s.hash(), cmp.Or(x.Member, 1)
		if x.Ended = s.moment(x.Ended); x.Status == inProgress {
			x.Ended = time.Time{}
		}
		hash = x.Hash
		p.add(x)
		return nil
	})
	return hash, err
}

// ResultEdit is what people change of a result; nil leaves it.
type ResultEdit struct {
	Status, Comment, Stacktrace *string
}

// EditResult changes a result by hand. Its end and its place stay; one that was in progress ends now.
func (s *Server) EditResult(code, hash string, e ResultEdit) error {
	return s.in(code, "edit result", func(p *project) error {
		x := p.result(hash)
		if x == nil {
			return fmt.Errorf("no result %q", hash)
		}
		if e.Status != nil && !slices.Contains(slugs(s.statuses), *e.Status) {
			return fmt.Errorf("status %q is none of %v", *e.Status, slugs(s.statuses))
		}
		resultUpdate{Status: e.Status, Comment: e.Comment, Stacktrace: e.Stacktrace}.write(x, s.now())
		return nil
	})
}

// DeleteResult takes a result away.
func (s *Server) DeleteResult(code, hash string) error {
	return s.in(code, "delete result", func(p *project) error {
		if p.result(hash) == nil {
			return fmt.Errorf("no result %q", hash)
		}
		p.Results = where(p.Results, func(x Result) bool { return x.Hash != hash })
		return nil
	})
}

// AddDefect makes a defect and returns its id. External is what external_data shows.
func (s *Server) AddDefect(code string, d Defect) (id int64, err error) {
	err = s.in(code, "add defect", func(p *project) error {
		for _, hash := range d.Results {
			if p.result(hash) == nil {
				return fmt.Errorf("no result %q", hash)
			}
		}
		d.Severity, d.Status = cmp.Or(d.Severity, "normal"), cmp.Or(d.Status, "open")
		d.ID, d.Created, d.Results = p.next("defect"), s.moment(d.Created), slices.Clone(d.Results)
		d.Updated, id = d.Created, d.ID
		p.Defects = append(p.Defects, d)
		return nil
	})
	return id, err
}

// SetDefect gives a defect a status: open, in_progress, resolved or invalid.
func (s *Server) SetDefect(code string, id int64, status string) error {
	return s.in(code, "set defect", func(p *project) error {
		d := p.defect(id)
		if d == nil || !slices.Contains([]string{"open", "in_progress", "resolved", "invalid"}, status) {
			return fmt.Errorf("no defect %d, or no status %q", id, status)
		}
		d.become(status, s.now())
		return nil
	})
}

// LinkRun has a run name an issue, "" none.
func (s *Server) LinkRun(code string, id int64, key string) error {
	return s.in(code, "link run", func(p *project) error {
		r := p.run(id)
		if r == nil {
			return fmt.Errorf("no run %d", id)
		}
		if r.Issue = nil; key != "" {
			r.Issue = &Issue{app, key}
		}
		return nil
	})
}
