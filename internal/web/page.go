package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"go.uber.org/zap"

	"syncd/internal/record"
)

//go:embed templates static
var files embed.FS

// asset returns an embedded file; a wrong name shows as an empty one in the first test.
func asset(name string) []byte {
	b, err := files.ReadFile(name)
	if err != nil {
		return nil
	}
	return b
}

// names are the pages, each a template file that fills the layout's main part.
var names = []string{"overview", "cycles", "cycle", "defects", "failures", "cases", "case", "story", "scopes", "scope", "error",
	"runs", "run", "sources", "source", "stories", "config"}

// parse reads the templates. html/template escapes by context: nothing in this room
// ever marks text as safe.
func parse(now func() time.Time) (map[string]*template.Template, error) {
	layout, err := template.New("layout").Funcs(functions(now)).ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/why.html", "templates/scopeparts.html",
		"templates/drawing.html", "templates/runparts.html")
	if err != nil {
		return nil, fmt.Errorf("parse layout: %w", err)
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		t, err := layout.Clone()
		if err != nil {
			return nil, fmt.Errorf("copy layout: %w", err)
		}
		if pages[name], err = t.ParseFS(files, "templates/"+name+".html"); err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
	}
	return pages, nil
}

// view is one page: a template's name and what it shows.
type view struct {
	name  string
	Title string
	Nav   string    // entry of the navigation that it belongs to
	AsOf  time.Time // the facts that it shows are at least this fresh
	Note  string    // what kind of moment AsOf is
	Body  any
}

// frame is what the layout shows around a view.
type frame struct {
	view
	Root    string // relative path to the first page
	Style   string
	Now     time.Time
	Version string
	Address string // of this page, for people; "" where it has none
	Pauses  []record.Pause
	User    string // who is logged in, "" where nobody has to
	MayAct  bool   // buttons are shown to those only who may press them
}

// Paused reports whether a sync is paused by its name.
func (f frame) Paused(sync string) bool {
	return slices.ContainsFunc(f.Pauses, func(p record.Pause) bool { return p.Sync == sync })
}

// errorBody is what the error page shows.
type errorBody struct {
	Status int
	Text   string
}

// pageFunc returns what a page shows, given how everything stands.
type pageFunc func(*http.Request, record.Overview) (view, error)

// page serves a page. Each one shows the brake, so each one reads the overview.
func (s *site) page(show pageFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		o, err := s.Board.Overview(r.Context())
		if err != nil {
			s.fail(w, r, fmt.Errorf("read overview: %w", err))
			return
		}
		v, err := show(r, o)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		w.Header().Set("Cache-Control", "private, no-cache")
		s.render(w, r, http.StatusOK, v, o)
	})
}

// render writes a page whole or not at all: half a page would look like half the facts.
func (s *site) render(w http.ResponseWriter, r *http.Request, status int, v view, o record.Overview) {
	who := visitorOf(r)
	f := frame{view: v, Root: root(r), Style: s.style, Now: s.Now().UTC(), Version: s.Version, Pauses: o.Pauses, User: who.user, MayAct: who.mayAct && s.Acts != nil}
	if s.External != "" && status == http.StatusOK {
		f.Address = strings.TrimSuffix(s.External, "/") + r.URL.EscapedPath()
	}
	var b bytes.Buffer
	t, ok := s.pages[v.name]
	if !ok {
		http.Error(w, "the pages of this binary are broken; its log says why", http.StatusInternalServerError)
		return
	}
	if err := t.ExecuteTemplate(&b, "layout", f); err != nil {
		s.Log.Error("write page", zap.String("page", v.name), zap.Error(err))
		http.Error(w, "this page could not be written; the daemon's log says why", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// root is the relative path from a request's page to the first page: relative links
// stay right behind every proxy.
func root(r *http.Request) string {
	depth := strings.Count(r.URL.EscapedPath(), "/") - 1
	if depth <= 0 {
		return "./"
	}
	return strings.Repeat("../", depth)
}
