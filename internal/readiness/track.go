package readiness

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"syncd/internal/jira"
)

// Track says which scopes are judged.
type Track struct {
	Releases bool // unreleased versions
	Sprints  bool // active ones
	Filters  []FilterScope
	Keep     time.Duration // how long what is over is still judged
	Most     int           // of one project, or of one board; 0 means all
}

// FilterScope is a search that is judged like a release.
type FilterScope struct {
	Name string `json:"name"`
	JQL  string `json:"jql"`
}

// Plans is what is known of a Jira's versions and sprints.
type Plans struct {
	Versions map[string][]jira.Version // by project, in Jira's order
	Sprints  []jira.Sprint
	// Over is when a version was first seen to be released, by its id: Jira knows a day at
	// most, and often none.
	Over map[string]time.Time
}

// Scopes lists what is judged: releases, then sprints, then filters, each by what is due
// first, and counts those that Most leaves out. It bounds what is over by itself: what has
// just ended must be judged once more, to be kept.
func (t Track) Scopes(p Plans, now time.Time) (scopes []Scope, left int) {
	take := func(list []Scope) {
		slices.SortStableFunc(list, byDue)
		over := slices.IndexFunc(list, func(s Scope) bool { return s.Over })
		if over < 0 {
			over = len(list)
		}
		for _, part := range [][]Scope{list[:over], list[over:]} {
			if t.Most > 0 && len(part) > t.Most {
				left += len(part) - t.Most
				part = part[:t.Most]
			}
			scopes = append(scopes, part...)
		}
	}
	if t.Releases {
		for _, project := range slices.Sorted(maps.Keys(p.Versions)) {
			take(t.releases(project, p, now))
		}
	}
	if t.Sprints {
		boards := map[string][]Scope{}
		for _, s := range p.Sprints {
			if scope, ok := t.sprint(s, now); ok {
				boards[s.BoardID] = append(boards[s.BoardID], scope)
			}
		}
		for _, board := range slices.Sorted(maps.Keys(boards)) {
			take(boards[board])
		}
	}
	for _, f := range t.Filters {
		scopes = append(scopes, Scope{Kind: Filter, ID: f.Name, Name: f.Name})
	}
	return scopes, left
}

// releases lists the versions of a project that are judged.
func (t Track) releases(project string, p Plans, now time.Time) []Scope {
	var out []Scope
	for _, v := range p.Versions[project] {
		s := Scope{Kind: Release, Project: project, ID: v.ID, Name: v.Name, Over: v.Released, Start: v.Start, Due: v.Date}
		if v.Released {
			s.Ended = laterOf(v.Date, p.Over[v.ID])
		}
		if !v.Archived && (!v.Released || !s.Ended.IsZero() && now.Sub(s.Ended) <= t.Keep) {
			out = append(out, s)
		}
	}
	return out
}

// sprint is a sprint as a scope, if it is judged.
func (t Track) sprint(sp jira.Sprint, now time.Time) (Scope, bool) {
	s := Scope{Kind: Sprint, ID: sp.ID, Name: sp.Name, Board: cmp.Or(sp.Board, boardName(sp.BoardID)), Over: sp.State == jira.SprintClosed,
		Start: sp.Start, Due: sp.End}
	switch sp.State {
	case jira.SprintActive:
		return s, true
	case jira.SprintClosed:
		s.Ended = laterOf(sp.Completed, time.Time{})
		return s, !s.Ended.IsZero() && now.Sub(s.Ended) <= t.Keep
	}
	return s, false
}

// boardName is what a board is called whose name may not be seen.
func boardName(id string) string {
	if id == "" {
		return ""
	}
	return "board " + id
}

// byDue orders scopes: those that are not over first, then by their date; one without a
// date comes after those that have one.
func byDue(a, b Scope) int {
	over := func(s Scope) int {
		if s.Over {
			return 1
		}
		return 0
	}
	when := func(s Scope) time.Time {
		if s.Due.IsZero() {
			return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		return s.Due
	}
	if a.Over && b.Over {
		return b.Ended.Compare(a.Ended)
	}
	return cmp.Or(over(a)-over(b), when(a).Compare(when(b)))
}

// laterOf is the later of two moments.
func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Holds reports whether an issue is planned for a scope. A filter holds what its search
// finds, which the issue itself does not tell.
func (s Scope) Holds(i jira.Issue, sprintField string) bool {
	switch s.Kind {
	case Release:
		return i.Project == s.Project && slices.Contains(i.FixVersions, s.Name)
	case Sprint:
		return sprintField != "" && slices.Contains(i.Fields[sprintField], s.ID)
	}
	return false
}
