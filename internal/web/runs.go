package web

import (
	"fmt"
	"net/http"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
)

// runsBody is one page of the list of test runs, newest first.
type runsBody struct {
	record.RunPage
	Filter  record.RunFilter
	Sources []string // to choose from
}

// runFilter reads which runs a query asks for.
func runFilter(r *http.Request) (f record.RunFilter, err error) {
	f = record.RunFilter{Source: word(r, "source"), Branch: word(r, "branch"), Environment: word(r, "environment"), Search: word(r, "q"), Before: word(r, "before")}
	if f.Before != "" {
		if _, _, err := record.ReadPlace(f.Before); err != nil {
			return f, refused{http.StatusBadRequest, err.Error()}
		}
	}
	f.Limit, err = rowLimit(r)
	return f, err
}

// runs reads the page of runs that a query asks for.
func (s *site) runs(r *http.Request) (runsBody, error) {
	f, err := runFilter(r)
	if err != nil {
		return runsBody{}, err
	}
	page, err := s.Board.Runs(r.Context(), f)
	if err != nil {
		return runsBody{}, fmt.Errorf("list runs: %w", err)
	}
	page.Runs = list(page.Runs)
	return runsBody{RunPage: page, Filter: f}, nil
}

// runsPage lists test runs.
func (s *site) runsPage(r *http.Request, o record.Overview) (view, error) {
	b, err := s.runs(r)
	if err != nil {
		return view{}, err
	}
	for _, source := range o.Sources {
		b.Sources = append(b.Sources, source.Name)
	}
	at, note := collected(o)
	return view{name: "runs", Title: "Test runs", Nav: "runs", AsOf: at, Note: note, Body: b}, nil
}

// runsData is the same as JSON.
func (s *site) runsData(r *http.Request) (any, error) {
	o, err := s.Board.Overview(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read overview: %w", err)
	}
	b, err := s.runs(r)
	at, _ := collected(o)
	return struct {
		AsOf time.Time `json:"as_of,omitzero"`
		record.RunPage
	}{at, b.RunPage}, err
}

// collected is the moment up to which results of all sources are known: the oldest of
// their latest collections.
func collected(o record.Overview) (at time.Time, note string) {
	for _, s := range o.Sources {
		if !s.Collected.IsZero() && (at.IsZero() || s.Collected.Before(at)) {
			at, note = s.Collected, "last read of "+s.Name
		}
	}
	if at.IsZero() {
		return o.AsOf, ""
	}
	return at, note
}

// query is the address of this list with another filter, from its first page on unless
// before says where.
func (b runsBody) query(f record.RunFilter, before string) string {
	return address("runs", "source", f.Source, "branch", f.Branch, "environment", f.Environment, "q", f.Search, "before", before)
}

// Older is the next page.
func (b runsBody) Older() string { return b.query(b.Filter, b.Next) }

// Newest is the first page of the same list.
func (b runsBody) Newest() string { return b.query(b.Filter, "") }

// On is the list narrowed to a branch.
func (b runsBody) On(branch string) string {
	f := b.Filter
	f.Branch = branch
	return b.query(f, "")
}

// In is the list narrowed to an environment.
func (b runsBody) In(environment string) string {
	f := b.Filter
	f.Environment = environment
	return b.query(f, "")
}

// outcomes are the results of a run by outcome, ready to be drawn.
func outcomes(r record.RunRow) tally { return tallied(model.Outcomes(), r.Counts) }
