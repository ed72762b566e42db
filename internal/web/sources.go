package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"syncd/internal/model"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// faultsShown is how many remarks on a source one page lists.
const faultsShown = 200

// sourcesBody is the list of sources.
type sourcesBody struct{ Sources []sourceRow }

// sourceRow is one source with the word that sums it up.
type sourceRow struct{ record.SourceState }

// Word says in one word how a source stands.
func (s sourceRow) Word() string {
	switch {
	case s.Collected.IsZero():
		return "not read yet"
	case s.Evidence() == verdict.Dark:
		return "dark"
	case !s.Complete:
		return "in parts"
	}
	return "whole"
}

// Unread says what of the source could not be read, "" if nothing.
func (s sourceRow) Unread() string {
	var parts []string
	remarks := len(s.Faults)
	switch lost := s.Lost(); {
	case s.BadFiles > 0:
		parts = append(parts, bad(s.SourceState))
	case lost != "":
		parts = append(parts, clip(160, lost))
		remarks--
	}
	if n := remarks; n > 0 {
		parts = append(parts, many(n, "remark", "remarks"))
	}
	if n := len(s.Unmapped); n > 0 {
		parts = append(parts, many(n, "status", "statuses")+" mapped to nothing: "+clip(200, strings.Join(s.Unmapped, ", ")))
	}
	return strings.Join(parts, ", ")
}

// Lost is the first of the remarks by which results are missing, "" if none are.
func (s sourceRow) Lost() string {
	for _, f := range s.Faults {
		if f.Lost {
			return f.Text
		}
	}
	return ""
}

// Pushable reports whether results may be pushed to the source, or have been.
func (s sourceRow) Pushable() bool { return s.Kind == "files" || !s.Pushed.IsZero() }

// bad is how much of a source could not be read: files, or runs and lists of a test tool.
func bad(s record.SourceState) string {
	if s.Kind == "files" {
		return many(s.BadFiles, "file", "files")
	}
	return many(s.BadFiles, "part", "parts")
}

// Bad is that of a source, for pages.
func (s sourceRow) Bad() string { return bad(s.SourceState) }

// sourcesPage lists the sources.
func (s *site) sourcesPage(_ *http.Request, o record.Overview) (view, error) {
	b := sourcesBody{}
	for _, one := range o.Sources {
		b.Sources = append(b.Sources, sourceRow{one})
	}
	return view{name: "sources", Title: "Sources", Nav: "sources", AsOf: o.AsOf, Body: b}, nil
}

// sourcesData is the same as JSON, with the remarks counted.
func (s *site) sourcesData(r *http.Request) (any, error) {
	o, err := s.Board.Overview(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read overview: %w", err)
	}
	out := []sourceAnswer{}
	for _, one := range o.Sources {
		a := answered(one)
		a.Faults = []model.Fault{}
		out = append(out, a)
	}
	return struct {
		AsOf    time.Time      `json:"as_of"`
		Sources []sourceAnswer `json:"sources"`
	}{o.AsOf, out}, nil
}

// sourceAnswer is a source as the API tells it.
type sourceAnswer struct {
	record.SourceState
	State   string `json:"state"`   // whole, in parts, dark, not read yet
	Remarks int    `json:"remarks"` // of which Faults may hold fewer
}

// answered is a source as the API tells it, with a bounded number of remarks.
func answered(s record.SourceState) sourceAnswer {
	a := sourceAnswer{SourceState: s, State: sourceRow{s}.Word(), Remarks: len(s.Faults)}
	a.Faults, a.Feeds = list(s.Faults[:min(len(s.Faults), faultsShown)]), list(s.Feeds)
	return a
}

// sourceBody is one source.
type sourceBody struct {
	sourceRow
	Runs   []record.RunRow
	Hidden int // remarks beyond those that are listed
}

// sourcePage shows one source.
func (s *site) sourcePage(r *http.Request, o record.Overview) (view, error) {
	v, err := s.Board.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return view{}, fmt.Errorf("read source: %w", err)
	}
	b := sourceBody{sourceRow: sourceRow{v.SourceState}, Runs: v.Runs, Hidden: max(0, len(v.Faults)-faultsShown)}
	b.Faults = v.Faults[:len(v.Faults)-b.Hidden]
	at, note := v.Collected, "last read"
	if at.IsZero() {
		at, note = o.AsOf, ""
	}
	return view{name: "source", Title: "Source " + clip(80, v.Name), Nav: "sources", AsOf: at, Note: note, Body: b}, nil
}

// sourceData is the same as JSON.
func (s *site) sourceData(r *http.Request) (any, error) {
	v, err := s.Board.Source(r.Context(), r.PathValue("name"))
	if err != nil {
		return nil, fmt.Errorf("read source: %w", err)
	}
	return struct {
		AsOf time.Time `json:"as_of,omitzero"`
		sourceAnswer
		Runs []record.RunRow `json:"runs"`
	}{v.Collected, answered(v.SourceState), list(v.Runs)}, nil
}

// RunsOf is the list of all runs of the source.
func (s sourceRow) RunsOf() string { return address("runs", "source", s.Name) }
