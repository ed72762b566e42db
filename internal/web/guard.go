package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"go.uber.org/zap"
)

// policy is what a browser may do with a page: load our one style sheet and icon. Even
// if hostile test output were to become markup, nothing in it would run.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// guarded puts on every answer what browsers must know, refuses what other sites'
// pages send, and takes away the path prefix that a proxy may have left.
func (s *site) guarded(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.fail(w, r, refused{http.StatusForbidden, "this request comes from a page of another site; if it was one of these pages, web.url must say at which address people reach them"})
	}))
	if o := origin(s.External); o != "" {
		// Proxies often keep the host that people asked for to themselves.
		if err := cross.AddTrustedOrigin(o); err != nil {
			s.Log.Warn("web.url is no origin that could be trusted", zap.Error(err))
		}
	}
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

// origin is what browsers call the site of an address, "" if it is none.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Host)
	if port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]; port != "" {
		host = strings.TrimSuffix(host, port)
	}
	return u.Scheme + "://" + host
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
