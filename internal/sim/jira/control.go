package jira

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"syncd/internal/sim/jira/face"
)

// control mounts the control plane. It has no login: it is for loopback and tests.
func (s *Server) control() {
	s.mux.HandleFunc("GET /_sim/audit", s.getAudit)
	s.mux.HandleFunc("GET /_sim/state", s.getState)
	s.mux.HandleFunc("GET /_sim/requests", func(w http.ResponseWriter, _ *http.Request) { ok(w, s.Requests()) })
	s.mux.HandleFunc("DELETE /_sim/requests", func(w http.ResponseWriter, _ *http.Request) { s.ResetRequests(); ok(w, s.Requests()) })
	s.mux.HandleFunc("GET /_sim/faults", func(w http.ResponseWriter, _ *http.Request) { ok(w, s.Faults()) })
	s.mux.HandleFunc("POST /_sim/faults", s.postFaults)
	s.mux.HandleFunc("DELETE /_sim/faults", func(w http.ResponseWriter, _ *http.Request) { s.ClearFaults(); ok(w, s.Faults()) })
	s.mux.HandleFunc("GET /_sim/clock", func(w http.ResponseWriter, _ *http.Request) { ok(w, clockState{s.Now()}) })
	s.mux.HandleFunc("POST /_sim/clock", s.postClock)
	s.mux.HandleFunc("POST /_sim/person", s.postPerson)
	s.webhookControl()
}

func ok(w http.ResponseWriter, body any) { face.WriteJSON(w, http.StatusOK, body) }

func faulty(w http.ResponseWriter, status int, err error) {
	face.WriteJSON(w, status, map[string]string{"error": err.Error()})
}

// strict reads a body; an unknown member is an error, lest a misspelt fault never fires.
func strict(r *http.Request, into any) error {
	dec := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return fmt.Errorf("reading body: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return nil
}

// getAudit lists mutations; verb, user, key and since (a sequence number) narrow it down.
func (s *Server) getAudit(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	since := 0
	if v := q.Get("since"); v != "" {
		if _, err := fmt.Sscan(v, &since); err != nil {
			faulty(w, http.StatusBadRequest, fmt.Errorf("since %q is not a number", v))
			return
		}
	}
	wants := func(name, value string) bool {
		return len(q[name]) == 0 || slices.Contains(strings.Split(strings.Join(q[name], ","), ","), value)
	}
	ok(w, slices.DeleteFunc(s.Audit(), func(m Mutation) bool {
		return m.Seq <= since || !wants("verb", m.Verb) || !wants("user", m.User) || !wants("key", m.Key)
	}))
}

// State is the whole site at one moment.
type State struct {
	Now      time.Time `json:"now"`
	Edition  string    `json:"edition"`
	Issues   []Issue   `json:"issues"`
	Requests []Request `json:"requests"`
	Faults   []Fired   `json:"faults"`
	Writes   int       `json:"writes"` // mutations so far
}

func (s *Server) getState(w http.ResponseWriter, _ *http.Request) {
	ok(w, State{s.Now(), s.opts.Edition.String(), s.Issues(), s.Requests(), s.Faults(), len(s.Audit())})
}

// postFaults takes one fault or a list.
func (s *Server) postFaults(w http.ResponseWriter, r *http.Request) {
	var raw json.RawMessage
	var list []Fault
	err := strict(r, &raw)
	if err == nil {
		if strings.HasPrefix(strings.TrimSpace(string(raw)), "{") {
			raw = json.RawMessage("[" + string(raw) + "]")
		}
		r.Body = io.NopCloser(strings.NewReader(string(raw)))
		err = strict(r, &list)
	}
	if err == nil {
		err = s.Script(list...)
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	ok(w, s.Faults())
}

type clockState struct {
	Now time.Time `json:"now"`
}

func (s *Server) postClock(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Advance Duration `json:"advance"`
	}
	err := strict(r, &body)
	if err == nil && body.Advance < 0 {
		err = errors.New("the clock does not go back")
	}
	if err != nil {
		faulty(w, http.StatusBadRequest, err)
		return
	}
	s.Advance(time.Duration(body.Advance))
	s.settle()
	ok(w, clockState{s.Now()})
}
