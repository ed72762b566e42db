package jira

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"syncd/internal/sim/jira/face"
	"syncd/internal/sim/jira/site"
)

type contextKey int

const prefixKey contextKey = iota

// gateway is the path under which scoped tokens reach a site.
const gateway = "/ex/jira/"

// ServeHTTP answers a request, and then tells of what it did where webhooks are registered. Over a network the answer
// does not wait for that; in the process it does.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !s.teller.on.Load() {
		s.answer(w, r)
		return
	}
	defer s.Deliver(context.WithoutCancel(r.Context())) // also when the connection is cut on purpose
	s.answer(w, r)
	_ = http.NewResponseController(w).Flush() // in the process there is nothing to flush
}

// answer answers a request, whether it came to the site itself or through the API gateway.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	if s.opts.Edition == DataCenter {
		s.below(w, r)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, gateway); ok {
		cloudID, _, _ := strings.Cut(rest, "/")
		prefix := gateway + cloudID
		r = r.WithContext(context.WithValue(r.Context(), prefixKey, prefix))
		http.StripPrefix(prefix, s.mux).ServeHTTP(w, r)
		return
	}
	s.mux.ServeHTTP(w, r)
}

// below answers what is asked below the context path. The control plane is no part of the product and stays at the root.
func (s *Server) below(w http.ResponseWriter, r *http.Request) {
	prefix := strings.TrimRight(s.opts.ContextPath, "/")
	if prefix == "" || strings.HasPrefix(r.URL.Path, "/_sim/") {
		s.mux.ServeHTTP(w, r)
		return
	}
	r = r.WithContext(context.WithValue(r.Context(), prefixKey, prefix))
	http.StripPrefix(prefix, s.mux).ServeHTTP(w, r)
}

func (s *Server) routes() {
	s.mux.HandleFunc("/rest/", s.dispatch)
	s.mux.HandleFunc("/secure/attachment/", s.dispatch)
	if s.opts.Edition == Cloud {
		s.mux.HandleFunc("GET /_edge/tenant_info", func(w http.ResponseWriter, _ *http.Request) {
			face.WriteJSON(w, http.StatusOK, map[string]string{"cloudId": s.site.CloudID()})
		})
	}
	s.grants()
	s.control()
	s.pages()
}

// base is the address under which the client called, and the site's own.
func (s *Server) base(r *http.Request) (called, own string) {
	own = s.opts.BaseURL
	if own == "" {
		scheme := "http"
		if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
			scheme = "https"
		}
		own = scheme + "://" + r.Host
	}
	own = strings.TrimRight(own, "/")
	prefix, _ := r.Context().Value(prefixKey).(string)
	return own + prefix, own
}

// rest is the life of one REST request: count, log in, script, limit, answer, wait.
func (s *Server) rest(route face.Route, w http.ResponseWriter, r *http.Request) {
	s.settle()
	now := s.Now()
	id := s.traffic.count(r.Method, route.Path)
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat)) // clients set their watermark by it
	w.Header().Set("X-Arequestid", id)
	w.Header().Set("Cache-Control", "no-cache, no-store, no-transform")
	user, known := s.guest(route, w, r)
	if !known {
		return
	}
	x := &exchange{server: s, route: route, writer: w, request: r, id: id, at: now, user: user}
	if err := x.buffer(); err != nil {
		face.WriteJSON(w, http.StatusBadRequest, face.ErrorBody([]string{err.Error()}, nil))
		return
	}
	f := s.faults.match(x)
	if f != nil && f.Effect == ExpireToken {
		x.user = nil
		w.Header().Set("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
		s.greet(w, nil)
	}
	if route.Access == face.Login && x.user == nil {
		s.unauthorized(w, r)
		return
	}
	x.run(f)
}

// exchange is one request being answered.
type exchange struct {
	server  *Server
	route   face.Route
	writer  http.ResponseWriter
	request *http.Request
	id      string
	at      time.Time
	user    *site.User
	body    []byte
}

// run answers, as the fault has it.
func (x *exchange) run(f *Fault) {
	if f != nil && f.before(x) {
		return
	}
	if !x.server.admit(x) {
		return
	}
	answer := &recorder{header: x.writer.Header().Clone(), status: http.StatusOK}
	if f != nil && f.Effect == Late {
		x.postpone(f, answer)
		return
	}
	x.apply(answer, x.at)
	x.finish(f, answer)
}

// apply lets the face do the work.
func (x *exchange) apply(answer *recorder, at time.Time) {
	called, own := x.server.base(x.request)
	x.request.Body = io.NopCloser(bytes.NewReader(x.body))
	x.route.Handle(&face.Call{Site: x.server.site, Base: called, Server: own, Writer: answer, Request: x.request,
		Actor: site.Actor{User: x.user, At: at, Request: x.id}})
}

// finish delivers what was answered.
func (x *exchange) finish(f *Fault, answer *recorder) {
	if f != nil && f.after(x, answer) {
		return
	}
	if !sleep(x.request.Context(), x.server.opts.Latency) {
		cut()
	}
	answer.send(x.writer)
}

// recorder holds an answer back until it is known what becomes of it.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

func (r *recorder) send(w http.ResponseWriter) {
	for k, v := range r.header {
		w.Header()[k] = v
	}
	if r.status != http.StatusNoContent {
		w.Header().Set("Content-Length", fmt.Sprint(r.body.Len()))
	}
	w.WriteHeader(r.status)
	// A client that went away is no fault of ours.
	_, _ = w.Write(r.body.Bytes())
}

// maxBody bounds what is read of one request.
const maxBody = 64 << 20

// buffer reads the body at once, so that faults can look at it and the request can outlive its connection.
func (x *exchange) buffer() error {
	raw, err := io.ReadAll(io.LimitReader(x.request.Body, maxBody))
	if err != nil {
		return fmt.Errorf("reading body: %w", err)
	}
	x.body = raw
	return nil
}
