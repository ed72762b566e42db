package qase

import (
	"fmt"
	"slices"
	"strings"
)

// Effect is what a fault does to the requests it strikes.
type Effect string

// The effects.
const (
	LostAnswer Effect = "lost_answer" // done, then the connection is cut without an answer
	Drop       Effect = "drop"        // not done, connection cut
	Status     Effect = "status"      // not done, answered with Status
	Truncate   Effect = "truncate"    // done, but the body breaks off in the middle
)

// Fault strikes requests that match. Nth is the first matching request that is struck, counted from 1 (0: the first);
// Count is how many are struck from there on (0: all).
type Fault struct {
	Method     string `json:"method,omitempty"`   // empty: any
	Endpoint   string `json:"endpoint,omitempty"` // end of an endpoint's template, e.g. result/{code}
	Nth        int    `json:"nth,omitempty"`
	Count      int    `json:"count,omitempty"`
	Effect     Effect `json:"effect"`
	Status     int    `json:"status,omitempty"`
	RetryAfter string `json:"retryAfter,omitempty"` // header of an answer with Status
	Matched    int    `json:"matched"`              // so many requests matched
}

// check refuses a fault that could never strike as meant.
func (f Fault) check() error {
	switch {
	case !slices.Contains([]Effect{LostAnswer, Drop, Status, Truncate}, f.Effect):
		return fmt.Errorf("fault: unknown effect %q", f.Effect)
	case f.Effect == Status && (f.Status < 400 || f.Status > 599):
		return fmt.Errorf("fault: effect status needs a status from 400 to 599")
	case f.Matched != 0:
		return fmt.Errorf("fault: matched is told, not set")
	}
	return nil
}

// Script adds faults, or none and an error when one of them is not well formed.
func (s *Server) Script(faults ...Fault) error {
	for _, f := range faults {
		if err := f.check(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		s.faults = append(s.faults, &f)
	}
	return nil
}

// Faults are the scripted faults and how many requests matched each.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Fault{}
	for _, f := range s.faults {
		out = append(out, *f)
	}
	return out
}

// ClearFaults has all be well again.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// strikes counts a request, and returns the first fault that strikes it.
func (s *Server) strikes(rt route) *Fault {
	var out *Fault
	for _, f := range s.faults {
		if f.Method != "" && f.Method != rt.method || !strings.HasSuffix(rt.path, f.Endpoint) {
			continue
		}
		f.Matched++
		first := max(f.Nth, 1)
		if out == nil && f.Matched >= first && (f.Count == 0 || f.Matched < first+f.Count) {
			out = f
		}
	}
	return out
}
