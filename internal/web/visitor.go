package web

import (
	"context"
	"errors"
	"net/http"

	"go.uber.org/zap"

	"syncd/internal/web/gate"
)

// visitor is who sent a request.
type visitor struct {
	user   string // "" where nobody logs in
	mayAct bool
	known  bool // he was let in
}

// visitorKey is where a request's context holds its visitor.
type visitorKey struct{}

// visitorOf is who sent a request; nobody before he was let in.
func visitorOf(r *http.Request) visitor {
	v, _ := r.Context().Value(visitorKey{}).(visitor)
	return v
}

// entered lets in who may read.
func (s *site) entered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitor{mayAct: s.MayAct, known: true}
		if s.Login != nil {
			var err error
			if v.user, err = s.Login.Enter(w.Header(), r); err != nil {
				s.unknown(w, r, err)
				return
			}
			v.mayAct = v.user != "" && s.Admin != nil && s.Admin(v.user)
		}
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, v)))
	})
}

// unknown answers who is not let in. He sees nothing of ours, not even an empty page.
func (s *site) unknown(w http.ResponseWriter, r *http.Request, err error) {
	// A browser asks once without a password; what else there is to say the gate has logged.
	if name, _, tried := r.BasicAuth(); tried && errors.Is(err, gate.ErrPassword) {
		s.Log.Warn("login refused", zap.String("from", r.RemoteAddr), zap.String("user", clip(80, name)), zap.Error(err))
	}
	switch {
	case errors.Is(err, gate.ErrPassword):
		w.Header().Set("WWW-Authenticate", `Basic realm="syncd", charset="UTF-8"`)
		err = refused{http.StatusUnauthorized, "log in: " + err.Error() + "; users stand in basic_auth_users of the file that web.config_file names"}
	case errors.Is(err, gate.ErrOften):
		w.Header().Set("Retry-After", "5")
		err = refused{http.StatusTooManyRequests, err.Error() + "; try again in a moment"}
	default:
		err = refused{http.StatusServiceUnavailable, err.Error() + ": the file that web.config_file names cannot be used now; the daemon's log says why"}
	}
	s.fail(w, r, err)
}

// acting lets POST through from those who may act.
func (s *site) acting(act http.HandlerFunc) http.Handler {
	return s.only(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v := visitorOf(r)
		if s.Acts == nil || !v.mayAct {
			s.Log.Warn("act refused", zap.String("path", r.URL.Path), zap.String("who", v.user), zap.String("from", r.RemoteAddr))
			s.fail(w, r, refused{http.StatusForbidden, why(v)})
			return
		}
		s.Log.Info("act", zap.String("path", r.URL.Path), zap.String("who", v.user), zap.String("from", r.RemoteAddr))
		act(w, r)
	}), http.MethodPost)
}

// why says what a visitor lacks who may not act.
func why(v visitor) string {
	if v.user == "" {
		return "acting needs a login: name users in a file for web.config_file, and in web.admins those who may act; " +
			"without one, the syncd command on the daemon's machine acts through the control socket"
	}
	return clip(80, v.user) + " may read and not act: web.admins names those who may; the syncd command on the daemon's machine acts, too"
}
