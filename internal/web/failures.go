package web

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"syncd/internal/plan"
	"syncd/internal/record"
)

// failuresMost is how many failing cases the page lists: more than that nobody reads, and
// the sheet has them all.
const failuresMost = 500

// failuresBody is the morning list: every failing case, in exactly one state.
type failuresBody struct {
	All    int // failing cases, whatever the filter
	Tally  tally
	Groups []failureGroup
	Filter record.FailureFilter
	Since  string    // as it was asked for
	Found  int       // that the filter lets through
	Shown  int       // of them: at most failuresMost
	Pick   []choices // what can be filtered by
	Syncs  bool      // more than one: say which
	urls
	Judged bool // a cycle has run
}

// failureGroup is the failing cases of one state.
type failureGroup struct {
	State string
	Total int
	Cases []record.Failure
}

// choices are the values that a filter can be set to.
type choices struct {
	Name, Label, Now string
	Values           []string
}

// failureFilter reads which failing cases a query asks for.
func (s *site) failureFilter(r *http.Request) (f record.FailureFilter, err error) {
	q := r.URL.Query()
	f = record.FailureFilter{State: q.Get("state"), Component: q.Get("component"), Owner: q.Get("owner"), Story: q.Get("story"),
		Sync: q.Get("sync"), Search: strings.TrimSpace(q.Get("q"))}
	if err := f.Check(); err != nil {
		return f, refused{http.StatusBadRequest, err.Error()}
	}
	if since := q.Get("since"); since != "" {
		span, err := s.Span(since)
		if err != nil {
			return f, refused{http.StatusBadRequest, "since: " + err.Error()}
		}
		f.Since = s.Now().Add(-span)
	}
	return f, nil
}

// failures reads the failing cases that a query asks for, beside all of them.
func (s *site) failures(r *http.Request) (f record.FailureFilter, all []record.StateIn, list []record.Failure, states map[plan.StateWord]int, err error) {
	if f, err = s.failureFilter(r); err != nil {
		return f, nil, nil, nil, err
	}
	if all, err = s.Board.Failing(r.Context()); err != nil {
		return f, nil, nil, nil, fmt.Errorf("read failing cases: %w", err)
	}
	list, states = record.Failures(all, f, s.External)
	return f, all, list, states, nil
}

// failuresPage lists failing cases by who has them.
func (s *site) failuresPage(r *http.Request, o record.Overview) (view, error) {
	f, all, found, counts, err := s.failures(r)
	if err != nil {
		return view{}, err
	}
	at, err := s.urls(r.Context(), o)
	if err != nil {
		return view{}, err
	}
	b := failuresBody{All: len(all), Filter: f, Since: r.URL.Query().Get("since"), Found: len(found), Syncs: len(o.Syncs) > 1, urls: at,
		Tally: tallied(states(), counts), Pick: picks(all, f)}
	for _, word := range states() {
		g := failureGroup{State: string(word)}
		for _, c := range found {
			if c.State != word {
				continue
			}
			if g.Total++; b.Shown < failuresMost {
				g.Cases, b.Shown = append(g.Cases, c), b.Shown+1
			}
		}
		if len(g.Cases) > 0 {
			b.Groups = append(b.Groups, g)
		}
	}
	asOf, note := judged(o)
	b.Judged = !asOf.IsZero()
	return view{name: "failures", Title: "Failing cases", Nav: "failures", AsOf: asOf, Note: note, Body: b}, nil
}

// picks are the filters with the values that occur, those with a choice only. The
// value that is set stays in its list even where nothing has it any more.
func picks(all []record.StateIn, f record.FailureFilter) []choices {
	values := map[string]map[string]bool{"component": {}, "owner": {}, "story": {}, "sync": {}}
	for _, s := range all {
		values["component"][s.Component], values["owner"][s.Owner], values["sync"][s.Sync] = true, true, true
		for _, key := range s.Stories {
			values["story"][key] = true
		}
		if len(s.Stories) == 0 {
			values["story"][record.NoStory] = true
		}
	}
	var out []choices
	for _, c := range []choices{{Name: "component", Label: "Component", Now: f.Component}, {Name: "owner", Label: "Owner", Now: f.Owner},
		{Name: "story", Label: "Story", Now: f.Story}, {Name: "sync", Label: "Sync", Now: f.Sync}} {
		if c.Now != "" {
			values[c.Name][c.Now] = true
		}
		// What would not come back as it is shown cannot be chosen.
		maps.DeleteFunc(values[c.Name], func(v string, _ bool) bool { return v == "" || clean(v) != v })
		c.Values = slices.Sorted(maps.Keys(values[c.Name]))
		if len(c.Values) > 1 || c.Now != "" || c.Name == "component" && len(c.Values) == 1 {
			out = append(out, c)
		}
	}
	return out
}

// span is a choice of how long ago a case began to fail.
type span struct{ Span, Text string }

// Spans are the usual ones, and the one that was asked for.
func (b failuresBody) Spans() []span {
	usual := []span{{"24h", "the last 24 hours"}, {"72h", "the last 3 days"}, {"168h", "the last 7 days"}}
	if b.Since == "" || slices.ContainsFunc(usual, func(s span) bool { return s.Span == b.Since }) {
		return usual
	}
	return append(usual, span{b.Since, "the last " + b.Since})
}

// To is the address of the list with another state and the same other filters.
func (b failuresBody) To(state string) string { return "failures" + b.query(state) }

// CSV is the address of the same list for spreadsheets.
func (b failuresBody) CSV() string { return "api/v1/failures.csv" + b.query(b.Filter.State) }

// Filtered reports whether anything but the state is asked for.
func (b failuresBody) Filtered() bool { return b.query("") != "" }

// query is the filters as an address holds them.
func (b failuresBody) query(state string) string {
	f, q := b.Filter, url.Values{}
	for name, v := range map[string]string{"state": state, "component": f.Component, "owner": f.Owner, "story": f.Story, "sync": f.Sync, "since": b.Since, "q": f.Search} {
		if v != "" {
			q.Set(name, v)
		}
	}
	return strings.TrimSuffix("?"+q.Encode(), "?")
}

// failuresData is the failing cases that a query asks for, with the sums by state of
// those that it would let through in any.
func (s *site) failuresData(r *http.Request) (any, error) {
	at, err := s.asOf(r)
	if err != nil {
		return nil, err
	}
	_, _, found, states, err := s.failures(r)
	if err != nil {
		return nil, err
	}
	return struct {
		AsOf     time.Time              `json:"as_of,omitzero"`
		States   map[plan.StateWord]int `json:"states"`
		Failures []record.Failure       `json:"failures"`
	}{at, states, list(found)}, nil
}

// failuresCSV serves the same list for spreadsheets.
func (s *site) failuresCSV(w http.ResponseWriter, r *http.Request) {
	_, _, found, _, err := s.failures(r)
	var b bytes.Buffer
	if err == nil {
		err = record.WriteFailuresCSV(&b, found)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="failures.csv"`)
	w.Header().Set("Cache-Control", "private, no-cache")
	tagged(w, r, b.Bytes())
}
