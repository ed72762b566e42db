package jira

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"
)

// Effect is what a fault does to the requests it strikes.
type Effect string

// The effects.
const (
	LostAnswer   Effect = "lost_answer"   // applied, then the connection is cut without an answer
	Hang         Effect = "hang"          // applied, then silence for After (0: until the client goes away), then a cut
	Drop         Effect = "drop"          // not applied, connection cut
	Late         Effect = "late"          // applied After later, even when the client has gone
	Status       Effect = "status"        // not applied, answered with Status, Body and Headers
	Truncate     Effect = "truncate"      // applied, but the body breaks off in the middle
	RequireField Effect = "require_field" // Field is required on create from now on
	ExpireToken  Effect = "expire_token"  // whoever asks is nobody: searches are empty, the rest is 401
	Slow         Effect = "slow"          // applied, answered After later
)

// Duration is a time.Duration that JSON writes as "90s".
type Duration time.Duration

// UnmarshalJSON reads "90s".
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return fmt.Errorf("duration %s is not a string such as \"90s\"", raw)
	}
	v, err := time.ParseDuration(s)
	if err != nil {
		return fmt.Errorf("duration %q is not written like \"90s\"", s)
	}
	*d = Duration(v)
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (d Duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

// Fault strikes requests that match. Nth is the first matching request that is struck, counted from 1; Count is how
// many are struck from there on (0: one when Nth is set, else all); During bounds the fault in time, from the moment
// of Script. A request is struck by the first fault that applies to it.
type Fault struct {
	Name     string `json:"name,omitempty"`
	Method   string `json:"method,omitempty"`   // empty: any
	Path     string `json:"path,omitempty"`     // regular expression over the path, without a gateway prefix
	Endpoint string `json:"endpoint,omitempty"` // or the end of an endpoint template, e.g. issue/{issueIdOrKey}/transitions
	BodyHas  string `json:"bodyHas,omitempty"`  // or a text which the request body holds

	Nth    int      `json:"nth,omitempty"`
	Count  int      `json:"count,omitempty"`
	During Duration `json:"during,omitempty"`

	Effect  Effect            `json:"effect"`
	After   Duration          `json:"after,omitempty"`
	Status  int               `json:"status,omitempty"`
	Body    string            `json:"body,omitempty"`
	Headers map[string]string `json:"headers,omitempty"`
	Field   string            `json:"field,omitempty"`
}

func (f Fault) check() error {
	effects := []Effect{LostAnswer, Hang, Drop, Late, Status, Truncate, RequireField, ExpireToken, Slow}
	switch {
	case !slices.Contains(effects, f.Effect):
		return fmt.Errorf("fault %q: unknown effect %q", f.Name, f.Effect)
	case f.Effect == Status && (f.Status < 200 || f.Status > 599):
		return fmt.Errorf("fault %q: effect status needs a status from 200 to 599", f.Name)
	case f.Effect == Late && f.After <= 0:
		return fmt.Errorf("fault %q: effect late needs after", f.Name)
	case f.Effect == RequireField && f.Field == "":
		return fmt.Errorf("fault %q: effect require_field needs a field", f.Name)
	}
	if _, err := regexp.Compile(f.Path); err != nil {
		return fmt.Errorf("fault %q: path: %w", f.Name, err)
	}
	return nil
}

// Fired is a scripted fault and how often it struck.
type Fired struct {
	Fault
	Matched int `json:"matched"`
	Fired   int `json:"fired"`
}

// armed is a fault in force.
type armed struct {
	Fired
	path  *regexp.Regexp
	since time.Time
}

// script is the list of faults, and the requests that are still to be applied late.
type script struct {
	mu       sync.Mutex
	armed    []*armed
	late     []*pending
	required []string
	settling sync.Mutex
}

// Script adds faults, or none and an error when one of them is not well formed.
func (s *Server) Script(faults ...Fault) error {
	var errs []error
	for _, f := range faults {
		errs = append(errs, f.check())
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	now := s.Now()
	s.faults.mu.Lock()
	for _, f := range faults {
		s.faults.armed = append(s.faults.armed, &armed{Fired: Fired{Fault: f}, path: regexp.MustCompile(f.Path), since: now})
	}
	s.faults.mu.Unlock()
	s.settle()
	return nil
}
