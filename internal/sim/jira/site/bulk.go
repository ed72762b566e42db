package site

import (
	"cmp"
)

// Failure is one element of a bulk create that was refused.
type Failure struct {
	Element int
	Refusal *Refusal
}

// MaxBulk is how many issues one bulk create takes.
const MaxBulk = 50

// CreateBulk makes many issues; the refused ones do not stop the others.
func (s *Site) CreateBulk(a Actor, drafts []*Draft) ([]*Issue, []Failure, error) {
	if len(drafts) == 0 || len(drafts) > MaxBulk {
		return nil, nil, refuse(400, "The number of issues to create must be from 1 to %d.", MaxBulk)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var made []*Issue
	var failed []Failure
	for n, d := range drafts {
		i, refusal := s.create(a, d)
		if refusal != nil {
			refusal.Status = cmp.Or(refusal.Status, 400)
			failed = append(failed, Failure{n, refusal})
			continue
		}
		made = append(made, i)
	}
	return made, failed, nil
}
