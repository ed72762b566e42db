package jira

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"

	"syncd/internal/sim/jira/adf"
)

//go:embed pages.html
var pagesText string

var pageTemplates = template.Must(template.New("pages").Parse(pagesText))

// pages mounts the few pages that a demo's links lead to.
func (s *Server) pages() {
	s.mux.HandleFunc("GET /{$}", s.listPage)
	s.mux.HandleFunc("GET /browse/{key}", s.issuePage)
}

func (s *Server) listPage(w http.ResponseWriter, _ *http.Request) {
	issues := s.Issues()
	slices.Reverse(issues)
	s.page(w, http.StatusOK, "list", map[string]any{"Title": s.site.Title(), "Issues": issues, "Now": s.Now()})
}

func (s *Server) issuePage(w http.ResponseWriter, r *http.Request) {
	i, found := s.Issue(r.PathValue("key"))
	if !found {
		s.page(w, http.StatusNotFound, "missing", map[string]any{"Title": "No such issue", "Key": r.PathValue("key")})
		return
	}
	if r.PathValue("key") != i.Key { // a moved issue lives under its new key
		http.Redirect(w, r, "/browse/"+i.Key, http.StatusFound)
		return
	}
	s.page(w, http.StatusOK, "issue", map[string]any{"Title": i.Key + " " + i.Summary, "Issue": i,
		"Description": wikiHTML(i.Description), "Comments": commentPages(i.Comments), "RemoteLinks": remotePages(i.RemoteLinks)})
}

// wikiHTML is safe: the renderer escapes all text and lets no script links through.
func wikiHTML(wiki string) template.HTML { return template.HTML(adf.HTML(adf.FromWiki(wiki))) }

type commentPage struct {
	Comment
	HTML template.HTML
}

func commentPages(list []Comment) []commentPage {
	var out []commentPage
	for _, c := range list {
		root, err := adf.Parse(c.Document)
		if err != nil {
			continue
		}
		out = append(out, commentPage{c, template.HTML(adf.HTML(root))})
	}
	return out
}

type remotePage struct {
	RemoteLink
	Summary  string
	Resolved bool
}

func remotePages(list []RemoteLink) []remotePage {
	var out []remotePage
	for _, l := range list {
		var object struct {
			Summary string `json:"summary"`
			Status  struct {
				Resolved bool `json:"resolved"`
			} `json:"status"`
		}
		// A link without these members is shown without them.
		_ = json.Unmarshal(l.Object, &object)
		out = append(out, remotePage{l, object.Summary, object.Status.Resolved})
	}
	return out
}

func (s *Server) page(w http.ResponseWriter, status int, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.WriteHeader(status)
	// A client that went away is no fault of ours.
	_ = pageTemplates.ExecuteTemplate(w, name, data)
}
