package jira

import (
	"net/http"
	"strings"

	"syncd/internal/sim/jira/site"
)

// Project is a project with the ids of its releases.
type Project = site.ProjectSnapshot

// Project copies a project, by id or any key it ever had, whoever may see it.
func (s *Server) Project(idOrKey string) (Project, bool) {
	s.settle()
	return s.site.SnapshotProject(idOrKey)
}

// Admit logs a request in for an app that lives inside the site: the user's name, or "" and false when the request
// has been answered with a refusal. It counts no request and strikes no fault.
func (s *Server) Admit(w http.ResponseWriter, r *http.Request) (username string, ok bool) {
	user, known := s.login(w, r)
	if !known {
		return "", false
	}
	if user == nil {
		s.unauthorized(w, r)
		return "", false
	}
	return user.Username, true
}

// ContextPath is where the site lives below its host, "" for its root; never with a slash at the end.
func (s *Server) ContextPath() string { return strings.TrimRight(s.opts.ContextPath, "/") }
