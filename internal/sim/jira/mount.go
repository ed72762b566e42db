package jira

import (
	"net/http"
	"slices"
	"strings"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// Mount adds the endpoints of a product that lives in this Jira or beside it, all of them below prefix ("/rest/raven/").
// They are counted, struck by faults and slowed as Jira's own, and, unless their access is face.Own, log in and are
// limited as Jira does. It is for other simulators, before the first request.
func (s *Server) Mount(prefix string, routes ...face.Route) {
	s.mounted = append(s.mounted, routes...)
	s.router = newRouter(s.mounted)
	s.mux.HandleFunc(prefix, s.dispatch)
}

// Control adds a page to the control plane, which has no login; pattern is one of net/http's ("GET /_sim/xray/state").
func (s *Server) Control(pattern string, h http.HandlerFunc) { s.mux.HandleFunc(pattern, h) }

// Site is the state behind this Jira, brought up to now.
func (s *Server) Site() *site.Site {
	s.settle()
	return s.site
}

// Edition is which Jira this is.
func (s *Server) Edition() Edition { return s.opts.Edition }

// guest finds who asks, unless that is the business of the endpoint itself.
func (s *Server) guest(route face.Route, w http.ResponseWriter, r *http.Request) (*site.User, bool) {
	if route.Access == face.Own {
		return nil, true
	}
	return s.login(w, r)
}

// mountedAt reports whether a path lies beside those of a product with a login of its own.
func (s *Server) mountedAt(path string) bool {
	return slices.ContainsFunc(s.mounted, func(r face.Route) bool {
		return r.Access == face.Own && strings.HasPrefix(path, r.Path[:strings.LastIndexByte(r.Path, '/')+1])
	})
}
