package jira

import (
	"net/http"
	"strings"

	"syncd/internal/sim/jira/cloud"
	"syncd/internal/sim/jira/site"
)

// login finds who asks, nil for nobody; known is false for wrong credentials.
func (s *Server) login(r *http.Request) (user *site.User, known bool) {
	header := r.Header.Get("Authorization")
	if header == "" {
		return nil, true
	}
	if name, token, basic := r.BasicAuth(); basic {
		user = s.site.Login(name, token)
	} else if token, bearer := strings.CutPrefix(header, "Bearer "); bearer {
		user = s.site.Bearer(token)
	}
	return user, user != nil
}

func (s *Server) unauthorized(w http.ResponseWriter, r *http.Request) {
	if !sleep(r.Context(), s.opts.Latency) {
		cut()
	}
	w.Header().Set("WWW-Authenticate", `OAuth realm="jira"`)
	cloud.WriteJSON(w, http.StatusUnauthorized, cloud.ErrorBody([]string{"Client must be authenticated to access this resource."}, nil))
}
