package jira

import (
	"net/http"
	"strings"
	"sync"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// maxFailures is how often a login by password may fail on Data Center before it wants a CAPTCHA, which no program can
// solve: from then on the right password is denied as well.
const maxFailures = 3

// doors counts failed logins by user name.
type doors struct {
	mu     sync.Mutex
	failed map[string]int
}

func newDoors() *doors { return &doors{failed: map[string]int{}} }

// fail notes a failed login, open forgets them after a good one; both report whether the door is shut.
func (d *doors) fail(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failed[name]++
	return d.failed[name] > maxFailures
}

func (d *doors) open(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.failed[name] >= maxFailures {
		return false
	}
	delete(d.failed, name)
	return true
}

// login finds who asks, nil for nobody; known is false for wrong credentials, which have been answered.
func (s *Server) login(w http.ResponseWriter, r *http.Request) (user *site.User, known bool) {
	header := r.Header.Get("Authorization")
	name, token, basic := r.BasicAuth()
	bearer, byToken := strings.CutPrefix(header, "Bearer ")
	switch {
	case header == "":
		s.greet(w, nil)
		return nil, true
	case basic:
		user = s.site.Login(name, token)
	case byToken:
		user = s.site.Bearer(bearer)
	}
	if user == nil && byToken && (s.opts.Edition == DataCenter || throughGateway(r)) {
		user = s.lent.user(bearer, s.Now())
	}
	if user == nil && s.opts.Edition == Cloud && throughGateway(r) {
		if !basic {
			name, token = "", bearer
		}
		user = s.site.Scoped(name, token)
	}
	if s.opts.Edition == DataCenter && basic {
		if user != nil && user.Username != name {
			user = nil // there people log in by name, not by address
		}
		if s.denied(name, user) {
			s.captcha(w, r)
			return nil, false
		}
	}
	if user == nil {
		w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
		s.unauthorized(w, r)
		return nil, false
	}
	s.greet(w, user)
	return user, true
}

// denied reports whether the door is shut for a user name.
func (s *Server) denied(name string, user *site.User) bool {
	if user == nil {
		return s.doors.fail(name)
	}
	return !s.doors.open(name)
}

// greet tells who is logged in, as Data Center does in every answer.
func (s *Server) greet(w http.ResponseWriter, user *site.User) {
	if s.opts.Edition != DataCenter {
		return
	}
	if user == nil {
		w.Header().Set("X-AUSERNAME", "anonymous")
		return
	}
	w.Header().Set("X-AUSERNAME", user.Username)
	w.Header().Set("X-Seraph-LoginReason", "OK")
}

// captcha denies a login as Data Center does after too many failures.
func (s *Server) captcha(w http.ResponseWriter, r *http.Request) {
	if !sleep(r.Context(), s.opts.Latency) {
		cut()
	}
	called, _ := s.base(r)
	w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATION_DENIED")
	w.Header().Set("X-Authentication-Denied-Reason", "CAPTCHA_CHALLENGE; login-url="+called+"/login.jsp")
	w.Header().Set("Content-Type", "text/html;charset=UTF-8")
	w.WriteHeader(http.StatusForbidden)
	// A client that went away is no fault of ours.
	_, _ = w.Write([]byte("<html><head><title>Forbidden (403)</title></head><body>Encountered a &quot;403 - Forbidden&quot; error.</body></html>"))
}

func (s *Server) unauthorized(w http.ResponseWriter, r *http.Request) {
	if !sleep(r.Context(), s.opts.Latency) {
		cut()
	}
	w.Header().Set("WWW-Authenticate", `OAuth realm="jira"`)
	message := "Client must be authenticated to access this resource."
	if s.opts.Edition == DataCenter {
		message = "You are not authenticated. Authentication required to perform this operation."
	}
	face.WriteJSON(w, http.StatusUnauthorized, face.ErrorBody([]string{message}, nil))
}
