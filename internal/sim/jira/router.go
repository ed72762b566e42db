package jira

import (
	"net/http"
	"net/url"
	"strings"

	"syncd/internal/sim/jira/face"
)

// router finds the endpoint of a REST path. http.ServeMux cannot hold Jira's paths: it refuses
// issue/createmeta/{p}/issuetypes beside issue/{i}/properties/{k} as ambiguous. Here the earlier literal wins.
type router struct {
	bySegments map[int][]entry
}

type entry struct {
	route    face.Route
	segments []string
}

func newRouter(routes []face.Route) *router {
	rt := &router{bySegments: map[int][]entry{}}
	for _, r := range routes {
		segments := strings.Split(r.Path, "/")
		rt.bySegments[len(segments)] = append(rt.bySegments[len(segments)], entry{r, segments})
	}
	return rt
}

func wild(segment string) bool { return strings.HasPrefix(segment, "{") }

func (e entry) matches(path []string) bool {
	for n, s := range e.segments {
		if !wild(s) && s != path[n] || wild(s) && path[n] == "" {
			return false
		}
	}
	return true
}

// before reports whether e is the more literal of two entries that match one path.
func (e entry) before(o entry) bool {
	for n := range e.segments {
		if wild(e.segments[n]) != wild(o.segments[n]) {
			return wild(o.segments[n])
		}
	}
	return false
}

// find returns the route of a request and sets its path values; allowed tells that only the method was wrong.
func (rt *router) find(r *http.Request) (route face.Route, found, allowed bool) {
	path := strings.Split(r.URL.EscapedPath(), "/")
	var best *entry
	for _, e := range rt.bySegments[len(path)] {
		if !e.matches(path) {
			continue
		}
		allowed = true
		if e.route.Method == r.Method && (best == nil || e.before(*best)) {
			best = &e
		}
	}
	if best == nil {
		return face.Route{}, false, allowed
	}
	for n, s := range best.segments {
		if wild(s) {
			value, err := url.PathUnescape(path[n])
			if err != nil {
				return face.Route{}, false, false
			}
			r.SetPathValue(strings.Trim(s, "{}"), value)
		}
	}
	return best.route, true, true
}

// unknown answers for paths and methods that Jira does not have.
func unknown(r *http.Request, status int) face.Route {
	return face.Route{Method: r.Method, Path: "unknown", Access: face.Open, Handle: func(c *face.Call) {
		face.WriteJSON(c.Writer, status, face.ErrorBody([]string{"No endpoint " + r.Method + " " + r.URL.Path + "."}, nil))
	}}
}

// dispatch hands a REST request to its endpoint.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	route, found, allowed := s.router.find(r)
	switch {
	case found:
	case allowed:
		route = unknown(r, http.StatusMethodNotAllowed)
	default:
		route = unknown(r, http.StatusNotFound)
	}
	if !found && s.mountedAt(r.URL.Path) {
		route.Access = face.Own
	}
	s.rest(route, w, r)
}
