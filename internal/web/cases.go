package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"syncd/internal/record"
)

// How many places or cases a page of the list shows, and the most that one may ask for.
const (
	casesShown = 50
	casesMost  = 500
)

// casesBody is one page of cases by where they live.
type casesBody struct {
	record.CaseList
	Filter record.CaseFilter
	Syncs  bool // more than one: say which
	Judged bool // a cycle has run
}

// caseFilter reads which cases a query asks for.
func caseFilter(r *http.Request) (record.CaseFilter, error) {
	q := r.URL.Query()
	f := record.CaseFilter{Story: cmp.Or(q.Get("story"), record.NoStory), Search: strings.TrimSpace(q.Get("q")), Place: q.Get("place")}
	for name, into := range map[string]*int{"page": &f.Page, "limit": &f.Limit} {
		most, usual := casesMost, casesShown
		if name == "page" {
			most, usual = 1_000_000, 1
		}
		n, err := strconv.Atoi(cmp.Or(q.Get(name), strconv.Itoa(usual)))
		if err != nil || n < 1 || n > most {
			return f, refused{http.StatusBadRequest, fmt.Sprintf("%s must be a number from 1 to %d", name, most)}
		}
		*into = n
	}
	return f, nil
}

// cases reads the page that a query asks for.
func (s *site) cases(r *http.Request) (casesBody, error) {
	f, err := caseFilter(r)
	if err != nil {
		return casesBody{}, err
	}
	found, err := s.Board.Cases(r.Context(), f)
	if err != nil {
		return casesBody{}, fmt.Errorf("read cases: %w", err)
	}
	found.Places, found.Listed, found.Rules = list(found.Places), list(found.Listed), list(found.Rules)
	return casesBody{CaseList: found, Filter: f}, nil
}

// casesPage lists cases, those without a story unless others are asked for.
func (s *site) casesPage(r *http.Request, o record.Overview) (view, error) {
	b, err := s.cases(r)
	if err != nil {
		return view{}, err
	}
	at, note := judged(o)
	b.Syncs, b.Judged = len(o.Syncs) > 1, !at.IsZero()
	return view{name: "cases", Title: "Cases", Nav: "cases", AsOf: at, Note: note, Body: b}, nil
}

// casesData is the same as JSON.
func (s *site) casesData(r *http.Request) (any, error) {
	at, err := s.asOf(r)
	if err != nil {
		return nil, err
	}
	b, err := s.cases(r)
	if err != nil {
		return nil, err
	}
	return struct {
		AsOf time.Time `json:"as_of,omitzero"`
		record.CaseList
	}{at, b.CaseList}, nil
}

// query is the address of this list with other values, in pairs; an empty one is left
// out. Whatever it asks for, it begins at the first page unless it names one.
func (b casesBody) query(pairs ...string) string {
	f := b.Filter
	q := url.Values{"story": {f.Story}, "q": {f.Search}, "place": {f.Place}}
	if f.Limit != casesShown {
		q.Set("limit", strconv.Itoa(f.Limit))
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	for name, v := range q {
		if v[0] == "" || name == "story" && v[0] == record.NoStory {
			q.Del(name)
		}
	}
	return "cases" + strings.TrimSuffix("?"+q.Encode(), "?")
}

// To is the list with another filter by story, without what it was narrowed to.
func (b casesBody) To(story string) string { return b.query("story", story, "place", "") }

// In is the list of the cases of one place, Out that of all places.
func (b casesBody) In(p record.CasePlace) string { return b.query("place", p.ID) }
func (b casesBody) Out() string                  { return b.query("place", "") }

// Turn is another page of the same list.
func (b casesBody) Turn(by int) string { return b.query("page", strconv.Itoa(b.Page+by)) }

// OfStory is the story whose cases are listed, "" for none in particular.
func (b casesBody) OfStory() string {
	if b.Filter.Story == record.NoStory || b.Filter.Story == record.AnyStory {
		return ""
	}
	return b.Filter.Story
}

// Linked counts the cases that check a story.
func (b casesBody) Linked() int { return b.CaseList.Cases - b.CaseList.NoStory }

// Shares are the cases with and without a story, for the bar.
func (b casesBody) Shares() tally {
	return tallied([]string{"with a story", "no story"}, map[string]int{"with a story": b.Linked(), "no story": b.CaseList.NoStory})
}
