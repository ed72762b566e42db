package jira

import (
	"slices"
	"sync"
	"time"
)

// pending is a request that lands later, whether or not its client still waits.
type pending struct {
	due time.Time
	do  func()
}

// postpone accepts a request now and applies it when its time has come. Nothing runs in the background: whoever looks
// at the site after that time applies it first, with the time at which it was due.
func (x *exchange) postpone(f *Fault, answer *recorder) {
	due := x.at.Add(time.Duration(f.After))
	var once sync.Once
	apply := func() { once.Do(func() { x.apply(answer, due) }) }
	x.server.faults.mu.Lock()
	x.server.faults.late = append(x.server.faults.late, &pending{due, apply})
	x.server.faults.mu.Unlock()
	if !sleep(x.request.Context(), time.Duration(f.After)) {
		cut()
	}
	x.server.settle()
	apply()
	x.finish(nil, answer)
}

// settle brings the site up to now: late requests that are due, and fields that faults require.
func (s *Server) settle() {
	s.faults.settling.Lock()
	defer s.faults.settling.Unlock()
	now := s.Now()
	s.faults.mu.Lock()
	var due, rest []*pending
	for _, p := range s.faults.late {
		if p.due.After(now) {
			rest = append(rest, p)
		} else {
			due = append(due, p)
		}
	}
	s.faults.late = rest
	var required []string
	for _, a := range s.faults.armed {
		if a.Effect == RequireField && a.live(now) {
			required = append(required, a.Field)
		}
	}
	changed := !slices.Equal(required, s.faults.required)
	s.faults.required = required
	s.faults.mu.Unlock()
	if changed {
		s.site.Require(required...)
	}
	slices.SortStableFunc(due, func(a, b *pending) int { return a.due.Compare(b.due) })
	for _, p := range due {
		p.do()
	}
}
