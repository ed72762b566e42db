package qase

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

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
