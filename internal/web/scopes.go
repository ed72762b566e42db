package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"syncd/internal/readiness"
	"syncd/internal/record"
	"syncd/internal/verdict"
)

// Scopes is what the pages of releases, sprints and filters read. There may be fifty of
// them with thousands of stories each: a page reads one scope and one page of its stories.
type Scopes interface {
	// Scopes lists what is judged, and what is frozen after so many of them.
	Scopes(ctx context.Context, skip int) (record.ScopeList, error)
	// Scope tells of one; what is not judged is an error that wraps record.NoScope.
	Scope(ctx context.Context, ask record.ScopeAsk) (record.ScopeView, error)
	Members(ctx context.Context, v record.ScopeView, f record.MemberFilter) (record.MemberPage, error)
	// Trace tells each thread from a story over its tests to who has what failed.
	Trace(ctx context.Context, v record.ScopeView, each func(record.Trace) error) error
	// Pauses is the brake, which every page shows.
	Pauses(ctx context.Context) ([]record.Pause, error)
}

// askFunc reads which scope an address names.
type askFunc func(*http.Request) record.ScopeAsk

// The addresses of scopes.
const (
	releasePath = "releases/{project}/{name}"
	sprintPath  = "sprints/{id}"
	filterPath  = "filters/{name}"
)

// scopePaths says what each address asks for.
var scopePaths = map[string]askFunc{
	releasePath: func(r *http.Request) record.ScopeAsk {
		return record.ScopeAsk{Kind: readiness.Release, Project: r.PathValue("project"), Name: r.PathValue("name")}
	},
	sprintPath: func(r *http.Request) record.ScopeAsk {
		return record.ScopeAsk{Kind: readiness.Sprint, Name: r.PathValue("id")}
	},
	filterPath: func(r *http.Request) record.ScopeAsk {
		return record.ScopeAsk{Kind: readiness.Filter, Name: r.PathValue("name")}
	},
}

// boards are the routes of releases, sprints and filters.
func (s *site) boards(mux *http.ServeMux) {
	live := func(path string) sheetFunc { return s.scopePage(asked(scopePaths[path], false)) }
	frozen := func(path string) sheetFunc { return s.scopePage(asked(scopePaths[path], true)) }
	for path, show := range map[string]sheetFunc{
		"/releases": s.scopesPage, "/sprints": s.scopesPage, "/filters": s.scopesPage,
		"/releases/{project}/{name}": live(releasePath), "/releases/{project}/{name}/frozen": frozen(releasePath),
		"/sprints/{id}": live(sprintPath), "/sprints/{id}/frozen": frozen(sprintPath),
		"/filters/{name}": live(filterPath), "/filters/{name}/frozen": frozen(filterPath),
	} {
		mux.Handle(path, s.reading(s.sheet(show)))
	}
	mux.Handle("/api/v1/releases", s.reading(s.data(s.scopesData)))
	for path, ask := range scopePaths {
		api := "/api/v1/" + path
		mux.Handle(api, s.reading(s.data(s.scopeData(asked(ask, false)))))
		mux.Handle(api+"/frozen", s.reading(s.data(s.scopeData(asked(ask, true)))))
		mux.Handle(api+"/stories", s.reading(s.data(s.membersData(asked(ask, false)))))
		mux.Handle(api+"/frozen/stories", s.reading(s.data(s.membersData(asked(ask, true)))))
		mux.Handle(api+"/stories.csv", s.reading(s.storiesCSV(asked(ask, false))))
		mux.Handle(api+"/frozen/stories.csv", s.reading(s.storiesCSV(asked(ask, true))))
		mux.Handle(api+"/trace.csv", s.reading(s.traceCSV(asked(ask, false))))
	}
}

// asked adds whose judgement is asked for.
func asked(ask askFunc, frozen bool) askFunc {
	return func(r *http.Request) record.ScopeAsk {
		a := ask(r)
		a.Sync, a.Frozen = r.URL.Query().Get("sync"), frozen
		return a
	}
}

// sheetFunc returns what a page shows that stands for itself.
type sheetFunc func(*http.Request) (view, error)

// sheet serves a page that does not need to know how everything else stands: the
// overview, which other pages read for the brake, is judged from all stories.
func (s *site) sheet(show func(*http.Request) (view, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var o record.Overview
		var err error
		if o.Pauses, err = s.Board.Pauses(r.Context()); err != nil {
			s.fail(w, r, fmt.Errorf("read the brake: %w", err))
			return
		}
		v, err := show(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "private, no-cache")
		s.render(w, r, http.StatusOK, v, o)
	})
}

// scope reads the scope that a request names.
func (s *site) scope(r *http.Request, ask askFunc) (record.ScopeView, error) {
	v, err := s.Board.Scope(r.Context(), ask(r))
	var none record.NoScope
	if errors.As(err, &none) {
		return v, refused{http.StatusNotFound, clean(none.Error())}
	}
	if err != nil {
		return v, fmt.Errorf("read %s: %w", ask(r), err)
	}
	return v, nil
}

// How many stories a page shows, and the most that one may ask for.
const (
	membersShown = 100
	membersMost  = 500
)

// memberFilter reads which stories a query asks for.
func memberFilter(r *http.Request) (f record.MemberFilter, err error) {
	q := r.URL.Query()
	f = record.MemberFilter{Verdict: verdict.Word(q.Get("verdict")), Search: q.Get("q"), Limit: membersShown}
	if f.Verdict != "" && !slices.Contains(verdict.Words(), f.Verdict) {
		return f, refused{http.StatusBadRequest, fmt.Sprintf("there is no verdict %q; verdicts are: %s", clean(f.Verdict), words(verdict.Words()))}
	}
	for name, into := range map[string]*int{"after": &f.After, "limit": &f.Limit} {
		text := q.Get(name)
		if text == "" {
			continue
		}
		least, most := 1, membersMost
		if name == "after" {
			least, most = 0, 10_000_000
		}
		if *into, err = strconv.Atoi(text); err != nil || *into < least || *into > most {
			return f, refused{http.StatusBadRequest, fmt.Sprintf("%s must be a number from %d to %d", name, least, most)}
		}
	}
	return f, nil
}

// words lists the words of a closed list.
func words[T ~string](all []T) string {
	text := ""
	for i, w := range all {
		if i > 0 {
			text += ", "
		}
		text += string(w)
	}
	return text
}

// members reads the scope that a request names, and the page of its stories.
func (s *site) members(r *http.Request, ask askFunc) (record.ScopeView, record.MemberFilter, record.MemberPage, error) {
	f, err := memberFilter(r)
	if err != nil {
		return record.ScopeView{}, f, record.MemberPage{}, err
	}
	v, err := s.scope(r, ask)
	if err != nil {
		return v, f, record.MemberPage{}, err
	}
	page, err := s.Board.Members(r.Context(), v, f)
	if err != nil {
		return v, f, page, fmt.Errorf("read the stories of %s: %w", ask(r), err)
	}
	page.Members = list(page.Members)
	return v, f, page, nil
}
