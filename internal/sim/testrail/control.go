package testrail

import (
	"errors"
	"net/http"
	"time"
)

// control is the control plane. It has no login: it is for loopback and tests.
func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /_sim/state":
		writeJSON(w, http.StatusOK, s.State())
	case "GET /_sim/audit":
		writeJSON(w, http.StatusOK, append([]Mutation{}, s.Audit()...))
	case "GET /_sim/requests":
		writeJSON(w, http.StatusOK, s.Requests())
	case "DELETE /_sim/requests":
		s.ResetRequests()
		writeJSON(w, http.StatusOK, s.Requests())
	case "GET /_sim/clock":
		writeJSON(w, http.StatusOK, clockState{s.Now()})
	case "POST /_sim/clock":
		s.postClock(w, r)
	case "POST /_sim/deed":
		s.postDeed(w, r)
	default:
		writeJSON(w, http.StatusNotFound, object{{"error", "there is no " + r.Method + " " + r.URL.Path + "; there are GET state, audit, requests, clock; POST deed, clock; DELETE requests"}})
	}
}

func (s *Server) postDeed(w http.ResponseWriter, r *http.Request) {
	var d Deed
	var id int64
	err := strict(r.Body, &d)
	if err == nil {
		id, err = s.Perform(d)
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, object{{"error", err.Error()}})
		return
	}
	writeJSON(w, http.StatusOK, object{{"do", d.Do}, {"id", idOrNull(id)}})
}

type clockState struct {
	Now time.Time `json:"now"`
}

func (s *Server) postClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance Duration `json:"advance"`
	}
	err := strict(r.Body, &body)
	if err == nil && body.Advance < 0 {
		err = errors.New("the clock does not go back")
	}
	if err != nil {
		writeJSON(w, http.StatusBadRequest, object{{"error", err.Error()}})
		return
	}
	s.Advance(time.Duration(body.Advance))
	writeJSON(w, http.StatusOK, clockState{s.Now()})
}

// State is the whole instance at one moment.
type State struct {
	Now         time.Time     `json:"now"`
	Edition     string        `json:"edition"`
	Maintenance bool          `json:"maintenance"`
	Statuses    []Status      `json:"statuses"`
	Projects    []Project     `json:"projects"`
	Suites      []Suite       `json:"suites"`
	Sections    []Section     `json:"sections"`
	Cases       []Case        `json:"cases"`
	Milestones  []Milestone   `json:"milestones"`
	Configs     []ConfigGroup `json:"configs"`
	Plans       []Plan        `json:"plans"`
	Runs        []Run         `json:"runs"`
	Tests       []Test        `json:"tests"`
	Results     []Result      `json:"results"`
	Requests    []Request     `json:"requests"`
	Writes      int           `json:"writes"` // through the API so far
}

// State copies everything there is, by id.
func (s *Server) State() State {
	requests := s.Requests()
	s.mu.Lock()
	defer s.mu.Unlock()
	w, statuses := s.world, []Status{}
	for _, st := range w.statuses {
		statuses = append(statuses, *st)
	}
	return State{s.now().UTC(), s.opts.Edition.String(), s.maintenance, statuses, values(w.projects), values(w.suites), values(w.sections), values(w.cases),
		values(w.milestones), values(w.groups), values(w.plans), copies(w.runs), values(w.tests), values(w.results), requests, len(s.audit)}
}

func values[T any](m map[int64]*T) []T {
	out := make([]T, 0, len(m))
	for _, v := range sorted(m, nil) {
		out = append(out, *v)
	}
	return out
}

// copies are runs whose counters do not move any more.
func copies(m map[int64]*Run) []Run {
	out := make([]Run, 0, len(m))
	for _, r := range sorted(m, nil) {
		out = append(out, r.copy())
	}
	return out
}
