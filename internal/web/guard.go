package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// policy is what a browser may do with a page: load our one style sheet and icon. Even
// if hostile test output were to become markup, nothing in it would run.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guarded puts on every answer what browsers must know, refuses what other sites'
// pages send, and takes away the path prefix that a proxy may have left.
func (s *site) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, refused{http.StatusForbidden, "this request comes from a page of another site"})
	}))
	next = prefixed(s.External, cross.Handler(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// prefixed serves below the external address's path too. Links are relative, so that
// pages work whether or not a proxy strips it.
func prefixed(external string, next http.Handler) http.Handler {
	u, err := url.Parse(external)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return next
	}
	prefix := "/" + strings.Trim(u.Path, "/")
	strip := http.StripPrefix(prefix, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == prefix:
			http.Redirect(w, r, prefix+"/", http.StatusPermanentRedirect)
		case strings.HasPrefix(r.URL.Path, prefix+"/"):
			strip.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// reading lets nothing but GET and HEAD through.
func (s *site) reading(next http.Handler) http.Handler {
	return s.only(next, http.MethodGet, http.MethodHead)
}

// only answers other methods with 405 and the ones that exist.
func (s *site) only(next http.Handler, methods ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(methods, r.Method) {
			w.Header().Set("Allow", strings.Join(methods, ", "))
			s.fail(w, r, refused{http.StatusMethodNotAllowed, "only " + strings.Join(methods, " and ") + " work here"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// acting lets POST through where acting is allowed.
func (s *site) acting(act http.HandlerFunc) http.Handler {
	return s.only(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.MayAct || s.Acts == nil {
			s.fail(w, r, refused{http.StatusForbidden,
				"acting needs the control socket for now: use the syncd command on the machine where the daemon runs"})
			return
		}
		act(w, r)
	}), http.MethodPost)
}

// health answers 200 or 503 in plain text that says why.
func (s *site) health(ask func(Health, context.Context) error, word string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		if s.Health != nil {
			if err := ask(s.Health, r.Context()); err != nil {
				w.WriteHeader(http.StatusServiceUnavailable)
				w.Write([]byte("not " + word + ": " + err.Error() + "\n"))
				return
			}
		}
		w.Write([]byte(word + "\n"))
	})
}
