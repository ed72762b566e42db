package jira

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

// lentFor is how long a token of OAuth lasts (support.atlassian.com: 60 minutes; Data Center: usually an hour).
const lentFor = time.Hour

// lent holds the tokens that OAuth clients have got for their credentials.
type lent struct {
	mu     sync.Mutex
	tokens map[string]loan
	count  int
}

// loan is one token: whose it is, and until when.
type loan struct {
	user  *site.User
	until time.Time
}

// lend makes a token.
func (l *lent) lend(u *site.User, now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.tokens == nil {
		l.tokens = map[string]loan{}
	}
	l.count++
	token := fmt.Sprintf("lent-%s-%d", u.Username, l.count)
	l.tokens[token] = loan{u, now.Add(lentFor)}
	return token
}

// user finds whose token it is, nil for nobody's and for one that has ended.
func (l *lent) user(token string, now time.Time) *site.User {
	l.mu.Lock()
	defer l.mu.Unlock()
	if loan, ok := l.tokens[token]; ok && now.Before(loan.until) {
		return loan.user
	}
	return nil
}

// Revoke ends all tokens that OAuth clients have got.
func (s *Server) Revoke() {
	s.lent.mu.Lock()
	defer s.lent.mu.Unlock()
	clear(s.lent.tokens)
}

// throughGateway reports whether a request came by way of api.atlassian.com.
func throughGateway(r *http.Request) bool {
	prefix, _ := r.Context().Value(prefixKey).(string)
	return strings.HasPrefix(prefix, gateway)
}

// grants serves the token endpoint: that of auth.atlassian.com for Cloud, which here lives on the same host, or Data
// Center's own.
func (s *Server) grants() {
	path := "/oauth/token"
	if s.opts.Edition == DataCenter {
		path = "/rest/oauth2/latest/token"
	}
	s.mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		s.traffic.count(r.Method, strings.TrimPrefix(path, "/"))
		refuse := func(status int, word, text string) {
			face.WriteJSON(w, status, map[string]string{"error": word, "error_description": text})
		}
		user := s.site.Client(r.PostFormValue("client_id"), r.PostFormValue("client_secret"))
		scope := r.PostFormValue("scope")
		switch {
		case r.PostFormValue("grant_type") != "client_credentials":
			refuse(http.StatusBadRequest, "unsupported_grant_type", "Unsupported grant type: "+r.PostFormValue("grant_type"))
		case user == nil:
			refuse(http.StatusUnauthorized, "invalid_client", "Invalid client id or secret")
		case s.opts.Edition == DataCenter && scope != "READ" && scope != "WRITE":
			refuse(http.StatusBadRequest, "invalid_scope", "Requested scope '"+scope+"' is invalid")
		default:
			face.WriteJSON(w, http.StatusOK, map[string]any{"access_token": s.lent.lend(user, s.Now()), "token_type": "Bearer",
				"expires_in": int(lentFor.Seconds()), "scope": scope})
		}
	})
}
