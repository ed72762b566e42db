package xray

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	simjira "syncd/internal/sim/jira"
	"syncd/internal/sim/jira/face"
)

// State is all that the book holds, by ids of issues; Keys tells which issue is which.
type State struct {
	Runs         []Run               `json:"runs"`
	Environments map[string][]string `json:"environments"`
	Plans        map[string][]string `json:"plans"` // tests, then executions
	Statuses     []Status            `json:"statuses"`
	Filters      map[int64]string    `json:"filters"`
	Keys         map[string]string   `json:"keys"`
	Writes       int                 `json:"writes"` // mutations so far
}

// State copies the book.
func (b *Book) State() State {
	defer b.settled()()
	s := State{Runs: []Run{}, Environments: maps.Clone(b.envs), Plans: map[string][]string{}, Statuses: slices.Clone(b.statuses),
		Filters: maps.Clone(b.filters), Keys: map[string]string{}, Writes: len(b.audit)}
	for _, r := range b.runs {
		s.Runs = append(s.Runs, r.copied())
		s.Keys[r.Test], s.Keys[r.Execution] = b.key(r.Test), b.key(r.Execution)
		for _, d := range r.Defects {
			s.Keys[d] = b.key(d)
		}
	}
	for id, p := range b.plans {
		s.Plans[id] = slices.Concat(p.tests, p.executions)
		s.Keys[id] = b.key(id)
	}
	return s
}

// Control mounts the control plane: below /_sim/xray/, without a login. Requests are those below prefix.
func (b *Book) Control(prefix string) {
	answer := func(pattern string, what func() any) {
		b.jira.Control(pattern, func(w http.ResponseWriter, _ *http.Request) { face.WriteJSON(w, http.StatusOK, what()) })
	}
	answer("GET /_sim/xray/state", func() any { return b.State() })
	answer("GET /_sim/xray/audit", func() any { return b.Audit() })
	answer("GET /_sim/xray/requests", func() any { return b.Requests(prefix) })
	b.jira.Control("POST /_sim/xray/deed", func(w http.ResponseWriter, r *http.Request) {
		var d Deed
		dec := json.NewDecoder(io.LimitReader(r.Body, 1<<20))
		dec.DisallowUnknownFields()
		err := dec.Decode(&d)
		var done Done
		if err == nil {
			done, err = b.Perform(d)
		}
		if err != nil {
			face.WriteJSON(w, http.StatusBadRequest, map[string]string{"error": strings.TrimPrefix(err.Error(), "json: ")})
			return
		}
		face.WriteJSON(w, http.StatusOK, done)
	})
}

// Requests counts what was asked of Xray's own endpoints.
func (b *Book) Requests(prefix string) []simjira.Request {
	return slices.DeleteFunc(b.jira.Requests(), func(r simjira.Request) bool { return !strings.HasPrefix(r.Endpoint, prefix) })
}
