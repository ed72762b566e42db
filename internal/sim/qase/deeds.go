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
