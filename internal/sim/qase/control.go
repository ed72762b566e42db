package qase

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

// control mounts the control plane. It has no login: it is for loopback and tests.
func (s *Server) control() {
	show := func(pattern string, body func() any) {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) { send(w, http.StatusOK, body(), never) })
	}
	show("GET /_sim/state", func() any { return s.State() })
	show("GET /_sim/audit", func() any { return s.Audit() })
	show("GET /_sim/requests", func() any { return s.Requests() })
	show("DELETE /_sim/requests", func() any { s.ResetRequests(); return s.Requests() })
	show("GET /_sim/faults", func() any { return s.Faults() })
	show("DELETE /_sim/faults", func() any { s.ClearFaults(); return s.Faults() })
	show("GET /_sim/clock", func() any { return clock{s.Now()} })
	s.mux.HandleFunc("POST /_sim/faults", taking(func(list []Fault) (any, error) { return s.Faults(), s.Script(list...) }))
	s.mux.HandleFunc("POST /_sim/deed", taking(func(d Deed) (any, error) { return anyOf(s.Perform(d)) }))
	s.mux.HandleFunc("POST /_sim/clock", taking(s.forward))
}

// clock is the time of the workspace.
type clock struct {
	Now time.Time `json:"now"`
}

// forward moves the clock.
func (s *Server) forward(in struct {
	Advance string `json:"advance"`
}) (any, error) {
	d, err := time.ParseDuration(in.Advance)
	if err == nil && d < 0 {
		err = errors.New("the clock does not go back")
	}
	if err != nil {
		return nil, fmt.Errorf("advance: %w", err)
	}
	s.Advance(d)
	return clock{s.Now()}, nil
}

// anyOf is a result whose kind does not matter.
func anyOf[T any](v T, err error) (any, error) { return v, err }

// taking is a handler that takes a body; an unknown member is an error, lest a misspelt fault never strikes.
func taking[T any](do func(T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		var out any
		dec := json.NewDecoder(io.LimitReader(r.Body, maxBody))
		dec.DisallowUnknownFields()
		err := dec.Decode(&in)
		if err != nil {
			err = fmt.Errorf("reading body: %s", strings.TrimPrefix(err.Error(), "json: "))
		} else {
			out, err = do(in)
		}
		if err != nil {
			send(w, http.StatusBadRequest, map[string]string{"error": err.Error()}, never)
			return
		}
		send(w, http.StatusOK, out, never)
	}
}

// State is the whole workspace at one moment.
type State struct {
	Now      time.Time `json:"now"`
	Plan     Plan      `json:"plan"`
	Statuses []Option  `json:"statuses"` // of results
	Projects []Project `json:"projects"`
	Writes   int       `json:"writes"` // through the API so far
}

// State copies the workspace.
func (s *Server) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := State{Now: s.now(), Plan: s.opts.Plan, Statuses: slices.Clone(s.statuses), Writes: len(s.audit)}
	for _, p := range s.projects {
		out.Projects = append(out.Projects, p.copied())
	}
	return out
}

// Project copies one project; ok is false where there is none.
func (s *Server) Project(code string) (out Project, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(code)
	if p == nil {
		return Project{}, false
	}
	return p.copied(), true
}

// copied is a project that shares nothing with the state.
func (p *project) copied() Project {
	out := p.Project
	out.Suites, out.Milestones, out.Environments = slices.Clone(p.Suites), slices.Clone(p.Milestones), slices.Clone(p.Environments)
	out.Groups, out.Plans = slices.Clone(p.Groups), slices.Clone(p.Plans)
	out.Cases, out.Runs, out.Results, out.Defects = slices.Clone(p.Cases), slices.Clone(p.Runs), slices.Clone(p.Results), slices.Clone(p.Defects)
	for n := range out.Cases {
		out.Cases[n].Issues = slices.Clone(out.Cases[n].Issues)
	}
	for n := range out.Runs {
		out.Runs[n].Cases = slices.Clone(out.Runs[n].Cases)
	}
	for n := range out.Results {
		out.Results[n].Params = maps.Clone(out.Results[n].Params)
	}
	return out
}
